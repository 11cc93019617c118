import type { RoomTrainee, RoomVisitor } from '../contract/attendance.ts';
import type { Participant } from '../contract/identity.ts';
import { reachesBranch } from '../lib/access.ts';
import { AppError } from '../lib/errors.ts';
import type { Queries } from '../store/port.ts';
import type { BranchRow, LessonContext } from './lesson-repository.ts';
import type { Lessons } from './lessons.ts';
import { findMarks, findTrainees, toMark } from './room-repository.ts';
import { findSignIns, findVisits, toSignIn } from './sign-in-repository.ts';

/** A room of a lesson, by its address. */
export interface RoomAddress {
  courseId: string;
  lessonId: string;
  branchId: string;
}

/** The room at an address. Throws `not_found`, also for a branch that is not theirs. */
export async function roomOf(
  lessons: Lessons,
  { courseId, lessonId, branchId }: RoomAddress,
  by: Participant,
): Promise<{ lesson: LessonContext; branch: BranchRow }> {
  const lesson = await lessons.inCourse(courseId, lessonId);
  return { lesson, branch: branchOf(lesson, branchId, by) };
}

/** A branch of a lesson. Throws `not_found`, also for one that is not theirs. */
export function branchOf({ lesson, branches }: LessonContext, branchId: string, by: Participant): BranchRow {
  const branch = branches.get(branchId);
  const isTheirs = branch && reachesBranch(by, { ...branch, courseId: lesson.courseId });
  if (!isTheirs) throw new AppError('not_found');
  return branch;
}

/** The people of a room with what is on record of each, in the order of the roster. */
export async function findRoomTrainees(
  queries: Queries,
  lesson: LessonContext,
  branchId: string,
): Promise<RoomTrainee[]> {
  const { id: lessonId, courseId } = lesson.lesson;
  const people = await findTrainees(queries, { courseId, branchId });
  const ids = people.map(({ id }) => id);
  if (ids.length === 0) return [];
  const [rows, marks] = await Promise.all([
    findSignIns(queries, { lessonId, traineeIds: ids }),
    findMarks(queries, lessonId, ids),
  ]);
  return people.map(({ id: traineeId, number, name, port }) => {
    const mark = marks.get(traineeId);
    const own = rows.filter((row) => row.traineeId === traineeId);
    const signIns = own.map((row) => toSignIn(row, lesson));
    return { traineeId, number, name, port, signIns, mark: mark ? toMark(mark) : null };
  });
}

/** Who of other rooms signed in in this one, in the order in which they came. */
export async function findRoomVisitors(
  queries: Queries,
  { lesson, branches }: LessonContext,
  branchId: string,
): Promise<RoomVisitor[]> {
  const visits = await findVisits(queries, { lessonId: lesson.id, branchId });
  return visits.map(({ at, port, branchId: own, ...person }) => ({
    ...person,
    branchName: port || own === null ? null : (branches.get(own)?.name ?? null),
    at: at.getTime(),
  }));
}
