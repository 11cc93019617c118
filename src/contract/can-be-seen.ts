import { patrolLimits } from './patrol-limits.ts';

/**
 * Whether somebody is connected in a room, or dropped a moment ago: whoever marks the room has seen it then.
 *
 * @param now milliseconds since 1970, as `since`
 */
export function canBeSeen(
  { state, since }: { state: 'online' | 'away' | 'offline'; since: number | null },
  now: number,
): boolean {
  if (state === 'away') return since !== null && now - since <= patrolLimits.stillSeenMs;
  return state === 'online';
}
