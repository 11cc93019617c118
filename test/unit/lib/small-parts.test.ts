import { expect, it } from 'vitest';
import { errorCatalogue } from '../../../src/contract/errors.ts';
import { id } from '../../../src/contract/primitives.ts';
import { Emitter } from '../../../src/lib/emitter.ts';
import { AppError } from '../../../src/lib/errors.ts';
import { newId } from '../../../src/lib/ids.ts';
import { restAfter } from '../../../src/lib/pace.ts';

it('an id is one that the contract takes, and new each time', () => {
  const ids = Array.from({ length: 1_000 }, newId);
  expect(new Set(ids).size).toBe(1_000);
  for (const one of ids) expect(id.parse(one)).toMatch(/^[0-9a-z]{26}$/);
});

it('an emitter calls whoever listens, until they stop', () => {
  const emitter = new Emitter<{ changed: { to: number } }>();
  const seen: number[] = [];
  const stop = emitter.on('changed', ({ to }) => seen.push(to));
  emitter.emit('changed', { to: 1 });
  stop();
  emitter.emit('changed', { to: 2 });
  emitter.on('changed', ({ to }) => seen.push(to));
  emitter.removeAll();
  emitter.emit('changed', { to: 3 });
  expect(seen).toEqual([1]);
});

it('what repeats rests as usual, longer after much work, and never for ever', () => {
  expect([0, 10, 50, 200, 60_000].map((tookMs) => restAfter(tookMs, 1_000))).toEqual([
    1_000, 1_000, 1_000, 4_000, 5_000,
  ]);
});

it('every error of the catalogue has a status and says something in both languages', () => {
  for (const [code, entry] of Object.entries(errorCatalogue)) {
    expect(entry.status, code).toBeGreaterThanOrEqual(400);
    expect(entry.zh, code).toMatch(/\p{Script=Han}.*。$/u);
    expect(entry.en, code).toMatch(/^[A-Z].*\.$/);
  }
  expect(new AppError('too_large').status).toBe(413);
});
