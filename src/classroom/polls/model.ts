import {
  pollLimits,
  type PollAnswer,
  type PollDraft,
  type PollKind,
  type RoomCounts,
} from '../../contract/polls.ts';
import { AppError } from '../../lib/errors.ts';

/** What a poll asks and what is right. */
export interface Asked {
  kind: PollKind;
  question: string;
  options: string[];
  key: PollAnswer | null;
  durationS: number | null;
}

/** How many bars a poll has: one for each option, true and false, the ratings 1 to 5; none for numbers and words. */
export function slotCount({ kind, options }: Pick<Asked, 'kind' | 'options'>): number {
  switch (kind) {
    case 'single':
    case 'multiple':
      return options.length;
    case 'trueFalse':
      return 2;
    case 'rating':
      return pollLimits.rating;
    case 'number':
    case 'text':
      return 0;
  }
}

/** The bars that an answer belongs to, counted from 0. */
export function slotsOf(answer: PollAnswer): readonly number[] {
  switch (answer.kind) {
    case 'single':
      return [answer.choice];
    case 'multiple':
      return answer.choices;
    case 'trueFalse':
      return [answer.value ? 0 : 1];
    case 'rating':
      return [answer.value - 1];
    case 'number':
    case 'text':
      return [];
  }
}

/** Numbers and words as they are listed; null for what has bars. */
export function wordsOf(answer: PollAnswer): string | null {
  if (answer.kind === 'text') return answer.text;
  return answer.kind === 'number' ? String(answer.value) : null;
}

/** Words are the same without case, width and spaces. */
export function sameWords(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
}

export function isRight(key: PollAnswer, answer: PollAnswer): boolean {
  if (key.kind === 'text' && answer.kind === 'text') return sameWords(key.text) === sameWords(answer.text);
  return isSame(key, answer);
}

/** Whether two answers, both as `checkAnswer` left them, say the same. */
export function isSame(one: PollAnswer, other: PollAnswer): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Brings an answer into its one form: choices in order, each once. Throws `invalid_input` when the poll does not take it. */
export function checkAnswer(poll: Pick<Asked, 'kind' | 'options'>, answer: PollAnswer): PollAnswer {
  if (answer.kind !== poll.kind) throw new AppError('invalid_input', { path: 'answer.kind' });
  if (slotsOf(answer).some((slot) => slot >= slotCount(poll))) {
    throw new AppError('invalid_input', { path: 'answer' });
  }
  switch (answer.kind) {
    case 'single':
      return { kind: 'single', choice: answer.choice };
    case 'multiple':
      return { kind: 'multiple', choices: [...new Set(answer.choices)].sort((a, b) => a - b) };
    case 'trueFalse':
      return { kind: 'trueFalse', value: answer.value };
    case 'rating':
      return { kind: 'rating', value: answer.value };
    case 'number':
      // Minus nought and nought are one answer.
      return { kind: 'number', value: answer.value + 0 };
    case 'text':
      return { kind: 'text', text: answer.text };
  }
}

/** What is asked, in its one form. Throws `invalid_input` when options or key do not fit the kind. */
export function checkDraft(draft: PollDraft): Asked {
  const { kind, question, options, key, durationS } = draft;
  const isChoice = kind === 'single' || kind === 'multiple';
  const distinct = new Set(options.map(sameWords));
  if (isChoice ? options.length < 2 || distinct.size < options.length : options.length > 0) {
    throw new AppError('invalid_input', { path: 'options' });
  }
  if (key !== null && kind === 'rating') throw new AppError('invalid_input', { path: 'key' });
  return { kind, question, options, durationS, key: key === null ? null : checkAnswer(draft, key) };
}

/** A show of hands as it counts. Throws `invalid_input` for a poll without bars and for counts that do not add up. */
export function checkRoom(poll: Pick<Asked, 'kind' | 'options'>, { counts, heads }: RoomCounts): RoomCounts {
  const slots = slotCount(poll);
  if (slots === 0 || counts.length !== slots) throw new AppError('invalid_input', { path: 'room.counts' });
  const sum = counts.reduce((total, one) => total + one, 0);
  const fits = poll.kind === 'multiple' ? counts.every((one) => one <= heads) : heads === sum;
  if (!fits) throw new AppError('invalid_input', { path: 'room.heads' });
  return { counts: [...counts], heads };
}
