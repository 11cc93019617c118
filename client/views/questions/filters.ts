import type { QuestionFilter } from '../../../src/contract/questions.ts';

export type { QuestionFilter } from '../../../src/contract/questions.ts';

/** The filters that stand above a list, in the order of the work. */
export const questionFilters = ['open', 'held', 'postponed', 'settled'] as const satisfies QuestionFilter[];
