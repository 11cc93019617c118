import type { Participant } from '../../contract/identity.ts';
import type { Rate } from '../../contract/command.ts';
import { AppError } from '../../lib/errors.ts';
import type { Connection } from '../../lib/feature.ts';
import { TokenBucket } from '../../lib/token-bucket.ts';
import type { Store } from '../../store/port.ts';
import type { ClassroomAccess, ClassroomView } from '../../lib/live-classroom.ts';
import { QuestionBook, type Question } from './book.ts';
import { QuestionNews } from './news.ts';
import { loadCourse } from './repository.ts';
import { QuestionViews } from './views.ts';

/** One question every 20 s in the long run, three in a row: on any device, and over reconnects. */
const askingRate: Rate = { perSecond: 0.05, burst: 3 };

/** The questions of a course of which a lesson is open. */
export interface OpenCourse {
  readonly courseId: string;
  readonly book: QuestionBook;
  readonly views: QuestionViews;
  /** The news of each open lesson. */
  readonly news: Map<string, QuestionNews>;
  /** How fast each person asks. */
  readonly paces: Map<string, TokenBucket>;
}

/** Where somebody acts on questions. */
export interface Place {
  course: OpenCourse;
  classroom: ClassroomView;
  participant: Participant;
}

/** The questions of all courses that somebody is in. What is in memory is what the records say. */
export class OpenCourses {
  readonly #store: Store;
  readonly #access: ClassroomAccess;
  readonly #courses = new Map<string, Promise<OpenCourse>>();
  readonly #ofLesson = new Map<string, OpenCourse>();

  constructor(store: Store, access: ClassroomAccess) {
    this.#store = store;
    this.#access = access;
  }

  /** A classroom opens: its course's questions are loaded, unless another of its lessons is open. */
  async opened(classroom: ClassroomView): Promise<void> {
    const { id: lessonId, courseId } = classroom.lesson;
    let loading = this.#courses.get(courseId);
    if (!loading) {
      loading = this.#load(courseId);
      this.#courses.set(courseId, loading);
      loading.catch(() => this.#courses.delete(courseId));
    }
    const course = await loading;
    // The last lesson of the course may have closed meanwhile.
    this.#courses.set(courseId, loading);
    course.news.get(lessonId)?.close();
    course.news.set(lessonId, new QuestionNews(this.#access, classroom, course.book, course.views));
    this.#ofLesson.set(lessonId, course);
  }

  closed(lessonId: string): void {
    const course = this.#ofLesson.get(lessonId);
    if (!course) return;
    course.news.get(lessonId)?.close();
    course.news.delete(lessonId);
    this.#ofLesson.delete(lessonId);
    if (course.news.size === 0) this.#courses.delete(course.courseId);
  }

  of(lessonId: string): OpenCourse | undefined {
    return this.#ofLesson.get(lessonId);
  }

  /** Where this socket sits. Throws `not_joined`. */
  place(connection: Connection): Place {
    const { classroom, participant } = this.#access.require(connection);
    const course = this.#ofLesson.get(classroom.lesson.id);
    if (!course) throw new AppError('not_joined');
    return { course, classroom, participant };
  }

  async #load(courseId: string): Promise<OpenCourse> {
    const { questions, supports, settings } = await loadCourse(this.#store.db, courseId);
    const book = new QuestionBook();
    for (const question of questions) book.add(question);
    for (const { questionId, supporter, branchId } of supports) {
      book.support(questionId, supporter, branchId, true);
    }
    for (const { lessonId, ...own } of settings) book.setSettings(lessonId, own);
    return { courseId, book, views: new QuestionViews(book), news: new Map(), paces: new Map() };
  }
}

/** Tells every open lesson of the course that something about a question changed. */
export function tellChanged(course: OpenCourse, questions: readonly Question[], forAskers: boolean): void {
  for (const news of course.news.values()) {
    for (const question of questions) news.changed(question, forAskers);
  }
}

/** Throws `question_too_fast` when that person asks faster than anybody can read. */
export function pace(course: OpenCourse, key: string, now: number): void {
  let bucket = course.paces.get(key);
  if (!bucket) {
    bucket = new TokenBucket(askingRate, now);
    course.paces.set(key, bucket);
  }
  if (!bucket.take(now)) throw new AppError('question_too_fast');
}
