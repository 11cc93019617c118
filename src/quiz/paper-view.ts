import { createHash } from 'node:crypto';
import type { OpenQuiz, Paper, PaperAnswer, PaperResult } from '../contract/paper.ts';
import { grade } from './grading.ts';
import { keyOf, toPaperItem } from './paper-model.ts';
import type { Place } from './places.ts';
import { questionCount, stateOf } from './preparing.ts';
import type { PaperRow, QuizRow } from './repository.ts';
import { scoreOf, type Sheet } from './sheet.ts';

/** What a paper shows beside what is on it. */
export interface Shown {
  traineeName: string;
  serverTime: number;
  place: Place | null;
  /** What those who marked wrote, by item. */
  comments: ReadonlyMap<string, string>;
  /** The last of the attempts is handed in: nobody can use any more what is right. */
  isLast: boolean;
}

/** A paper as the person sees it who sits it. */
export function viewOf(sheet: Sheet, shown: Shown): Paper {
  const { paper: row, quiz, laid } = sheet;
  const answers: Record<string, PaperAnswer> = {};
  for (const { itemId, answer } of sheet.answers.values()) if (answer !== null) answers[itemId] = answer;
  const { title, kind } = quiz.settings;
  return {
    paperId: row.id,
    quizId: quiz.id,
    title,
    kind,
    traineeName: shown.traineeName,
    attempt: row.attempt,
    serverTime: shown.serverTime,
    startedAt: row.startedAt?.getTime() ?? 0,
    endsAt: row.endsAt?.getTime() ?? null,
    items: laid.map(({ item, order }) => toPaperItem(item, order)),
    answers,
    version: row.version,
    receipt: receiptOf(row),
    result: row.handedInAt === null ? null : resultOf(sheet, shown),
  };
}

/** The receipt's code follows from the paper and its moment: the same submission has the same one for ever. */
function receiptOf({ id, handedInAt, handedInBy }: PaperRow): Paper['receipt'] {
  if (handedInAt === null || handedInBy === null) return null;
  const digest = createHash('sha256').update(`${id}\n${handedInAt.getTime()}`).digest('hex');
  const code = `${digest.slice(0, 4)}-${digest.slice(4, 8)}`.toUpperCase();
  return { handedInAt: handedInAt.getTime(), code, by: handedInBy };
}

function resultOf(
  { paper: row, quiz, laid, answers }: Sheet,
  { place, comments, isLast }: Shown,
): PaperResult {
  const { showAnswers, passMark, multipleChoice } = quiz.settings;
  const isClosed = quiz.closedAt !== null;
  const answersShown = showAnswers !== 'never' && (isClosed || (showAnswers === 'atOnce' && isLast));
  const score = scoreOf(row);
  return {
    score,
    passed: score === null ? null : score >= passMark,
    given: row.given ?? 0,
    most: row.most,
    unmarked: row.unmarked,
    place: place?.place ?? null,
    of: place?.of ?? null,
    answersShown,
    items: laid.map(({ item, order }) => {
      const saved = answers.get(item.id);
      const given = saved ? saved.given : grade({ ...item, order, multipleChoice }, null);
      return {
        itemId: item.id,
        // What an item was given says what is right as well as the key does.
        given: answersShown ? given : null,
        comment: comments.get(item.id) ?? '',
        right: answersShown && given !== null ? given === item.points : null,
        key: answersShown ? keyOf(item.content, order) : null,
        explanation: answersShown ? item.explanation : null,
      };
    }),
  };
}

/**
 * A quiz as somebody sees it who may sit it, with the own papers that are begun.
 *
 * @param extraMs milliseconds for which it may be begun longer than by its settings
 */
export function toOpenQuiz(
  row: QuizRow,
  papers: readonly PaperRow[],
  { refusal, extraMs }: { refusal: OpenQuiz['refusal']; extraMs: number },
): OpenQuiz {
  const { id: quizId, lessonId, settings, openedAt, closesAt } = row;
  const { title, kind, opening, durationS, startWithinS, attempts, passMark, requireCamera } = settings;
  return {
    quizId,
    title,
    kind,
    lessonId,
    state: stateOf(row),
    openedAt: openedAt?.getTime() ?? null,
    opensAt: opening.how === 'clock' ? opening.at : null,
    startUntil:
      openedAt === null || startWithinS === null ? null : openedAt.getTime() + startWithinS * 1_000 + extraMs,
    closesAt: closesAt?.getTime() ?? null,
    durationS,
    questions: questionCount(settings),
    attempts,
    passMark,
    requireCamera,
    refusal,
    papers: papers.map((one) => {
      const score = scoreOf(one);
      return {
        paperId: one.id,
        attempt: one.attempt,
        state: one.handedInAt === null ? ('begun' as const) : ('handedIn' as const),
        endsAt: one.endsAt?.getTime() ?? null,
        score,
        passed: score === null ? null : score >= passMark,
      };
    }),
  };
}
