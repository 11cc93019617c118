import type { Lesson } from '../../../../src/contract/course.ts';
import { patrolLimits } from '../../../../src/contract/patrol-limits.ts';

/** What is offered first: once everybody sits, and once more when a lesson gets long. */
const usualMinutes = [15, 60];
/** How much later another one is offered. */
const furtherMinutes = 45;

/**
 * The first minute of the lesson that is still to come: a round that is planned for an earlier one would never begin.
 *
 * @param now milliseconds since the epoch
 */
export function firstMinute({ startedAt }: Pick<Lesson, 'startedAt'>, now: number): number {
  if (startedAt === null) return 0;
  const next = Math.floor((now - startedAt) / 60_000) + 1;
  return Math.min(patrolLimits.plannedMinute, Math.max(0, next));
}

/** The minute that is offered for another round, `first` or later. */
export function nextUsual(minutes: readonly number[], first: number): number {
  const usual = usualMinutes.find((minute) => minute >= first && !minutes.includes(minute));
  return usual ?? Math.min(patrolLimits.plannedMinute, Math.max(first, ...minutes) + furtherMinutes);
}

/** The minutes with another one, in their order; null when that cannot be planned: it is past, planned already, or one too many. */
export function withMinute(
  minutes: readonly number[],
  next: number | null,
  first: number,
): readonly number[] | null {
  const isPossible = next !== null && next >= first && !minutes.includes(next);
  if (!isPossible || minutes.length >= patrolLimits.plannedRounds) return null;
  return [...minutes, next].sort((a, b) => a - b);
}
