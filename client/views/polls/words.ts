import { useTranslation } from 'react-i18next';
import { pollLimits } from '../../../src/contract/poll-limits.ts';
import type { PollAnswer, PollKind } from '../../../src/contract/polls.ts';
import '../../i18n/polls.ts';

/** How options are called out in a hall. */
export const letters = 'ABCDEFGH';

export interface Asked {
  kind: PollKind;
  options: readonly string[];
}

/** A poll's bars by name: its options, true and false, or the ratings; nothing for numbers and words. */
export function useBarNames(): (poll: Asked) => string[] {
  const { t } = useTranslation();
  return ({ kind, options }) => {
    if (kind === 'trueFalse') return [t('polls.yes'), t('polls.no')];
    if (kind === 'rating') {
      return Array.from({ length: pollLimits.rating }, (_, index) => t('polls.stars', { count: index + 1 }));
    }
    return [...options];
  };
}

/** The bars that an answer stands for, counted from 0. */
export function barsOf(answer: PollAnswer | null): readonly number[] {
  switch (answer?.kind) {
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
    case undefined:
      return [];
  }
}

/** The answer that one bar stands for; null for what has no bars or takes several. */
export function answerOfBar(kind: PollKind, bar: number): PollAnswer | null {
  if (kind === 'single') return { kind, choice: bar };
  if (kind === 'trueFalse') return { kind, value: bar === 0 };
  return kind === 'rating' ? { kind, value: bar + 1 } : null;
}

/** An answer in words. */
export function useAnswerWords(): (poll: Asked, answer: PollAnswer) => string {
  const names = useBarNames();
  return (poll, answer) => {
    if (answer.kind === 'number') return String(answer.value);
    if (answer.kind === 'text') return answer.text;
    const isChoice = answer.kind === 'single' || answer.kind === 'multiple';
    return barsOf(answer)
      .map((bar) =>
        isChoice ? `${letters.charAt(bar)} ${names(poll)[bar] ?? ''}` : (names(poll)[bar] ?? ''),
      )
      .join(' · ');
  };
}

/** Whether an answer, as the server keeps it, is right; words count without case, width and spaces. */
export function isRight(key: PollAnswer, answer: PollAnswer): boolean {
  if (key.kind === 'text' && answer.kind === 'text') return plain(key.text) === plain(answer.text);
  return JSON.stringify(key) === JSON.stringify(answer);
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
}

/** `1:05` until that moment, `0:00` from then on. */
export function shortCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
