import { describe, expect, it } from 'vitest';
import type { Presence } from '../../../src/contract/classroom.ts';
import type { QualityReport } from '../../../src/contract/media.ts';
import type { Roster } from '../../../client/session/types.ts';
import { roomSignal, roomState } from '../../../client/views/common/signal.ts';
import { filterRooms, needsAttention, roomRows } from '../../../client/views/desk/room-rows.ts';

const report: QualityReport = {
  direction: 'receive',
  rttMs: 20,
  loss: 0,
  jitterMs: 2,
  framesPerSecond: 30,
  frozenMs: 0,
  width: 1280,
  height: 720,
  kbps: 1500,
  path: 'udp',
  limitedBy: null,
};

function present(branchId: string | null, change: Partial<Presence> = {}): Presence {
  const participantId = `p-${branchId ?? 'port'}-${change.role ?? 'screen'}`;
  return {
    participantId,
    role: 'screen',
    name: 'n',
    branchId,
    state: 'online',
    since: 5,
    quality: report,
    ...change,
  };
}

const branches = [
  { id: 'a', name: 'North', level: 1 as const, parentId: null },
  { id: 'b', name: 'North, room 2', level: 2 as const, parentId: 'a' },
  { id: 'c', name: 'South', level: 1 as const, parentId: null },
];

function roster(presence: Presence[]): Roster {
  const byBranch = new Map<string, Presence[]>();
  for (const one of presence) {
    if (one.branchId !== null) byBranch.set(one.branchId, [...(byBranch.get(one.branchId) ?? []), one]);
  }
  return {
    tree: [],
    branches: new Map(branches.map((branch) => [branch.id, branch])),
    presence: new Map(presence.map((one) => [one.participantId, one])),
    byBranch,
  };
}

const all = { text: '', state: 'all', level: 'all' } as const;

describe('a room on the desk', () => {
  it('is there when its screen is, not when only the liaison is', () => {
    expect(roomState([present('a', { role: 'liaison' })])).toBe('absent');
    expect(roomState([present('a', { role: 'liaison' }), present('a', { state: 'away' })])).toBe('away');
    expect(roomState(undefined)).toBe('absent');
  });

  it.each([
    ['good', {}],
    ['fair', { loss: 0.03 }],
    ['fair', { rttMs: 450 }],
    ['fair', { frozenMs: 600 }],
    ['poor', { loss: 0.09 }],
    ['poor', { frozenMs: 1100 }],
    ['unknown', { path: null }],
  ] as const)('has a %s signal with %o', (signal, change) => {
    expect(roomSignal({ ...report, ...change })).toBe(signal);
  });

  it('lists every branch with the branch above it, and the ports', () => {
    const rows = roomRows(roster([present('b'), present(null, { role: 'port', name: 'Alone' })]));
    expect(rows.map((row) => [row.name, row.level, row.parentName, row.state])).toEqual([
      ['North', 1, null, 'absent'],
      ['North, room 2', 2, 'North', 'online'],
      ['South', 1, null, 'absent'],
      ['Alone', null, null, 'online'],
    ]);
  });

  it('forgets the numbers of a line that is gone', () => {
    const [row] = roomRows(roster([present('a', { state: 'offline' })]));
    expect(row?.quality).toBeNull();
    expect(row?.signal).toBe('unknown');
  });

  it('needs attention when it dropped or suffers, not when it never came', () => {
    const rows = roomRows(
      roster([present('a', { state: 'away' }), present('b', { quality: { ...report, loss: 0.2 } })]),
    );
    expect(rows.map(needsAttention)).toEqual([true, true, false]);
  });

  it('is found by name, level and state', () => {
    const rows = roomRows(roster([present('a'), present('c', { state: 'offline' })]));
    const names = (filter: Parameters<typeof filterRooms>[1]): string[] =>
      filterRooms(rows, filter).map((row) => row.name);
    expect(names({ ...all, text: ' north ' })).toEqual(['North', 'North, room 2']);
    expect(names({ ...all, level: 2 })).toEqual(['North, room 2']);
    expect(names({ ...all, state: 'missing' })).toEqual(['North, room 2', 'South']);
    expect(names({ ...all, state: 'attention' })).toEqual(['South']);
  });
});
