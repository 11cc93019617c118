import { expect, test } from 'vitest';
import { canBeSeen } from '../../../src/contract/can-be-seen.ts';
import { patrolLimits } from '../../../src/contract/patrol-limits.ts';
import { PhaseClock } from '../../../src/patrol/pace.ts';
import { Room } from '../../../src/patrol/room.ts';

test('a room is seen while somebody is connected, and for a moment after the line dropped', () => {
  const since = 1_000_000;
  const gone = since + patrolLimits.stillSeenMs + 1;
  expect(canBeSeen({ state: 'online', since }, gone)).toBe(true);
  expect(canBeSeen({ state: 'away', since }, gone - 1)).toBe(true);
  expect(canBeSeen({ state: 'away', since }, gone)).toBe(false);
  expect(canBeSeen({ state: 'offline', since }, since)).toBe(false);
  expect(canBeSeen({ state: 'offline', since: null }, since)).toBe(false);
});

test('the wall knows the same of its rooms: whoever marks one afterwards has seen nobody', () => {
  const record = {
    tileId: 'room',
    of: 'branch',
    name: '示例分课堂',
    level: 1,
    parentId: null,
    unit: '',
  } as const;
  const room = new Room(record, new PhaseClock());
  const since = 1_000_000;
  expect(room.canBeSeen(since), 'nobody ever came').toBe(false);
  const of = {
    participantId: 'screen',
    role: 'screen',
    name: '示例大屏',
    branchId: 'room',
    quality: null,
  } as const;
  room.seat({ ...of, state: 'online', since });
  expect(room.canBeSeen(since + 60_000)).toBe(true);
  room.seat({ ...of, state: 'away', since });
  expect(room.canBeSeen(since + patrolLimits.stillSeenMs)).toBe(true);
  expect(room.canBeSeen(since + patrolLimits.stillSeenMs + 1)).toBe(false);
});
