/**
 * How questions are ordered, the same on the server and on every page. No schema library here: phones load it.
 */

export const questionStates = ['held', 'open', 'answered', 'postponed', 'dismissed'] as const;
/**
 * `held`: with the liaison of the branch; `open`: waits for the lecturer; `answered`: live or in writing; `postponed`: kept
 * for later, also for the course's next lessons; `dismissed`: set aside.
 */
export type QuestionState = (typeof questionStates)[number];

/** What decides a question's place. */
export interface Ranked {
  questionId: string;
  state: QuestionState;
  /** Different people and rooms behind it: who asked it, and who supports it. */
  voices: number;
  /** The branches that they sit in; everybody who sits in none counts as one more. */
  places: number;
  askedAt: number;
}

/** Where a state stands: what waits comes first, what is settled sinks. */
const order: Readonly<Record<QuestionState, number>> = {
  open: 0,
  held: 1,
  postponed: 2,
  answered: 3,
  dismissed: 4,
};

/**
 * Each voice weighs 1, each place beyond the first weighs 2 more: a question from five rooms comes before one that ten
 * people of one room have.
 */
export function weightOf({ voices, places }: Pick<Ranked, 'voices' | 'places'>): number {
  return voices + 2 * Math.max(0, places - 1);
}

/** By state, then by weight, then whoever has waited longer; never equal for two questions. */
export function byRank(a: Ranked, b: Ranked): number {
  return (
    order[a.state] - order[b.state] ||
    weightOf(b) - weightOf(a) ||
    a.askedAt - b.askedAt ||
    (a.questionId < b.questionId ? -1 : a.questionId > b.questionId ? 1 : 0)
  );
}
