import { and, eq, inArray, sql } from 'drizzle-orm';
import type { ContradictionKind, Evidence, MarkState } from '../contract/attendance.ts';
import type { Participant } from '../contract/identity.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { Queries, Store } from '../store/port.ts';
import { attendanceDecision, attendanceSettlement } from '../store/schema/index.ts';
import { noteChanges } from './changes.ts';
import type { EvidenceBook } from './evidence.ts';
import type { LessonContext } from './lesson-repository.ts';
import type { Lessons } from './lessons.ts';
import type { AttendanceNews } from './news.ts';
import { findTrainees } from './room-repository.ts';

export interface DecisionDependencies {
  store: Store;
  clock: Clock;
  lessons: Lessons;
  evidence: EvidenceBook;
  news: AttendanceNews;
}

/** What the organiser decides, with a reason: verdicts of people, and contradictions of branches that stand as they are. */
export class Decisions {
  readonly #deps: DecisionDependencies;

  constructor(deps: DecisionDependencies) {
    this.#deps = deps;
  }

  /** Committed when it resolves to what is known of these people now. Throws `not_found` when one is not of the course. */
  async decide(
    { courseId, lessonId }: { courseId: string; lessonId: string },
    wanted: { traineeIds: readonly string[]; state: MarkState | null; reason: string },
    by: Participant,
  ): Promise<Evidence[]> {
    const { store, lessons, evidence, news } = this.#deps;
    const lesson = await lessons.inCourse(courseId, lessonId);
    const ids = [...new Set(wanted.traineeIds)].sort();
    await store.transaction(async (queries) => {
      const people = await findTrainees(queries, { courseId, ids });
      if (people.length < ids.length) throw new AppError('not_found');
      await this.#save(queries, lesson, { ...wanted, traineeIds: ids }, by);
    });
    news.changed(courseId, lessonId);
    return (await evidence.of(lesson, ids)).trainees;
  }

  /** Committed when it resolves. Settling twice keeps the first reason. Throws `not_found`. */
  async settle(
    { courseId, lessonId }: { courseId: string; lessonId: string },
    wanted: { branchId: string; kind: ContradictionKind; reason: string },
    by: Participant,
  ): Promise<void> {
    const { store, lessons, clock, news } = this.#deps;
    const lesson = await lessons.inCourse(courseId, lessonId);
    if (!lesson.branches.has(wanted.branchId)) throw new AppError('not_found');
    const now = clock.now();
    await store.transaction(async (queries) => {
      const { rowCount } = await queries
        .insert(attendanceSettlement)
        .values({ lessonId, ...wanted, byName: by.name, at: new Date(now) })
        .onConflictDoNothing();
      if ((rowCount ?? 0) === 0) return;
      const { branchId, kind, reason } = wanted;
      await noteChanges(queries, { lessonId, by, at: now }, [
        { what: 'settled', branchId, after: kind, reason },
      ]);
    });
    news.changed(courseId, lessonId);
  }

  async #save(
    queries: Queries,
    { lesson }: LessonContext,
    { traineeIds, state, reason }: { traineeIds: readonly string[]; state: MarkState | null; reason: string },
    by: Participant,
  ): Promise<void> {
    const { id: lessonId } = lesson;
    const now = this.#deps.clock.now();
    const of = and(
      eq(attendanceDecision.lessonId, lessonId),
      inArray(attendanceDecision.traineeId, [...traineeIds]),
    );
    const rows = await queries.select().from(attendanceDecision).where(of).for('update');
    const before = new Map(rows.map((row) => [row.traineeId, row.state]));
    const changed = traineeIds.filter((id) => (before.get(id) ?? null) !== state);
    if (state === null) await queries.delete(attendanceDecision).where(of);
    else {
      const decision = { lessonId, state, reason, byName: by.name, at: new Date(now) };
      await queries
        .insert(attendanceDecision)
        .values(traineeIds.map((traineeId) => ({ traineeId, ...decision })))
        .onConflictDoUpdate({
          target: [attendanceDecision.lessonId, attendanceDecision.traineeId],
          set: {
            state: sql`excluded.state`,
            reason: sql`excluded.reason`,
            byName: sql`excluded.by_name`,
            at: sql`excluded.at`,
          },
        });
    }
    const what = state === null ? ('undecided' as const) : ('decided' as const);
    await noteChanges(
      queries,
      { lessonId, by, at: now },
      changed.map((traineeId) => ({
        what,
        traineeId,
        before: before.get(traineeId) ?? null,
        after: state,
        reason,
      })),
    );
  }
}
