import { quizNewsMs } from '../contract/quiz-limits.ts';
import type { QuizRecord } from '../contract/quiz.ts';
import {
  liaisonAudience,
  screenAudience,
  staffAudience,
  tellCourse,
  tellOrganisers,
} from '../lib/course-scope.ts';
import type { Fanout } from '../lib/feature.ts';

export interface NewsDependencies {
  fanout: Fanout;
  /** How many began and handed in. */
  countOf: (quizId: string) => Promise<{ opened: number; handedIn: number }>;
  /** Scores may be others than before. Called after the commit; must not throw. */
  changed: (courseId: string) => void;
}

/** Tells people what changed; the progress of a quiz at most once a second. */
export class QuizNews {
  readonly #deps: NewsDependencies;
  /** By quiz: what is to be told when its second is over. */
  readonly #waiting = new Map<string, NodeJS.Timeout>();

  constructor(deps: NewsDependencies) {
    this.#deps = deps;
  }

  /** It was opened, extended or closed. */
  changed({ id: quizId, courseId, state, settings: { lessonId } }: QuizRecord): void {
    tellCourse(this.#deps.fanout, courseId, 'quiz.changed', { courseId, quizId, lessonId, state });
    if (state === 'closed') this.#deps.changed(courseId);
  }

  /** It cannot be opened as it is; whoever runs it hears that its record has a problem. */
  failed({ id: quizId, courseId, state, settings: { lessonId } }: QuizRecord): void {
    const data = { courseId, quizId, lessonId, state };
    tellOrganisers(this.#deps.fanout, courseId, 'quiz.changed', data);
    this.#deps.fanout.notice(staffAudience(courseId), 'quiz.changed', data);
  }

  /** Somebody began or saved. */
  progressed(courseId: string, quizId: string): void {
    if (this.#waiting.has(quizId)) return;
    const timer = setTimeout(() => {
      this.#waiting.delete(quizId);
      void this.#tell(courseId, quizId);
    }, quizNewsMs);
    this.#waiting.set(quizId, timer.unref());
  }

  /** A paper was handed in or marked. */
  handedIn(courseId: string, quizId: string): void {
    this.progressed(courseId, quizId);
    this.#deps.changed(courseId);
  }

  close(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  async #tell(courseId: string, quizId: string): Promise<void> {
    const { fanout, countOf } = this.#deps;
    // A count that cannot be read is news that nobody gets: the next change tells it.
    const counts = await countOf(quizId).catch(() => undefined);
    if (!counts) return;
    const data = { courseId, quizId, ...counts };
    tellOrganisers(fanout, courseId, 'quiz.progressed', data);
    fanout.notice(staffAudience(courseId), 'quiz.progressed', data);
    fanout.notice(liaisonAudience(courseId, null), 'quiz.progressed', data);
    fanout.notice(screenAudience(courseId), 'quiz.progressed', data);
  }
}
