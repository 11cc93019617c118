import type { PaperAnswer, PaperItem } from '../../../src/contract/paper.ts';

/** What options are called, by their place. */
export const letters = 'ABCDEFGHIJ';

export interface FieldProps {
  item: PaperItem;
  /** The question's place on the paper, from 0: makes ids that are unique on the page. */
  index: number;
  /** The id of the question's words. */
  labelledBy: string;
  answer: PaperAnswer | null;
  onAnswer: (answer: PaperAnswer, typing?: boolean) => void;
}
