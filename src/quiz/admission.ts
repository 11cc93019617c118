import { asc, eq } from 'drizzle-orm';
import type { Participant } from '../contract/identity.ts';
import type { OpenQuiz } from '../contract/paper.ts';
import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/port.ts';
import { quiz } from '../store/schema/index.ts';
import { toOpenQuiz } from './paper-view.ts';
import { stateOf } from './preparing.ts';
import * as repository from './repository.ts';
import type { PaperRow, QuizRow } from './repository.ts';

export interface AdmissionDependencies {
  store: Store;
  clock: Clock;
  /** Whether somebody signed in to a lesson. */
  isSignedIn: (traineeId: string, lessonId: string) => Promise<boolean>;
}

type Refusal = NonNullable<OpenQuiz['refusal']>;

/** What whoever is not let in is told. */
export const refusalCodes = {
  notOpen: 'quiz_not_open',
  closed: 'quiz_closed',
  tooLate: 'start_too_late',
  notSignedIn: 'sit_not_signed_in',
  notNamed: 'not_for_you',
  noAttempts: 'no_attempts_left',
} as const satisfies Record<Refusal, string>;

/** Somebody who wants to sit a quiz, with the own papers of it; without a trainee a screen or a liaison. */
interface Applicant {
  traineeId: string | null;
  papers: readonly PaperRow[];
}

/** Which quizzes and exams are there for whom, and whether somebody may begin one now. */
export class Admission {
  readonly #deps: AdmissionDependencies;

  constructor(deps: AdmissionDependencies) {
    this.#deps = deps;
  }

  /** What is for this person; a screen or liaison sees what is open for the course. */
  async list(by: Participant, courseId: string): Promise<{ serverTime: number; quizzes: OpenQuiz[] }> {
    const { store, clock } = this.#deps;
    const { traineeId } = by;
    const [rows, papers] = await Promise.all([
      store.db.select().from(quiz).where(eq(quiz.courseId, courseId)).orderBy(asc(quiz.createdAt)),
      traineeId === null ? [] : repository.findOwnPapers(store.db, courseId, traineeId),
    ]);
    const byQuiz = new Map<string, PaperRow[]>();
    for (const one of papers) byQuiz.set(one.quizId, [...(byQuiz.get(one.quizId) ?? []), one]);
    // Asked once for each lesson whose quiz is open just now.
    const signedIn = new Map<string, Promise<boolean>>();
    const isSignedIn = (who: string, lessonId: string): Promise<boolean> => {
      const asked = signedIn.get(lessonId) ?? this.#deps.isSignedIn(who, lessonId);
      signedIn.set(lessonId, asked);
      return asked;
    };
    const quizzes: OpenQuiz[] = [];
    for (const row of rows) {
      const own = byQuiz.get(row.id) ?? [];
      const begun = own.filter(isBegun);
      const refusal = await this.#refusal(row, { traineeId, papers: own }, isSignedIn);
      // A liaison may have to enter the paper of one who is named.
      if (refusal === 'notNamed' && begun.length === 0 && by.role !== 'liaison') continue;
      // What is only prepared is nobody's business until its time is known.
      if (row.openedAt === null && row.settings.opening.how !== 'clock') continue;
      quizzes.push(toOpenQuiz(row, begun, { refusal, extraMs: extraOf(own) }));
    }
    return { serverTime: clock.now(), quizzes };
  }

  /** Why somebody may not begin a quiz, or not once more; null when nothing stands against it. */
  refusal(row: QuizRow, of: Applicant): Promise<Refusal | null> {
    return this.#refusal(row, of, this.#deps.isSignedIn);
  }

  async #refusal(
    row: QuizRow,
    { traineeId, papers }: Applicant,
    isSignedIn: AdmissionDependencies['isSignedIn'],
  ): Promise<Refusal | null> {
    const { audience, attempts, startWithinS } = row.settings;
    if (audience.who === 'named' && (traineeId === null || !audience.traineeIds.includes(traineeId)))
      return 'notNamed';
    const state = stateOf(row);
    const now = this.#deps.clock.now();
    if (state === 'prepared') return 'notOpen';
    if (state === 'closed' || (row.closesAt !== null && row.closesAt.getTime() <= now)) return 'closed';
    const since = now - (row.openedAt?.getTime() ?? now);
    if (startWithinS !== null && since > startWithinS * 1_000 + extraOf(papers)) return 'tooLate';
    if (papers.filter(isBegun).length >= attempts) return 'noAttempts';
    if (audience.who !== 'signedIn' || traineeId === null || row.lessonId === null) return null;
    return (await isSignedIn(traineeId, row.lessonId)) ? null : 'notSignedIn';
  }
}

function isBegun({ startedAt }: PaperRow): boolean {
  return startedAt !== null;
}

/** Milliseconds that were given before the paper was begun: so much longer it may be begun. */
function extraOf(papers: readonly PaperRow[]): number {
  return Math.max(0, ...papers.filter((one) => !isBegun(one)).map(({ extraMs }) => extraMs));
}
