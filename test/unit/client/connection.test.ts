import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClientError } from '../../../client/session/client-error.ts';
import { Connection } from '../../../client/session/connection.ts';
import { FakeServer, joinAnswer, lesson, settle } from './support/fake-server.ts';

let server: FakeServer;
let connection: Connection;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  connection = new Connection('session-1', server.createWire);
});

afterEach(() => {
  connection.close();
  expect(vi.getTimerCount(), 'no timer survives a close').toBe(0);
  vi.useRealTimers();
});

function online(): void {
  connection.open();
  server.accept();
  connection.admit();
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'resolved',
    (thrown: unknown) => (thrown instanceof ClientError ? thrown.code : 'not a ClientError'),
  );
}

describe('coming back', () => {
  it('tries for ever, at least every three seconds, and counts since the drop', async () => {
    online();
    server.drop();
    const before = connection.state.get();
    expect(before).toMatchObject({ kind: 'reconnecting', attempt: 1 });
    for (let attempt = 2; attempt <= 40; attempt += 1) {
      const opens = server.opens;
      await vi.advanceTimersByTimeAsync(3_000);
      expect(server.opens).toBe(opens + 1);
      server.refuse();
      expect(connection.state.get()).toMatchObject({ kind: 'reconnecting', attempt });
    }
    expect(connection.state.get()).toHaveProperty(
      'since',
      before.kind === 'reconnecting' ? before.since : -1,
    );
    await vi.advanceTimersByTimeAsync(3_000);
    server.accept();
    expect(connection.state.get()).toEqual({ kind: 'online' });
  });

  it('gives hanging attempts up soon at first, and gives a slow line more time with each', async () => {
    online();
    server.drop();
    const patience: number[] = [];
    for (let attempt = 1; attempt <= 30; attempt += 1) {
      await vi.advanceTimersByTimeAsync(3_000);
      patience.push(server.patience);
      server.refuse();
    }
    expect(patience.slice(0, 3)).toEqual([3_500, 4_000, 4_500]);
    expect(patience.at(-1)).toBe(15_000);
  });

  it('tries at once when told to hurry', () => {
    online();
    server.drop();
    const opens = server.opens;
    connection.hurry();
    connection.hurry();
    expect(server.opens).toBe(opens + 1);
  });

  it('expects the server back after server.stopping', async () => {
    online();
    server.notice('server.stopping', {});
    server.drop();
    await vi.advanceTimersByTimeAsync(3_000);
    server.refuse({ code: 'shutting_down', message: '' });
    expect(connection.state.get()).toMatchObject({ kind: 'stopping', attempt: 2 });
    await vi.advanceTimersByTimeAsync(3_000);
    server.accept();
    expect(connection.state.get().kind).toBe('online');
  });

  it.each(['session.replaced', 'session.revoked'] as const)('stays away after %s', async (name) => {
    online();
    const pending = codeOf(connection.command('classroom.start', {}));
    server.notice(name, {});
    server.drop();
    expect(connection.state.get().kind).toBe(name.slice('session.'.length));
    expect(vi.getTimerCount()).toBe(0);
    expect(await pending).toBe('offline');
  });

  it('gives up when the server does not know the session, with its reason', () => {
    connection.open();
    server.refuse({ code: 'not_signed_in', message: '' });
    const state = connection.state.get();
    expect(state.kind === 'failed' && state.error.code).toBe('not_signed_in');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('commands', () => {
  it('wait until the classroom has been entered over the present socket', async () => {
    connection.open();
    server.accept();
    const started = connection.command('classroom.start', {});
    await settle();
    expect(server.waiting).toEqual([]);
    connection.admit();
    await settle();
    await server.answer('classroom.start', { lesson });
    expect(await started).toEqual({ lesson });
  });

  it('that may be repeated are repeated over a drop', async () => {
    online();
    const started = connection.command('classroom.start', {});
    await settle();
    server.drop();
    await vi.advanceTimersByTimeAsync(1_000);
    server.accept();
    await settle();
    expect(server.waiting).toEqual([]);
    connection.admit();
    await settle();
    await server.answer('classroom.start', { lesson });
    expect(await started).toEqual({ lesson });
  });

  it('that may be repeated are repeated when their answer does not come', async () => {
    online();
    const started = connection.command('classroom.end', {});
    await vi.advanceTimersByTimeAsync(8_000);
    expect(server.asked('classroom.end')).toHaveLength(2);
    await server.answer('classroom.end', { lesson });
    await server.answer('classroom.end', { lesson });
    expect(await started).toEqual({ lesson });
  });

  it('that may not be repeated fail at once when the line drops', async () => {
    online();
    const code = codeOf(connection.command('media.send', {}));
    await settle();
    server.drop();
    expect(await code).toBe('offline');
    expect(await codeOf(connection.command('media.send', {}))).toBe('offline');
  });

  it('are given up in the end when the line stays down', async () => {
    online();
    server.drop();
    const code = codeOf(connection.command('classroom.start', {}));
    await vi.advanceTimersByTimeAsync(25_000);
    expect(await code).toBe('offline');
  });

  it("reject with the server's code and reference", async () => {
    online();
    const pending = connection.command('classroom.join', {});
    await settle();
    server.waiting[0]?.answered({ ok: false, error: { code: 'no_lesson', message: '', reference: 'r-1' } });
    await expect(pending).rejects.toMatchObject({ code: 'no_lesson', reference: 'r-1' });
  });

  it('resolve to what the server answered', async () => {
    online();
    const pending = connection.command('classroom.join', { withMedia: true });
    await settle();
    expect(await server.answer('classroom.join', joinAnswer())).toEqual({ withMedia: true });
    expect((await pending).epoch).toBe('epoch-1');
  });

  it('reject with `closed` when the page goes', async () => {
    online();
    const sent = codeOf(connection.command('classroom.join', {}));
    await settle();
    connection.close();
    expect(await sent).toBe('closed');
    expect(await codeOf(connection.command('classroom.start', {}))).toBe('closed');
  });
});
