import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from './errors.ts';

/** Finds the node that runs a course, see `Ownership.ownerOf`. Throws `unavailable`. */
export type OwnerLookup = (courseId: string) => Promise<string>;

/**
 * Milliseconds for which is waited while it is unclear who runs a course, because its node has just gone: a client gives its
 * first attempts to open a socket 3 s.
 */
const patience = 2_500;
/** Milliseconds between two looks. */
const lookEvery = 100;

/** Waits a while for what is about to be decided. Hundreds who ask for one course in the same moment share one look. */
export function createOwnerLookup(ownerOf: OwnerLookup): OwnerLookup {
  const asked = new Map<string, Promise<string>>();
  return (courseId) => {
    let answer = asked.get(courseId);
    if (!answer) {
      answer = patiently(() => ownerOf(courseId)).finally(() => asked.delete(courseId));
      asked.set(courseId, answer);
    }
    return answer;
  };
}

async function patiently(look: () => Promise<string>): Promise<string> {
  const until = performance.now() + patience;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      const passes = error instanceof AppError && error.code === 'unavailable';
      if (!passes || performance.now() >= until) throw error;
    }
    await sleep(lookEvery);
  }
}
