import type { Sitting } from '../../../src/contract/quiz.ts';

/** Who may need help comes first. */
export const stateOrder = ['notBegun', 'begun', 'handedIn'] as const satisfies readonly Sitting['state'][];

/**
 * One sitting for each person: the newest that was begun, else the one that is prepared. A prepared further attempt says
 * nothing about somebody who has handed in.
 */
export function newestSittings(sittings: readonly Sitting[]): Sitting[] {
  const newest = new Map<string, Sitting>();
  for (const one of sittings) {
    const known = newest.get(one.traineeId);
    const begun = one.state !== 'notBegun';
    const isNewer =
      known === undefined || (begun && (known.state === 'notBegun' || one.attempt >= known.attempt));
    if (isNewer) newest.set(one.traineeId, one);
  }
  return [...newest.values()];
}
