import type { QuestionContent } from '../contract/bank.ts';
import type { PaperAnswer } from '../contract/paper.ts';
import type { QuizSettings } from '../contract/quiz.ts';

/** What an answer is compared with: the item, and where its options stand on the person's paper. */
export interface Graded {
  content: QuestionContent;
  /** Most points, in hundredths. */
  points: number;
  /** See `arrangement`. */
  order: readonly number[];
  multipleChoice: QuizSettings['multipleChoice'];
}

/**
 * The points that an answer earns, in hundredths; null where a person has to mark it. No answer earns nothing.
 *
 * A multiple choice earns all or nothing, or, by policy, (right - wrong) / all that are right, never below 0. Blanks and pairs
 * earn a share each. An ordering earns all or nothing. Shares are rounded half up to a hundredth.
 */
export function grade(
  { content, points, order, multipleChoice }: Graded,
  answer: PaperAnswer | null,
): number | null {
  if (answer === null) return 0;
  if (content.kind === 'short') return answer.kind === 'short' && answer.text === '' ? 0 : null;
  const { right, of } = shareOf(content, order, answer, multipleChoice);
  return Math.floor((2 * points * right + of) / (2 * of));
}

interface Share {
  right: number;
  of: number;
}
const none: Share = { right: 0, of: 1 };
const all = (isRight: boolean): Share => ({ right: isRight ? 1 : 0, of: 1 });

function shareOf(
  content: Exclude<QuestionContent, { kind: 'short' }>,
  order: readonly number[],
  answer: PaperAnswer,
  multipleChoice: Graded['multipleChoice'],
): Share {
  switch (content.kind) {
    case 'single':
      return answer.kind === 'single' ? all(order[answer.choice] === content.correct) : none;
    case 'multiple':
      return answer.kind === 'multiple'
        ? choiceShare(
            content.correct,
            answer.choices.map((place) => order[place]),
            multipleChoice,
          )
        : none;
    case 'trueFalse':
      return answer.kind === 'trueFalse' ? all(answer.value === content.correct) : none;
    case 'fill':
      return answer.kind === 'fill'
        ? counted(content.blanks, (blank, place) => fits(blank, answer.blanks[place] ?? ''))
        : none;
    case 'ordering':
      return answer.kind === 'ordering'
        ? all(
            answer.order.length === content.items.length &&
              answer.order.every((place, index) => order[place] === index),
          )
        : none;
    case 'matching':
      return answer.kind === 'matching'
        ? counted(content.pairs, (pair, left) => {
            const right = answer.rights[left];
            if (right === null || right === undefined) return false;
            // Two right sides with the same words are the same.
            return content.pairs[order[right] ?? -1]?.right === pair.right;
          })
        : none;
  }
}

function counted<T>(parts: readonly T[], isRight: (part: T, place: number) => boolean): Share {
  return { right: parts.filter(isRight).length, of: parts.length };
}

function choiceShare(
  correct: readonly number[],
  chosen: readonly (number | undefined)[],
  policy: Graded['multipleChoice'],
): Share {
  const [keys, picked] = [new Set<number | undefined>(correct), new Set(chosen)];
  const right = [...picked].filter((place) => keys.has(place)).length;
  const wrong = picked.size - right;
  if (policy === 'allOrNothing') return all(wrong === 0 && right === keys.size);
  return { right: Math.max(0, right - wrong), of: keys.size };
}

type Blank = Extract<QuestionContent, { kind: 'fill' }>['blanks'][number];

function fits(blank: Blank, given: string): boolean {
  if (blank.of === 'text') return blank.accepted.some((form) => sameForm(form) === sameForm(given));
  const number = readNumber(given);
  if (number === null) return false;
  // What a decimal loses in a double must not cost anybody the edge of the tolerance.
  const slack = Number.EPSILON * 8 * Math.max(1, Math.abs(blank.value), Math.abs(number));
  return Math.abs(number - blank.value) <= blank.tolerance + slack;
}

/** Forms are the same without case, width and outer spaces, and with one space for several. */
export function sameForm(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}

/** A number as people write it: full-width digits, a Chinese or typographic minus, commas between thousands; null for none. */
export function readNumber(text: string): number | null {
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(/[\u2212\u2013\u2014]/g, '-')
    .replace(/(?<=\d),(?=\d{3}(?:\D|$))/g, '');
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(plain) ? Number(plain) : null;
}
