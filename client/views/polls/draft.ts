import { pollLimits } from '../../../src/contract/poll-limits.ts';
import type { PollAnswer, PollDraft, PollKind } from '../../../src/contract/polls.ts';

/** What somebody has typed into the form of a poll. */
export interface FormState {
  question: string;
  kind: PollKind;
  options: readonly string[];
  /** The options that are right. */
  right: readonly number[];
  /** The number or words that are right; empty for none. */
  rightWords: string;
  durationS: number | null;
}

export type FormProblem = 'missingQuestion' | 'badOptions' | 'badKey';

/** A form in which one line is enough: four options are there, and half a minute. */
export const emptyForm: FormState = {
  question: '',
  kind: 'single',
  options: ['A', 'B', 'C', 'D'],
  right: [],
  rightWords: '',
  durationS: 60,
};

export function isChoice(kind: PollKind): boolean {
  return kind === 'single' || kind === 'multiple';
}

export function formOf(poll: PollDraft): FormState {
  const { question, kind, options, key, durationS } = poll;
  return {
    question,
    kind,
    options: options.length > 0 ? options : emptyForm.options,
    right: key === null ? [] : rightOf(key),
    rightWords: key?.kind === 'number' ? String(key.value) : key?.kind === 'text' ? key.text : '',
    durationS,
  };
}

function rightOf(key: PollAnswer): number[] {
  if (key.kind === 'single') return [key.choice];
  if (key.kind === 'multiple') return key.choices;
  return key.kind === 'trueFalse' ? [key.value ? 0 : 1] : [];
}

/** What the form says, or why it says nothing yet. */
export function draftOf(form: FormState): { draft: PollDraft } | { problem: FormProblem } {
  const { kind, durationS } = form;
  const question = form.question.trim();
  if (question === '') return { problem: 'missingQuestion' };
  const options = isChoice(kind) ? form.options.map((option) => option.trim()) : [];
  if (options.some((option) => option === '') || new Set(options).size < options.length) {
    return { problem: 'badOptions' };
  }
  const key = keyOf(form);
  if (key === undefined) return { problem: 'badKey' };
  return { draft: { kind, question, options, key, durationS } };
}

/** Null for none; undefined for one that is no answer to the poll. */
function keyOf({ kind, right, rightWords }: FormState): PollAnswer | null | undefined {
  const [first] = right;
  const words = rightWords.trim();
  switch (kind) {
    case 'single':
      return first === undefined ? null : { kind, choice: first };
    case 'multiple':
      return first === undefined ? null : { kind, choices: [...right].sort((a, b) => a - b) };
    case 'trueFalse':
      return first === undefined ? null : { kind, value: first === 0 };
    case 'rating':
      return null;
    case 'number': {
      if (words === '') return null;
      const value = Number(words);
      return Number.isFinite(value) && Math.abs(value) <= pollLimits.number ? { kind, value } : undefined;
    }
    case 'text':
      return words === '' ? null : { kind, text: words };
  }
}
