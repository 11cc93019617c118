import type { Lesson } from '../contract/course.ts';
import type { Participant } from '../contract/identity.ts';
import type { AnnouncedChange, BranchSeen, LessonFacts, ScheduleChange } from '../contract/schedule.ts';
import type { Clock } from '../lib/clock.ts';
import { tellCourse, tellOrganisers } from '../lib/course-scope.ts';
import { AppError } from '../lib/errors.ts';
import type { Fanout } from '../lib/feature.ts';
import { newId } from '../lib/ids.ts';
import type { Queries, Store } from '../store/port.ts';
import * as repository from './repository.ts';
import { viewerOf } from './viewer.ts';

/** What the timetable is made of; the course feature provides it. */
export interface Timetable {
  name: string;
  lessons: Lesson[];
}

export interface ScheduleDependencies {
  store: Store;
  clock: Clock;
  fanout: Fanout;
  /** Throws `not_found`. */
  timetableOf: (courseId: string) => Promise<Timetable>;
}

interface PersonSeen {
  name: string;
  seenAt: number | null;
}

/** The timetable, what was announced of it, and who has seen that. */
export class Schedule {
  readonly #deps: ScheduleDependencies;

  constructor(deps: ScheduleDependencies) {
    this.#deps = deps;
  }

  /** Throws `not_found`. */
  async view(
    participant: Participant,
    courseId: string,
  ): Promise<{ courseName: string; lessons: Lesson[]; unseen: ScheduleChange[] }> {
    const { timetableOf, store, clock } = this.#deps;
    const confirms = participant.role !== 'organiser' && participant.role !== 'inspector';
    const [{ name, lessons }, unseen] = await Promise.all([
      timetableOf(courseId),
      confirms ? repository.findUnseen(store.db, courseId, viewerOf(participant), clock.now()) : [],
    ]);
    return { courseName: name, lessons, unseen };
  }

  /** Committed when it resolves. Throws `not_found` when one of them is no change of the course. */
  async confirm(participant: Participant, courseId: string, changeIds: readonly string[]): Promise<void> {
    const wanted = [...new Set(changeIds)];
    const at = new Date(this.#deps.clock.now());
    const { role, name, branchId, traineeId } = participant;
    await this.#deps.store.transaction(async (queries) => {
      const own = await repository.findOwnChangeIds(queries, courseId, wanted);
      if (own.length < wanted.length) throw new AppError('not_found');
      const viewer = viewerOf(participant);
      await repository.insertSeen(
        queries,
        own.map((changeId) => ({ changeId, viewer, role, name, branchId, traineeId, at })),
      );
    });
    tellOrganisers(this.#deps.fanout, courseId, 'schedule.seen', { courseId });
  }

  /** The announced changes with how many have confirmed each, the newest first. Throws `not_found`. */
  async changes(courseId: string): Promise<AnnouncedChange[]> {
    await this.#deps.timetableOf(courseId);
    const { db } = this.#deps.store;
    const [changes, people] = await Promise.all([
      repository.findChanges(db, courseId),
      repository.countPeople(db, courseId),
    ]);
    const seen = await repository.countSeen(
      db,
      changes.map(({ id }) => id),
    );
    return changes.map((change) => {
      const { branches, trainees, lecturers } = seen.get(change.id) ?? {
        branches: 0,
        trainees: 0,
        lecturers: 0,
      };
      return {
        change,
        branches: { seen: branches, total: people.branches },
        trainees: { seen: trainees, total: people.trainees },
        lecturers,
      };
    });
  }

  /** Who has confirmed a change; whoever has not comes first. Throws `not_found`. */
  async change(
    courseId: string,
    changeId: string,
  ): Promise<{
    change: ScheduleChange;
    branches: BranchSeen[];
    ports: PersonSeen[];
    lecturers: PersonSeen[];
  }> {
    const { db } = this.#deps.store;
    const [change, seen, branches, ports, timetable] = await Promise.all([
      repository.findChange(db, courseId, changeId),
      repository.findSeen(db, changeId),
      repository.findBranches(db, courseId),
      repository.findPorts(db, courseId),
      this.#deps.timetableOf(courseId),
    ]);
    if (!change) throw new AppError('not_found');
    const at = new Map(seen.map((row) => [row.viewer, row.at.getTime()]));
    const traineesIn = countBy(
      seen.filter((row) => row.role === 'trainee'),
      (row) => row.branchId,
    );
    const lecturers = new Set([
      ...timetable.lessons.map(({ lecturerName }) => lecturerName),
      ...seen.filter(({ role }) => role === 'lecturer').map(({ name }) => name),
    ]);
    return {
      change,
      branches: unseenFirst(
        branches.map(({ trainees, ...place }) => ({
          ...place,
          screenSeenAt: at.get(`screen:${place.branchId}`) ?? null,
          liaisonSeenAt: at.get(`liaison:${place.branchId}`) ?? null,
          trainees: { seen: Math.min(trainees, traineesIn.get(place.branchId) ?? 0), total: trainees },
        })),
        (row) => row.screenSeenAt ?? row.liaisonSeenAt,
      ),
      ports: unseenFirst(
        ports.map(({ traineeId, name }) => ({ name, seenAt: at.get(`trainee:${traineeId}`) ?? null })),
        (row) => row.seenAt,
      ),
      lecturers: unseenFirst(
        [...lecturers].map((name) => ({ name, seenAt: at.get(`lecturer:${name}`) ?? null })),
        (row) => row.seenAt,
      ),
    };
  }

  /**
   * Writes down what is to be announced of a lesson that was added (no `before`), changed, or removed (no `after`), in the
   * transaction of the change itself. Null when nothing of it concerns anybody. `announce` it once it is committed.
   */
  async record(
    queries: Queries,
    before: Lesson | null,
    after: Lesson | null,
  ): Promise<{ courseId: string; change: ScheduleChange } | null> {
    const lesson = after ?? before;
    const change = lesson && changeOf(lesson.id, before, after, this.#deps.clock.now());
    if (!lesson || !change) return null;
    await repository.insertChange(queries, lesson.courseId, change);
    return { courseId: lesson.courseId, change };
  }

  /** Tells everybody in the course who is there; whoever is not finds it on coming back. */
  announce({ courseId, change }: { courseId: string; change: ScheduleChange }): void {
    tellCourse(this.#deps.fanout, courseId, 'schedule.changed', { courseId, change });
  }
}

function changeOf(
  lessonId: string,
  before: Lesson | null,
  after: Lesson | null,
  at: number,
): ScheduleChange | null {
  const [was, is] = [before && factsOf(before), after && factsOf(after)];
  if (JSON.stringify(was) === JSON.stringify(is)) return null;
  const kind = was === null ? 'added' : is === null ? 'removed' : 'changed';
  return { id: newId(), lessonId, kind, at, before: was, after: is };
}

function factsOf({ title, lecturerName, startsAt, endsAt }: Lesson): LessonFacts {
  return { title, lecturerName, startsAt, endsAt };
}

/** Keeps the order within those who have and those who have not. */
function unseenFirst<T>(rows: T[], seenAt: (row: T) => number | null): T[] {
  return rows.sort((a, b) => Number(seenAt(a) !== null) - Number(seenAt(b) !== null));
}

function countBy<T>(rows: readonly T[], key: (row: T) => string | null): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const of = key(row);
    if (of !== null) counts.set(of, (counts.get(of) ?? 0) + 1);
  }
  return counts;
}
