import type { Paper, PaperAnswer, PaperItem } from '../../src/contract/paper.ts';

/** Answers of one paper by item. */
export type Answers = Readonly<Record<string, PaperAnswer>>;

/** An answer that says nothing is none: emptied fields and a choice that was taken back. */
export function saidAnswer(answer: PaperAnswer): PaperAnswer | null {
  switch (answer.kind) {
    case 'multiple':
      return answer.choices.length === 0 ? null : answer;
    case 'fill':
      return answer.blanks.every((blank) => blank.trim() === '') ? null : answer;
    case 'matching':
      return answer.rights.every((right) => right === null) ? null : answer;
    case 'short':
      return answer.text.trim() === '' ? null : answer;
    case 'single':
    case 'trueFalse':
    case 'ordering':
      return answer;
  }
}

/** Whether every part of an item has an answer: a fill-in with an empty blank is not finished. */
export function isAnswered(answer: PaperAnswer | undefined, { blanks, options }: PaperItem): boolean {
  if (answer === undefined || saidAnswer(answer) === null) return false;
  if (answer.kind === 'fill') return blanks.every((_, place) => (answer.blanks[place] ?? '').trim() !== '');
  if (answer.kind === 'matching')
    return options.every((_, place) => typeof answer.rights[place] === 'number');
  return true;
}

/** The numbers, from 1, of the questions that are not wholly answered. */
export function unansweredOf({ items }: Pick<Paper, 'items'>, answers: Answers): number[] {
  return items.flatMap((item, index) => (isAnswered(answers[item.itemId], item) ? [] : [index + 1]));
}

/** An order with one item moved by one place; the same order when it stands at the end already. */
export function moved(order: readonly number[], index: number, by: -1 | 1): number[] {
  const next = [...order];
  const [one, other] = [next[index], next[index + by]];
  if (one !== undefined && other !== undefined) [next[index], next[index + by]] = [other, one];
  return next;
}
