import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClassroomClient } from '../../../client/session/classroom.ts';
import { Connection } from '../../../client/session/connection.ts';
import { PatrolStills, type Still } from '../../../client/session/patrol-stills.ts';
import { FakeServer, joinAnswer, settle } from './support/fake-server.ts';

const still: Still = {
  picture: new Uint8Array([1, 2, 3]),
  facts: { luma: 100, spread: 30, change: null },
  camera: 'on',
  sound: -40,
};
const slow = { nextInMs: 30_000, intervalMs: 30_000, lookedAt: false };

let server: FakeServer;
let connection: Connection;
let classroom: ClassroomClient;
let stills: PatrolStills;
/** What the camera gives; null while it has not given anything. */
let present: Still | null;
let looks: number;

beforeEach(() => {
  vi.useFakeTimers();
  present = still;
  looks = 0;
  server = new FakeServer();
  connection = new Connection('session-1', server.createWire);
  classroom = new ClassroomClient({ connection, role: 'screen', withMedia: true });
  const take = async (): Promise<Still | null> => {
    looks += 1;
    return present;
  };
  stills = new PatrolStills({ connection, classroom, take });
  connection.open();
});

afterEach(async () => {
  stills.close();
  classroom.close();
  connection.close();
  await settle();
  await vi.advanceTimersByTimeAsync(100);
  expect(vi.getTimerCount(), 'no timer survives a close').toBe(0);
  vi.useRealTimers();
});

async function enter(nextInMs = 700): Promise<void> {
  server.accept();
  await server.answer(
    'classroom.join',
    joinAnswer({ own: { still: { nextInMs, intervalMs: 30_000, lookedAt: false } } }),
  );
}

/** Stills that are on their way. */
const sent = (): unknown[] => server.asked('patrol.still');
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

it('sends the first one when the server wants it, and the next ones at the pace of its answers', async () => {
  await enter(700);
  await pass(699);
  expect(sent()).toEqual([]);
  await pass(1);
  expect(sent()).toEqual([{ ...still, sentMs: null }]);
  await server.answer('patrol.still', { nextInMs: 1_500, intervalMs: 2_000, lookedAt: false });
  await pass(1_499);
  expect(sent()).toEqual([]);
  await pass(1);
  expect(sent()).toHaveLength(1);
  expect(looks, 'the camera is looked at for what is sent only').toBe(2);
});

it('follows a change of the pace at once', async () => {
  await enter(0);
  await pass(0);
  await server.answer('patrol.still', slow);
  server.notice('patrol.pace', { nextInMs: 100, intervalMs: 2_000, lookedAt: true });
  await pass(100);
  expect(server.told).toHaveLength(1);
  server.notice('patrol.pace', slow);
  await pass(29_999);
  expect(sent()).toEqual([]);
  await pass(1);
  expect(sent()).toHaveLength(1);
});

it('never has two on the way, and says how long the one before took', async () => {
  await enter(0);
  await pass(0);
  server.notice('patrol.pace', { nextInMs: 0, intervalMs: 2_000, lookedAt: true });
  stills.tell();
  await pass(3_000);
  expect(sent()).toHaveLength(1);
  expect(looks).toBe(1);
  await server.answer('patrol.still', { nextInMs: 2_000, intervalMs: 2_000, lookedAt: true });
  await pass(2_000);
  expect(sent()).toEqual([{ ...still, sentMs: 3_000 }]);
});

it('keeps nothing for later while the line is down, and begins anew afterwards', async () => {
  await enter(0);
  await pass(0);
  server.drop();
  await pass(60_000);
  expect(sent()).toEqual([]);
  expect(looks, 'nobody looks at a picture that cannot go').toBe(1);
  await enter(500);
  await pass(499);
  expect(sent()).toEqual([]);
  await pass(1);
  expect(sent()).toEqual([{ ...still, sentMs: null }]);
});

it('goes on at its pace after one that was refused', async () => {
  await enter(0);
  await pass(0);
  await server.answer('patrol.still', { nextInMs: 2_000, intervalMs: 4_000, lookedAt: false });
  await pass(2_000);
  await server.fail('patrol.still', 'picture_refused');
  await pass(3_999);
  expect(sent()).toEqual([]);
  await pass(1);
  expect(sent()).toHaveLength(1);
});

it('waits for the first picture of a camera', async () => {
  present = null;
  await enter(0);
  await pass(2_000);
  expect(sent()).toEqual([]);
  present = still;
  await pass(500);
  expect(sent()).toHaveLength(1);
});

it('tells a change of the camera at once, but not more than once a second', async () => {
  await enter(0);
  await pass(0);
  await server.answer('patrol.still', slow);
  await pass(5_000);
  const off: Still = { picture: null, facts: null, camera: 'none', sound: null };
  present = off;
  stills.tell();
  await pass(0);
  expect(sent()).toEqual([{ ...off, sentMs: 0 }]);
  stills.tell();
  await server.answer('patrol.still', slow);
  await pass(999);
  expect(sent()).toEqual([]);
  await pass(1);
  expect(sent()).toHaveLength(1);
});

it('sends nothing once it is closed', async () => {
  await enter(0);
  await pass(0);
  await server.answer('patrol.still', slow);
  stills.close();
  await pass(60_000);
  server.notice('patrol.pace', { nextInMs: 0, intervalMs: 2_000, lookedAt: true });
  await pass(60_000);
  expect(sent()).toEqual([]);
});

describe('a room that is looked at', () => {
  const lookedAt = { nextInMs: 2_000, intervalMs: 2_000, lookedAt: true };
  const told = (): unknown[] => server.told.map(({ input }) => input);

  /** The first still, answered after so many milliseconds. */
  async function first(tookMs: number): Promise<void> {
    await enter(0);
    await pass(tookMs);
    await server.answer('patrol.still', lookedAt);
  }

  it('asks for an answer with every fourth still only, and keeps the pace', async () => {
    await first(100);
    await pass(1_999);
    expect(told()).toEqual([]);
    await pass(1);
    expect(told()).toEqual([{ ...still, sentMs: 100 }]);
    await pass(1_999);
    expect(told()).toHaveLength(1);
    await pass(1 + 2_000);
    expect(told()).toHaveLength(3);
    expect(sent()).toEqual([]);
    await pass(2_000);
    expect(told()).toHaveLength(3);
    expect(sent()).toEqual([{ ...still, sentMs: 100 }]);
  });

  it('hears at once that it is to send more seldom or sooner', async () => {
    await first(100);
    await pass(2_000);
    expect(told()).toHaveLength(1);
    server.notice('patrol.pace', { nextInMs: 500, intervalMs: 8_000, lookedAt: true });
    await pass(500);
    expect(told()).toHaveLength(2);
    await pass(7_999);
    expect(told()).toHaveLength(2);
    server.notice('patrol.pace', { ...slow, nextInMs: 10 });
    await pass(10);
    expect(told(), 'nobody looks any more').toHaveLength(2);
    expect(sent()).toHaveLength(1);
  });

  it('waits for each answer on a slow line', async () => {
    await first(600);
    await pass(2_000);
    expect(told()).toEqual([]);
    expect(sent()).toEqual([{ ...still, sentMs: 600 }]);
  });

  it('waits for the answer to the word that there is no picture, and after a refusal', async () => {
    await first(100);
    present = { picture: null, facts: null, camera: 'off', sound: null };
    await pass(2_000);
    expect(told()).toEqual([]);
    await server.answer('patrol.still', lookedAt);
    present = still;
    await pass(2_000 + 3 * 2_000);
    expect(told()).toHaveLength(3);
    await server.fail('patrol.still', 'picture_refused');
    await pass(2_000);
    expect(told()).toHaveLength(3);
    expect(sent()).toHaveLength(1);
  });

  it('sends nothing into a line that is down', async () => {
    await first(100);
    server.drop();
    await pass(10_000);
    expect(told()).toEqual([]);
  });
});
