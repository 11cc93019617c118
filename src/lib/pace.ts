/** So many times as long as something took it rests before it is done again: at most a twentieth of the time goes into it. */
const restFactor = 20;
/** Milliseconds after which it is done again however long it took. */
const longestRest = 5_000;

/**
 * Milliseconds until something is done again that repeats while people act: usually `usual`, and longer where it is much work,
 * so that news of thousands do not take the time from those whom they are about.
 *
 * @param tookMs milliseconds that it took the last time
 */
export function restAfter(tookMs: number, usual: number): number {
  return Math.max(usual, Math.min(longestRest, tookMs * restFactor));
}
