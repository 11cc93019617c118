import { and, asc, eq } from 'drizzle-orm';
import type { Queries } from '../store/port.ts';
import { branch, course, lesson, trainee } from '../store/schema/index.ts';
import type { RoomRecord } from './room.ts';

/** All branches of a course in the order of the list, a branch before those below it; then the ports on the roster. */
export async function findRooms(queries: Queries, courseId: string): Promise<RoomRecord[]> {
  const [branches, ports] = await Promise.all([
    queries
      .select({
        tileId: branch.id,
        name: branch.name,
        level: branch.level,
        parentId: branch.parentId,
        unit: branch.unit,
      })
      .from(branch)
      .where(eq(branch.courseId, courseId))
      .orderBy(asc(branch.number)),
    queries
      .select({ tileId: trainee.id, name: trainee.name, parentId: trainee.branchId, unit: trainee.unit })
      .from(trainee)
      .where(and(eq(trainee.courseId, courseId), eq(trainee.port, true)))
      .orderBy(asc(trainee.position)),
  ]);
  return [
    ...branches.map((row) => ({ ...row, of: 'branch' as const })),
    ...ports.map((row) => ({ ...row, of: 'port' as const, level: null })),
  ];
}

/** The branch above one; null for level 1 and for one that is gone. */
export async function findParent(queries: Queries, branchId: string): Promise<string | null> {
  const [row] = await queries
    .select({ parentId: branch.parentId })
    .from(branch)
    .where(eq(branch.id, branchId));
  return row?.parentId ?? null;
}

export async function hasLesson(queries: Queries, courseId: string, lessonId: string): Promise<boolean> {
  const rows = await queries
    .select({ id: lesson.id })
    .from(lesson)
    .where(and(eq(lesson.id, lessonId), eq(lesson.courseId, courseId)));
  return rows.length > 0;
}

export async function findCourseName(queries: Queries, courseId: string): Promise<string | undefined> {
  const [row] = await queries.select({ name: course.name }).from(course).where(eq(course.id, courseId));
  return row?.name;
}
