import type { Paper, PaperAnswer } from '../../src/contract/paper.ts';
import type { sittingEventKinds } from '../../src/contract/quiz.ts';
import type { Answers } from './paper-answers.ts';

/** What a page tells of itself while a paper is sat; the rest the server sees. It is recorded, and has no effect here. */
export type ToldEvent = Extract<(typeof sittingEventKinds)[number], 'left' | 'returned' | 'pasted'>;

/** What was done on this device and the server has not acknowledged yet. It is kept over a dead battery. */
export interface KeptPaper {
  /** By item. An answer that is null was taken back. */
  answers: Readonly<Record<string, { answer: PaperAnswer | null; version: number }>>;
  events: Readonly<Partial<Record<ToldEvent, number>>>;
  /** The person has handed it in here. */
  handing: boolean;
}

export const nothingKept: KeptPaper = { answers: {}, events: {}, handing: false };

export function isNothing({ answers, events, handing }: KeptPaper): boolean {
  return !handing && Object.keys(answers).length === 0 && Object.keys(events).length === 0;
}

/** What is left to send once `sent` was taken: what was changed meanwhile. */
export function withoutSent(now: KeptPaper, sent: KeptPaper): KeptPaper {
  return {
    answers: Object.fromEntries(
      Object.entries(now.answers).filter(
        ([itemId, { version }]) => sent.answers[itemId]?.version !== version,
      ),
    ),
    events: withoutEvents(now.events, sent.events),
    handing: now.handing,
  };
}

/** Events that have been told already are not told again. */
export function withoutEvents(now: KeptPaper['events'], sent: KeptPaper['events']): KeptPaper['events'] {
  const left: Partial<Record<ToldEvent, number>> = {};
  for (const kind of told) {
    const count = (now[kind] ?? 0) - (sent[kind] ?? 0);
    if (count > 0) left[kind] = count;
  }
  return left;
}

const told: readonly ToldEvent[] = ['left', 'returned', 'pasted'];

/** As it was written on this device; what does not belong to the paper is left out. The server looks at it more closely. */
export function readKept(text: string | null, { items }: Pick<Paper, 'items'>): KeptPaper {
  if (text === null || text === '') return nothingKept;
  try {
    const found: unknown = JSON.parse(text);
    if (!isRecord(found)) return nothingKept;
    const { answers, events, handing } = found;
    const known: Record<string, KeptPaper['answers'][string]> = {};
    for (const { itemId, kind } of items) {
      const one = isRecord(answers) ? answers[itemId] : undefined;
      if (isKeptAnswer(one) && (one.answer === null || one.answer.kind === kind)) known[itemId] = one;
    }
    const counts: Partial<Record<ToldEvent, number>> = {};
    for (const kind of told) {
      const count = isRecord(events) ? events[kind] : undefined;
      if (typeof count === 'number' && count > 0) counts[kind] = count;
    }
    return { answers: known, events: counts, handing: handing === true };
  } catch {
    return nothingKept;
  }
}

function isKeptAnswer(value: unknown): value is KeptPaper['answers'][string] {
  if (!isRecord(value) || typeof value['version'] !== 'number') return false;
  const { answer } = value;
  return answer === null || (isRecord(answer) && typeof answer['kind'] === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** What was answered here, as a request saves it. */
export function answersOf({
  answers,
}: KeptPaper): { itemId: string; answer: PaperAnswer | null; version: number }[] {
  return Object.entries(answers).map(([itemId, { answer, version }]) => ({ itemId, answer, version }));
}

/** What the server has, and above it what was answered here. */
export function answersOver(answers: Answers, kept: KeptPaper): Answers {
  const all: Record<string, PaperAnswer> = { ...answers };
  for (const [itemId, { answer }] of Object.entries(kept.answers)) {
    if (answer === null) Reflect.deleteProperty(all, itemId);
    else all[itemId] = answer;
  }
  return all;
}

/** The highest version that is known of a paper: the server's, or that of an answer given here. */
export function newestVersion({ version }: Pick<Paper, 'version'>, { answers }: KeptPaper): number {
  return Math.max(version, ...Object.values(answers).map((one) => one.version));
}
