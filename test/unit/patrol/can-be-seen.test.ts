import { expect, test } from 'vitest';
import { canBeSeen } from '../../../src/contract/can-be-seen.ts';
import { patrolLimits } from '../../../src/contract/patrol-limits.ts';

test('a room is seen while somebody is connected, and for a moment after the line dropped', () => {
  const since = 1_000_000;
  const gone = since + patrolLimits.stillSeenMs + 1;
  expect(canBeSeen({ state: 'online', since }, gone)).toBe(true);
  expect(canBeSeen({ state: 'away', since }, gone - 1)).toBe(true);
  expect(canBeSeen({ state: 'away', since }, gone)).toBe(false);
  expect(canBeSeen({ state: 'offline', since }, since)).toBe(false);
  expect(canBeSeen({ state: 'offline', since: null }, since)).toBe(false);
});
