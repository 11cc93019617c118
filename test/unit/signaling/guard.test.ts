import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clientFrame, opcode, RawSocket } from '../../../bench/support/raw-socket.ts';
import { codeOf, openSocket, send } from '../../support/wire.ts';
import { openHarness, type Harness } from './harness.ts';

/** A busy machine takes its time; a test that passes does not wait. */
const patiently = { timeout: 45_000 };

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(async () => {
  await harness.close();
});

async function signedIn(): Promise<RawSocket> {
  const socket = new RawSocket(harness.url);
  await socket.signIn({ id: 'session-screen', cookie: 'secret=session-screen' });
  return socket;
}

describe('a connection', () => {
  it('that stops reading is cut off before much waits for it, and others get all of it', async () => {
    const slow = await signedIn();
    slow.tcp.pause();
    const reader = await openSocket(harness.session('lecturer'));
    let heard = 0;
    reader.on('notice', () => (heard += 1));
    for (const connection of harness.connections.values()) connection.enter('lesson:1');
    // 60 KB each: the system's own buffers take some of it, ours may take 4 MB.
    const data = { branchName: 'x'.repeat(60_000) };
    let sent = 0;
    await vi.waitFor(async () => {
      for (let index = 0; index < 20; index += 1, sent += 1)
        harness.fanout.notice('lesson:1', 'session.changed', data as never);
      await sleep(20);
      expect(harness.outcomes).toContain('cut slow');
    }, patiently);
    slow.tcp.resume();
    await slow.closed;
    await vi.waitFor(() => expect(heard).toBe(sent), patiently);
    expect(codeOf(await send(reader, 'test.echo', { text: 'alive' }))).toBe('ok');
    reader.disconnect();
  });

  it.each([
    ['pings', () => clientFrame('', opcode.ping)],
    ['packets that say nothing', () => clientFrame('6')],
  ])('that floods with %s is cut off', async (_what, frame) => {
    const socket = await signedIn();
    for (let index = 0; index < 4_000; index += 1) socket.tcp.write(frame());
    await socket.closed;
    expect(harness.outcomes).toContain('cut packets');
  });

  it('that sends a message in hundreds of fragments is closed', async () => {
    const socket = await signedIn();
    for (let index = 0; index < 1_000; index += 1)
      socket.tcp.write(clientFrame('4', index === 0 ? opcode.text : opcode.continuation, false));
    await socket.closed;
  });

  it('that was closed is not read for half a minute more', async () => {
    const socket = await signedIn();
    // No packet at all, and nobody who would answer the closing.
    socket.tcp.write(clientFrame('4{'));
    const since = performance.now();
    await socket.closed;
    expect(performance.now() - since).toBeLessThan(10_000);
  });

  it('that brings more bytes than anybody has to say is cut off', async () => {
    const socket = await signedIn();
    const frame = clientFrame(`42["command","test.echo",${JSON.stringify({ text: 'x'.repeat(60_000) })}]`);
    for (let index = 0; index < 60; index += 1) socket.tcp.write(frame);
    await socket.closed;
    expect(harness.outcomes).toContain('cut bytes');
  });
});

it('a session that opens one connection after the other keeps the newest', async () => {
  const sockets: RawSocket[] = [];
  for (let index = 0; index < 18; index += 1) sockets.push(await signedIn());
  await Promise.all(sockets.slice(0, 2).map(({ closed }) => closed));
  expect(sockets.slice(2).every(({ isOpen }) => isOpen)).toBe(true);
  expect(harness.outcomes.filter((outcome) => outcome === 'cut session')).toHaveLength(2);
  for (const socket of sockets) socket.close();
});

it('of those who never sign in the oldest makes room', async () => {
  // Polling costs an attacker no connection: each request is a session that waits for somebody to sign in.
  const sockets = Array.from({ length: 4 }, () => new RawSocket(harness.url));
  const open = 'GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
  for (const { tcp } of sockets) tcp.write(open.repeat(505));
  await vi.waitFor(
    () => expect(harness.outcomes.filter((one) => one === 'cut unproven')).toHaveLength(20),
    patiently,
  );
  // Whoever does sign in is served.
  const socket = await openSocket(harness.session('lecturer'));
  expect(codeOf(await send(socket, 'test.echo', { text: 'alive' }))).toBe('ok');
  socket.disconnect();
  for (const one of sockets) one.close();
});
