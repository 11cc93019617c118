import { beforeEach, describe, expect, it } from 'vitest';
import { patrolLimits, type AttentionKind } from '../../../src/contract/patrol.ts';
import { RoomAttention, type StillReport } from '../../../src/patrol/attention.ts';

const start = 1_000_000;
const live = { live: true, intervalMs: 2_000 };

let room: RoomAttention;
let at: number;
let count: number;

beforeEach(() => {
  room = new RoomAttention();
  at = start;
  count = 0;
  room.present('online', start);
});

const bright = { luma: 120, spread: 50, change: 5 };

/** A still every two seconds; without a hash of its own it is a new picture. */
function report(over: Partial<StillReport> = {}): void {
  at += 2_000;
  count += 1;
  room.report({ at, hash: `picture ${count}`, facts: bright, camera: 'on', sound: -40, ...over });
}

const kinds = (now = at): AttentionKind[] => room.flags(now, live).map(({ kind }) => kind);

describe('a room', () => {
  it('needs no look while its picture lives', () => {
    for (let index = 0; index < 40; index += 1) report();
    expect(kinds()).toEqual([]);
    expect(room.suspected).toBe(false);
  });

  it('is frozen when the same bytes come again and again, since the first of them', () => {
    report();
    const same = { hash: 'same', facts: { ...bright, change: 0 } };
    report(same);
    report(same);
    expect(kinds()).toEqual([]);
    expect(room.suspected).toBe(true);
    const since = at;
    report(same);
    expect(room.flags(at, live)).toEqual([{ kind: 'frozen', since }]);
    report();
    expect(kinds()).toEqual([]);
  });

  it('is frozen at once when its page claims motion while the bytes stand still', () => {
    report({ hash: 'same' });
    report({ hash: 'same', facts: { ...bright, change: patrolLimits.movingChange } });
    expect(kinds()).toEqual(['frozen']);
  });

  it('cannot pass a short loop of stills as live', () => {
    const loop = ['a', 'b', 'c', 'd', 'e'];
    for (const hash of loop) report({ hash, facts: { ...bright, change: 0 } });
    expect(kinds()).toEqual([]);
    for (const hash of loop.slice(0, 2)) report({ hash, facts: { ...bright, change: 0 } });
    expect(kinds()).toEqual(['frozen']);
  });

  it('is black or covered when that lasts, and not for somebody who walks past', () => {
    const dark = { facts: { luma: 3, spread: 1, change: 0 } };
    report(dark);
    report();
    expect(kinds()).toEqual([]);
    report(dark);
    const since = at;
    report(dark);
    report(dark);
    expect(kinds()).toEqual([]);
    report(dark);
    expect(room.flags(at, live)).toEqual([{ kind: 'black', since }]);
    const hand = { facts: { luma: 60, spread: 2, change: 0 } };
    report(hand);
    expect(kinds()).toEqual([]);
    for (let index = 0; index < 3; index += 1) report(hand);
    expect(kinds()).toEqual(['covered']);
  });

  it('is black rather than frozen when a lid is on the lens', () => {
    for (let index = 0; index < 5; index += 1)
      report({ hash: 'lid', facts: { luma: 1, spread: 0, change: 0 } });
    expect(kinds()).toEqual(['black']);
  });

  it('one dark still alone is no proof, however long the next one takes', () => {
    report({ facts: { luma: 3, spread: 1, change: 0 } });
    expect(kinds(at + patrolLimits.darkForMs + 1)).toEqual([]);
  });

  it('is silent after a minute without sound, and not without a microphone', () => {
    for (let index = 0; index < 30; index += 1) report({ sound: -90 });
    expect(kinds()).toEqual([]);
    report({ sound: -90 });
    expect(kinds()).toEqual(['silent']);
    for (let index = 0; index < 40; index += 1) report({ sound: null });
    expect(kinds()).toEqual([]);
  });

  it('sends no stills when several that are due are missing', () => {
    report();
    const since = at;
    expect(kinds(since + patrolLimits.missingForMs - 1)).toEqual([]);
    expect(room.flags(since + patrolLimits.missingForMs, live)).toEqual([{ kind: 'noStills', since }]);
    const slow = { live: true, intervalMs: 30_000 };
    expect(room.flags(since + 60_000, slow)).toEqual([]);
    expect(room.flags(since + 90_000, slow)).toHaveLength(1);
  });

  it('is not taken for one that sends none when somebody begins to look at it, unless it was before', () => {
    report();
    const [since, slow] = [at, { live: true, intervalMs: 30_000 }];
    expect(room.flags(since + 20_000, slow)).toEqual([]);
    expect(room.flags(since + 20_000, live)).toEqual([]);
    expect(room.flags(since + 20_000 + patrolLimits.missingForMs, live)).toEqual([
      { kind: 'noStills', since },
    ]);
    expect(room.flags(since + 90_000, slow)).toEqual([{ kind: 'noStills', since }]);
    expect(room.flags(since + 91_000, live)).toEqual([{ kind: 'noStills', since }]);
  });

  it('says that its camera is off, since when', () => {
    report();
    report({ hash: null, facts: null, camera: 'off' });
    const since = at;
    report({ hash: null, facts: null, camera: 'off' });
    expect(room.flags(at, live)).toEqual([{ kind: 'cameraOff', since }]);
  });

  it('is missed when it falls off during the lesson, and only then', () => {
    report({ facts: { luma: 1, spread: 0, change: 0 } });
    room.present('away', at + 5);
    expect(room.flags(at + 10, live)).toEqual([{ kind: 'gone', since: at + 5 }]);
    expect(room.flags(at + 10, { ...live, live: false })).toEqual([]);
    room.present('offline', at + 30_005);
    expect(room.flags(at + 30_010, live), 'since it fell off, not since it was given up').toEqual([
      { kind: 'gone', since: at + 5 },
    ]);
    room.present(null, 0);
    expect(room.flags(at + 10, live)).toEqual([]);
  });

  it('puts the most urgent first', () => {
    for (let index = 0; index < 40; index += 1) {
      report({ hash: 'same', facts: { ...bright, change: 0 }, sound: -95 });
    }
    expect(kinds()).toEqual(['frozen', 'silent']);
  });
});
