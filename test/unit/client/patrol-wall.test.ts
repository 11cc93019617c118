import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClassroomClient } from '../../../client/session/classroom.ts';
import { Connection } from '../../../client/session/connection.ts';
import { PatrolWall } from '../../../client/session/patrol-wall.ts';
import { WallOutbox } from '../../../client/session/patrol-wall-outbox.ts';
import type { WallTile } from '../../../src/contract/patrol.ts';
import { patrolLimits } from '../../../src/contract/patrol-limits.ts';
import { FakeServer, joinAnswer, settle } from './support/fake-server.ts';

const room: WallTile = {
  tileId: 'a',
  of: 'branch',
  name: 'Room 1',
  level: 1,
  parentId: null,
  unit: '',
  state: 'online',
  since: 1,
  participantId: 'screen-1',
  stillAt: null,
  attention: [],
  heads: null,
  signIn: null,
  line: null,
  sound: null,
  lastSeen: null,
  openFindings: 0,
};
const rooms = [room, { ...room, tileId: 'b', name: 'Room 2' }];
const seen = { at: 7, by: 'Example Inspector', outcome: 'inOrder' as const };

let server: FakeServer;
let connection: Connection;
let classroom: ClassroomClient;
let wall: PatrolWall;
let outbox: WallOutbox;
let page: EventTarget & { visibilityState: string };

beforeEach(async () => {
  vi.useFakeTimers();
  page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
  server = new FakeServer();
  connection = new Connection('session-1', server.createWire);
  classroom = new ClassroomClient({ connection, role: 'inspector', withMedia: true });
  const ground = {
    classroom,
    notices: connection.notices,
    connection: connection.state,
    command: connection.command,
  };
  wall = new PatrolWall(ground);
  outbox = new WallOutbox(ground);
  connection.open();
  await enter();
});

afterEach(async () => {
  wall.close();
  outbox.close();
  classroom.close();
  connection.close();
  await settle();
  await vi.advanceTimersByTimeAsync(100);
  expect(vi.getTimerCount(), 'no timer survives a close').toBe(0);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function enter(): Promise<void> {
  server.accept();
  await server.answer('classroom.join', joinAnswer());
}

const openWall = (): Promise<unknown> => server.answer('patrol.wall', { tiles: rooms, serverTime: 0 });

function still(tileId: string, at: number): void {
  server.notice('patrol.still', {
    tileId,
    type: 'image/webp',
    width: 320,
    height: 180,
    at,
    sound: -30,
    picture: new Uint8Array([1]),
  });
}

/** Until stills that have come are shown. */
const shown = (): Promise<unknown> => vi.advanceTimersByTimeAsync(250);

describe('the wall', () => {
  it('says what it looks at when it is open, seldom while it is scrolled, and again before it runs out', async () => {
    await openWall();
    await server.answer('patrol.look', { intervalMs: 2_000 });
    for (const last of ['a', 'b', 'a', 'b']) wall.look(['a', last]);
    expect(server.asked('patrol.look')).toEqual([]);
    await vi.advanceTimersByTimeAsync(300);
    expect(server.asked('patrol.look')).toEqual([{ tileIds: ['a', 'b'] }]);
    await vi.advanceTimersByTimeAsync(patrolLimits.lookRenewMs);
    expect(server.asked('patrol.look')).toHaveLength(2);
  });

  it('asks for nothing while nobody sees the page', async () => {
    await openWall();
    await server.answer('patrol.look', { intervalMs: 2_000 });
    page.visibilityState = 'hidden';
    wall.look(['a']);
    await vi.advanceTimersByTimeAsync(patrolLimits.lookMs);
    expect(server.asked('patrol.look')).toEqual([]);
    page.visibilityState = 'visible';
    page.dispatchEvent(new Event('visibilitychange'));
    expect(server.asked('patrol.look')).toEqual([{ tileIds: ['a'] }]);
  });

  it('shows a new still on its own tile alone, the newest of each, and no older one', async () => {
    await openWall();
    const heard = { a: 0, b: 0, wall: 0 };
    wall.still('a').subscribe(() => (heard.a += 1));
    wall.still('b').subscribe(() => (heard.b += 1));
    wall.state.subscribe(() => (heard.wall += 1));
    still('a', 10);
    await shown();
    still('a', 12);
    still('a', 11);
    still('unknown', 11);
    await shown();
    still('a', 12);
    await shown();
    expect(heard).toEqual({ a: 2, b: 0, wall: 0 });
    expect(wall.still('a').get()).toMatchObject({ at: 12, url: 'data:image/webp;base64,AQ==', sound: -30 });
  });

  it('shows stills that come close together at once, four times a second at most', async () => {
    await openWall();
    const changes: number[] = [];
    for (const tileId of ['a', 'b']) wall.still(tileId).subscribe(() => changes.push(Date.now()));
    for (let at = 0; at < 1_000; at += 20) {
      still(at % 40 === 0 ? 'a' : 'b', at + 1);
      await vi.advanceTimersByTimeAsync(20);
    }
    await shown();
    expect(new Set(changes).size, 'times at which the page changed').toBeLessThanOrEqual(6);
    expect([wall.still('a').get()?.at, wall.still('b').get()?.at]).toEqual([961, 981]);
  });

  it('follows rooms that change and rooms that go, with their pictures', async () => {
    await openWall();
    still('b', 10);
    await shown();
    const changed = { ...room, name: 'Room one' };
    server.notice('patrol.wallChanged', { tiles: [changed], gone: ['b'] });
    expect(wall.tile('a').get()).toEqual(changed);
    expect(wall.tile('b').get()).toBeNull();
    expect([...(wall.state.get().tiles?.keys() ?? [])]).toEqual(['a']);
    expect(wall.still('b').get()).toBeNull();
  });

  it('drops the picture of whoever does not want to be seen any more, and no picture that came since the last news', async () => {
    await openWall();
    still('a', 10);
    still('b', 10);
    await shown();
    server.notice('patrol.wallChanged', { tiles: [{ ...room, name: 'Room one', stillAt: 10 }], gone: [] });
    expect([wall.still('a').get()?.at, wall.still('b').get()?.at]).toEqual([10, 10]);
    still('a', 11);
    server.notice('patrol.wallChanged', { tiles: [room], gone: [] });
    await shown();
    expect([wall.still('a').get(), wall.still('b').get()?.at], 'nor one that was not shown yet').toEqual([
      null,
      10,
    ]);
  });

  it('tells the time once a second for all ages', async () => {
    const heard: number[] = [];
    wall.clock.subscribe(() => heard.push(wall.clock.get()));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(heard).toHaveLength(3);
    expect(heard.at(-1)).toBe(classroom.serverNow());
  });

  it('opens again after a drop', async () => {
    await openWall();
    wall.look(['a']);
    server.drop();
    await vi.advanceTimersByTimeAsync(1_000);
    await enter();
    await openWall();
    expect(server.asked('patrol.look').at(-1)).toEqual({ tileIds: ['a'] });
  });
});

describe('what an inspector says', () => {
  const mark = (id: string) =>
    outbox.send({ kind: 'mark', id, tileId: 'a', name: 'Room 1', headCount: null, isAbsent: false });
  const states = (): string[] => outbox.state.get().map(({ entry, state }) => `${entry.id} ${state.kind}`);

  it('is on record only when the server says so, and goes one after the other', async () => {
    mark('m1');
    mark('m2');
    expect(server.asked('patrol.mark')).toHaveLength(1);
    expect(states()).toEqual(['m1 sending', 'm2 sending']);
    await server.answer('patrol.mark', { seen, already: false });
    expect(states()).toEqual(['m1 received', 'm2 sending']);
    await server.answer('patrol.mark', { seen, already: true });
    expect(states()).toEqual(['m2 received']);
  });

  it('is kept while the line is down and sent again under the same id', async () => {
    mark('m1');
    await settle();
    const [first] = server.asked('patrol.mark');
    server.drop();
    await settle();
    expect(states()).toEqual(['m1 waiting']);
    await vi.advanceTimersByTimeAsync(1_000);
    await enter();
    await vi.advanceTimersByTimeAsync(4_000);
    expect(server.asked('patrol.mark')).toEqual([first]);
    await server.answer('patrol.mark', { seen, already: false });
    expect(states()).toEqual(['m1 received']);
  });

  it('that the server refuses is not tried again, and does not hold up the next', async () => {
    mark('m1');
    mark('m2');
    await server.fail('patrol.mark', 'forbidden');
    expect(states()).toEqual(['m1 refused', 'm2 sending']);
    await server.answer('patrol.mark', { seen, already: false });
    outbox.dismiss('m1');
    expect(states()).toEqual(['m2 received']);
    expect(server.asked('patrol.mark')).toEqual([]);
  });

  it('of a finding goes whole', async () => {
    const said = { kind: 'phone', note: 'note', headCount: 3, picture: 'newest' } as const;
    outbox.send({ kind: 'finding', id: 'f1', tileId: 'a', name: 'Room 1', said });
    expect(server.asked('patrol.file')).toEqual([{ findingId: 'f1', tileId: 'a', ...said }]);
    await server.fail('patrol.file', 'forbidden');
  });
});
