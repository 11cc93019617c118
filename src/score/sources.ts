/** What a lesson's attendance says. */
export interface LessonVerdicts {
  lessonId: string;
  title: string;
  /** The lesson has ended: who has no verdict has 0. */
  due: boolean;
  /** Verdicts that are still to be decided, of a lesson that has ended. */
  undecided: number;
  verdicts: readonly Verdict[];
}

export interface Verdict {
  traineeId: string;
  /** Names what it came from, as the contract's `id`. */
  eventId: string;
  /** Hundredths, 0 to 10,000; null leaves the lesson out of the mean. */
  points: number | null;
  /** Milliseconds; null for the moment in which it is written down. */
  at: number | null;
  /** Null for the server itself. */
  by: string | null;
  reason: string;
}

export interface QuizResults {
  quizzes: readonly QuizPart[];
  papers: readonly PaperResult[];
}

export interface QuizPart {
  quizId: string;
  kind: 'quiz' | 'exam';
  title: string;
  lessonId: string | null;
  /** The exam that it makes up for: its papers count there, the best of each person's. */
  makeUpFor: string | null;
  /** It was closed: who handed nothing in has 0. */
  due: boolean;
}

export interface PaperResult {
  paperId: string;
  quizId: string;
  traineeId: string;
  /** Hundredths, 0 to 10,000; null while it is not marked. */
  percent: number | null;
  /** When it was handed in or marked. */
  at: number;
}

/** What is not settled yet. */
export interface Pending {
  /** Papers that a person still has to mark. */
  unmarked: number;
  /** Quizzes and exams that are open. */
  open: number;
  /** Verdicts that are not decided. */
  undecided: number;
}

/** What the ledger's lines come from, by name. */
export const sourceNames = ['attendance', 'quiz', 'reflections'] as const;
export type SourceName = (typeof sourceNames)[number];

/** Where the ledger's lines come from; `features.ts` connects them. */
export interface Sources {
  attendance: { verdicts(courseId: string): Promise<readonly LessonVerdicts[]> };
  quiz: {
    results(courseId: string): Promise<QuizResults>;
    pending(courseId: string): Promise<Pick<Pending, 'unmarked' | 'open'>>;
  };
  reflections: { handedIn(courseId: string): Promise<readonly { traineeId: string; at: number }[]> };
}
