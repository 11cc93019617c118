import { createHmac, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { answerKeyRequest, KeyAsker, readKeyRequest } from '../../../src/cluster/key-handover.ts';
import { newId } from '../../../src/lib/ids.ts';
import { UnopenableError } from '../../../src/lib/seal.ts';

const key = randomBytes(32);
const said = z.object({ publicKey: z.string(), sealed: z.string() });
const newAsking = () => ({ id: newId(), secret: randomBytes(32) });

it('hands the key to whoever asked, and says it in nothing that goes over the line', () => {
  const asking = newAsking();
  const asker = new KeyAsker(asking);
  const answer = answerKeyRequest(readKeyRequest(asker.request), asking.secret, key);
  expect(Buffer.from(asker.open(answer))).toEqual(key);
  for (const line of [asker.request, answer]) {
    for (const secret of [key, asking.secret]) {
      for (const form of ['hex', 'base64', 'base64url'] as const) {
        expect(line.toString()).not.toContain(secret.toString(form).replace(/=+$/, ''));
      }
    }
  }
  // The same question answered twice looks different.
  expect(answerKeyRequest(readKeyRequest(asker.request), asking.secret, key)).not.toEqual(answer);
});

it('answers nobody who does not know the secret', () => {
  const { id, secret } = newAsking();
  const stranger = new KeyAsker({ id, secret: randomBytes(32) });
  expect(() => answerKeyRequest(readKeyRequest(stranger.request), secret, key)).toThrow(UnopenableError);
  // A proof that was overheard is worth nothing with another public key, nor under another id.
  const overheard = readKeyRequest(new KeyAsker({ id, secret }).request);
  const { publicKey } = readKeyRequest(stranger.request);
  for (const forged of [
    { ...overheard, publicKey },
    { ...overheard, id: newId() },
  ]) {
    expect(() => answerKeyRequest(forged, secret, key)).toThrow(UnopenableError);
  }
});

it('believes no answer of one who does not know the secret, of another question, or that was changed', () => {
  const asking = newAsking();
  const asker = new KeyAsker(asking);
  const request = readKeyRequest(asker.request);
  const answer = answerKeyRequest(request, asking.secret, key);

  const wrong = randomBytes(32);
  const proof = createHmac('sha256', wrong)
    .update(`records-key asked ${asking.id} ${request.publicKey}`)
    .digest('base64url');
  const forger = answerKeyRequest({ ...request, proof }, wrong, key);
  expect(() => asker.open(forger)).toThrow(UnopenableError);
  // Another node with the same secret in its hands, or the same node at its next start.
  expect(() => new KeyAsker(asking).open(answer)).toThrow(UnopenableError);
  expect(() => new KeyAsker(newAsking()).open(answer)).toThrow(UnopenableError);

  const { publicKey, sealed } = said.parse(JSON.parse(answer.toString()));
  const bytes = Buffer.from(sealed, 'base64');
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    const raw = JSON.stringify({ publicKey, sealed: changed.toString('base64') });
    expect(() => asker.open(Buffer.from(raw))).toThrow(UnopenableError);
  }
  const cut = JSON.stringify({ publicKey, sealed: bytes.subarray(0, 20).toString('base64') });
  for (const raw of ['', '{}', 'null', cut, JSON.stringify({ publicKey: request.publicKey, sealed })]) {
    expect(() => asker.open(Buffer.from(raw))).toThrow(UnopenableError);
  }
  expect(Buffer.from(asker.open(answer))).toEqual(key);
});

it('takes nothing for a question that is none', () => {
  const request = readKeyRequest(new KeyAsker(newAsking()).request);
  for (const other of [
    null,
    {},
    { ...request, id: 'a:b' },
    { ...request, publicKey: 'short' },
    { ...request, more: 1 },
  ]) {
    expect(() => readKeyRequest(Buffer.from(JSON.stringify(other)))).toThrow();
  }
});
