import type { Branch, Course, Invitation, Lesson } from '../contract/course.ts';
import type { Role } from '../contract/roles.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { traineeNumber } from '../store/schema/course.ts';
import type { Queries, Store } from '../store/port.ts';
import { currentLesson } from './current-lesson.ts';
import { buildDemoCourse, type DemoCourse } from './demo-course.ts';
import * as repository from './repository.ts';

/** Somebody who is to get a link. */
export interface Invitee {
  role: Role;
  label: string;
  courseId: string;
  branchId?: string;
  traineeId?: string;
}

export interface CourseDependencies {
  store: Store;
  clock: Clock;
  /** Makes links, in the same transaction as the course that they are for. */
  invite: (queries: Queries, invitees: readonly Invitee[]) => Promise<void>;
  /** The links of a course, of one role or all. */
  invitationsOf: (courseId: string, role: Role | undefined) => Promise<Invitation[]>;
  /** Whether people may make the artificial course; they may unless this says no. */
  offersDemo?: boolean;
  /** The artificial course is there: others give it what is theirs. */
  demoCreated?: (courseId: string, by: string | null) => Promise<void>;
}

/** Lessons whose course is remembered: those of a hundred courses, at a hundred bytes each. */
const mostLessonsKept = 10_000;

/** Courses, and what their records say about lessons and branches. */
export class Courses {
  readonly #deps: CourseDependencies;
  /** The course of each lesson that was asked for; a lesson never changes it. */
  readonly #courseOfLesson = new Map<string, string>();

  constructor(deps: CourseDependencies) {
    this.#deps = deps;
  }

  get offersDemo(): boolean {
    return this.#deps.offersDemo ?? true;
  }

  /** All courses, or only the named one. */
  list(courseId: string | null): Promise<Course[]> {
    return repository.findCourses(this.#deps.store.db, courseId);
  }

  /** Throws `not_found`. */
  async read(courseId: string): Promise<{ course: Course; lessons: Lesson[]; branches: Branch[] }> {
    const { db } = this.#deps.store;
    const [courses, lessons, branches] = await Promise.all([
      repository.findCourses(db, courseId),
      repository.findLessons(db, courseId),
      repository.findBranches(db, courseId),
    ]);
    const [course] = courses;
    if (!course) throw new AppError('not_found');
    return { course, lessons, branches };
  }

  /** The course that a lesson belongs to; undefined when there is no such lesson. */
  async courseOfLesson(lessonId: string): Promise<string | undefined> {
    const known = this.#courseOfLesson.get(lessonId);
    if (known !== undefined) return known;
    const found = (await repository.findLesson(this.#deps.store.db, lessonId))?.courseId;
    if (found === undefined) return undefined;
    if (this.#courseOfLesson.size >= mostLessonsKept) this.#courseOfLesson.clear();
    this.#courseOfLesson.set(lessonId, found);
    return found;
  }

  /** Throws `not_found`. */
  async invitations(courseId: string, role: Role | undefined): Promise<Invitation[]> {
    const [course] = await this.list(courseId);
    if (!course) throw new AppError('not_found');
    return this.#deps.invitationsOf(courseId, role);
  }

  /** What a classroom is opened with. Throws `not_found`. */
  async open(lessonId: string): Promise<{ lesson: Lesson; course: Course; branches: Branch[] }> {
    const lesson = await repository.findLesson(this.#deps.store.db, lessonId);
    if (!lesson) throw new AppError('not_found');
    const { course, branches } = await this.read(lesson.courseId);
    return { lesson, course, branches };
  }

  /** The lesson into which people get who name none, as `currentLesson` says; null when there is none. */
  async currentLessonId(courseId: string): Promise<string | null> {
    const lessons = await repository.findLessons(this.#deps.store.db, courseId);
    return currentLesson(lessons, this.#deps.clock.now())?.id ?? null;
  }

  /** Committed when it resolves; a lesson that has begun already keeps its time. Throws `not_found`. */
  async markStarted(lessonId: string, at: number): Promise<Lesson> {
    return found(await repository.markStarted(this.#deps.store.db, lessonId, new Date(at)));
  }

  /** Committed when it resolves; a lesson that has ended already keeps its time. Throws `not_found`. */
  async markEnded(lessonId: string, at: number): Promise<Lesson> {
    return found(await repository.markEnded(this.#deps.store.db, lessonId, new Date(at)));
  }

  /** Makes the complete artificial course with all its links. `by` is the session that asked; null for the console. */
  async createDemo(by: string | null): Promise<string> {
    const now = this.#deps.clock.now();
    const demo = buildDemoCourse(now);
    const courseId = newId();
    const rows = rowsOf(demo, courseId, new Date(now));
    await this.#deps.store.transaction(async (queries) => {
      await repository.insertCourse(queries, rows, by);
      await this.#deps.invite(queries, inviteesOf(demo, rows, courseId));
    });
    await this.#deps.demoCreated?.(courseId, by);
    return courseId;
  }
}

type Rows = Parameters<typeof repository.insertCourse>[1];

function rowsOf(demo: DemoCourse, courseId: string, createdAt: Date): Rows {
  const branchIds = new Map(demo.branches.map(({ number }) => [number, newId()]));
  const branchId = (number: number | null) => (number === null ? null : required(branchIds.get(number)));
  return {
    course: { id: courseId, name: demo.name, createdAt },
    lessons: demo.lessons.map((lesson) => ({
      ...lesson,
      id: newId(),
      courseId,
      startsAt: new Date(lesson.startsAt),
      endsAt: new Date(lesson.endsAt),
    })),
    branches: demo.branches.map(({ parent, ...branch }) => ({
      ...branch,
      id: required(branchIds.get(branch.number)),
      courseId,
      parentId: branchId(parent),
    })),
    trainees: demo.trainees.map(({ branch, ...trainee }) => ({
      ...trainee,
      ...traineeNumber(courseId, trainee.number),
      id: newId(),
      courseId,
      branchId: branchId(branch),
    })),
  };
}

/**
 * One link for each of the staff, each branch's screen and liaison, and each trainee; and for each branch one by which its
 * trainees identify themselves, whose code its screen shows.
 */
function inviteesOf(demo: DemoCourse, { branches, trainees }: Rows, courseId: string): Invitee[] {
  return [
    ...demo.staff.map((person) => ({ ...person, courseId })),
    ...branches.flatMap(({ id, name, liaisonName }) => [
      { role: 'screen' as const, label: name, courseId, branchId: id },
      { role: 'liaison' as const, label: liaisonName ?? name, courseId, branchId: id },
      { role: 'trainee' as const, label: name, courseId, branchId: id },
    ]),
    ...trainees.map(({ id, name, port, branchId }) => ({
      role: port ? ('port' as const) : ('trainee' as const),
      label: name,
      courseId,
      traineeId: id,
      ...(branchId === null || branchId === undefined ? {} : { branchId }),
    })),
  ];
}

function found(lesson: Lesson | undefined): Lesson {
  if (!lesson) throw new AppError('not_found');
  return lesson;
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the demo course names a branch that it does not have');
  return value;
}
