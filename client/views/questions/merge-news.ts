import { byRank, type Ranked } from '../../../src/contract/question-rank.ts';

/** A list with what changed in it and without what is gone, ranked. */
export function mergeRanked<Q extends Ranked>(
  list: readonly Q[],
  changed: readonly Q[],
  removed: readonly string[],
): Q[] {
  const gone = new Set([...removed, ...changed.map(({ questionId }) => questionId)]);
  return [...list.filter(({ questionId }) => !gone.has(questionId)), ...changed].sort(byRank);
}
