import type { FeedbackResult, OwnFeedback } from '../contract/feedback.ts';
import type { Participant } from '../contract/identity.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Store } from '../store/port.ts';
import * as repository from './repository.ts';

export interface FeedbackDependencies {
  store: Store;
  clock: Clock;
  /** Throws `not_found`. */
  courseName: (courseId: string) => Promise<string>;
}

/** Words that one result shows. */
const wordsShown = 200;
/** Of anonymous feedback only the day is kept: the minute would tell whose it is. */
const day = 24 * 3_600_000;

/** What trainees say of lessons and of the course. */
export class FeedbackBook {
  readonly #deps: FeedbackDependencies;

  constructor(deps: FeedbackDependencies) {
    this.#deps = deps;
  }

  /** Throws `not_found`. */
  async own(
    { traineeId }: Participant,
    courseId: string,
  ): Promise<{ open: { lessonId: string | null; title: string }[]; given: OwnFeedback[] }> {
    const { db } = this.#deps.store;
    const title = await this.#deps.courseName(courseId);
    if (traineeId === null) return { open: [], given: [] };
    const [lessons, marks, named] = await Promise.all([
      repository.endedLessons(db, courseId),
      repository.findGiven(db, traineeId),
      repository.findOwn(db, courseId, traineeId),
    ]);
    const anonymous = marks.filter((mark) => mark.anonymous).map(({ lessonId }) => lessonId);
    const isBegun = lessons.length > 0;
    return {
      // What was said anonymously is done: there is nothing left to change.
      open: [...lessons, ...(isBegun ? [{ lessonId: null, title }] : [])].filter(
        ({ lessonId }) => !anonymous.includes(lessonId),
      ),
      given: named,
    };
  }

  /** Committed when it resolves. Throws `not_found`, `feedback_given`, and `forbidden` for somebody not on the roster. */
  async give(
    { traineeId }: Participant,
    courseId: string,
    said: { lessonId: string | null; rating: number; text: string; anonymous: boolean },
  ): Promise<OwnFeedback> {
    const { store, clock } = this.#deps;
    if (traineeId === null) throw new AppError('forbidden');
    const { lessonId, rating, text, anonymous } = said;
    const now = clock.now();
    const at = new Date(anonymous ? now - (now % day) : now);
    await store.transaction(async (queries) => {
      const lessons = await repository.endedLessons(queries, courseId);
      const isOpen = lessons.some((one) => lessonId === null || one.lessonId === lessonId);
      if (!isOpen) throw new AppError('not_found');
      const mark = await repository.markGiven(queries, { courseId, traineeId, lessonId, anonymous });
      if (mark.first) {
        const by = anonymous ? null : traineeId;
        const row = { id: newId(), courseId, lessonId, traineeId: by, rating, text, at };
        await repository.insertFeedback(queries, row);
      } else {
        // Neither can what is anonymous be found again, nor can a name be taken off what was said with one.
        if (mark.anonymous || anonymous) throw new AppError('feedback_given');
        await repository.replaceFeedback(queries, { traineeId, lessonId, rating, text, at });
      }
    });
    return { ...said, at: at.getTime() };
  }

  /** The lessons that have ended, then the course. Throws `not_found`. */
  async results(courseId: string): Promise<FeedbackResult[]> {
    const { db } = this.#deps.store;
    const title = await this.#deps.courseName(courseId);
    const [lessons, counts, expected] = await Promise.all([
      repository.endedLessons(db, courseId),
      repository.ratingCounts(db, courseId),
      repository.countTrainees(db, courseId),
    ]);
    return Promise.all(
      [...lessons, { lessonId: null, title }].map(async (of) => {
        const ratings = [1, 2, 3, 4, 5].map(
          (rating) => counts.find((one) => one.lessonId === of.lessonId && one.rating === rating)?.times ?? 0,
        );
        const answered = ratings.reduce((sum, times) => sum + times, 0);
        const points = ratings.reduce((sum, times, index) => sum + times * (index + 1), 0);
        const mean = answered === 0 ? null : Math.round((points * 100) / answered);
        const which = { words: true, lessonId: of.lessonId, limit: wordsShown };
        const found = await repository.findWords(db, courseId, which);
        const words = found.map(({ lessonId: _lesson, at, ...one }) => ({ ...one, at: at.getTime() }));
        return { ...of, answered, expected, mean, ratings, words };
      }),
    );
  }
}
