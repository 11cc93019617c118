import { and, eq, inArray, isNotNull, isNull, or, sql, type SQL } from 'drizzle-orm';
import type { Cue } from '../../contract/cues.ts';
import type { Queries } from '../../store/port.ts';
import { branch, cueSheet, lesson, material, poll, quiz, trainee } from '../../store/schema/index.ts';

export type SheetRow = typeof cueSheet.$inferSelect;

/** @param lock keeps others from changing it until the transaction ends */
export async function findSheet(
  queries: Queries,
  lessonId: string,
  lock = false,
): Promise<SheetRow | undefined> {
  const found = queries.select().from(cueSheet).where(eq(cueSheet.lessonId, lessonId));
  const [row] = await (lock ? found.for('update') : found);
  return row;
}

/** An empty sheet for a lesson that has none. */
export async function ensureSheet(
  queries: Queries,
  of: { courseId: string; lessonId: string },
): Promise<void> {
  await queries
    .insert(cueSheet)
    .values({ ...of, cues: [], revision: 0 })
    .onConflictDoNothing();
}

export async function saveSheet(
  queries: Queries,
  lessonId: string,
  values: Partial<Pick<SheetRow, 'cues' | 'revision' | 'currentId' | 'done' | 'steps'>>,
): Promise<void> {
  await queries.update(cueSheet).set(values).where(eq(cueSheet.lessonId, lessonId));
}

export async function hasLesson(queries: Queries, courseId: string, lessonId: string): Promise<boolean> {
  const rows = await queries
    .select({ id: lesson.id })
    .from(lesson)
    .where(and(eq(lesson.id, lessonId), eq(lesson.courseId, courseId)));
  return rows.length > 0;
}

/** Whether that is a video of the course that can be played. */
export async function isVideo(queries: Queries, courseId: string, materialId: string): Promise<boolean> {
  const rows = await queries
    .select({ id: material.id })
    .from(material)
    .where(
      and(
        eq(material.id, materialId),
        eq(material.courseId, courseId),
        eq(material.kind, 'video'),
        isNotNull(material.readyAt),
      ),
    );
  return rows.length > 0;
}

/** What belongs to a lesson: its quizzes, and the exams of its course. */
function quizzesOf({ id, courseId }: { id: string; courseId: string }): SQL | undefined {
  return and(eq(quiz.courseId, courseId), or(eq(quiz.lessonId, id), isNull(quiz.lessonId)));
}

/** Whether that is a quiz that can be opened in this lesson. */
export async function isQuizOf(
  queries: Queries,
  of: { id: string; courseId: string },
  quizId: string,
): Promise<boolean> {
  const rows = await queries
    .select({ id: quiz.id })
    .from(quiz)
    .where(and(eq(quiz.id, quizId), quizzesOf(of)));
  return rows.length > 0;
}

/** By the cue's id, the name of what it is about; without those that are gone. */
export async function findTargets(
  queries: Queries,
  { courseId, lessonId }: { courseId: string; lessonId: string },
  cues: readonly Cue[],
): Promise<Record<string, string>> {
  const wanted = new Map(cues.flatMap((cue) => (targetOf(cue) === null ? [] : [[cue.id, targetOf(cue)]])));
  const ids = [...new Set(wanted.values())].filter((id) => id !== null);
  if (ids.length === 0) return {};
  const rows = await Promise.all([
    queries
      .select({ id: material.id, name: material.title })
      .from(material)
      .where(and(eq(material.courseId, courseId), inArray(material.id, ids), isNotNull(material.readyAt))),
    queries
      .select({ id: poll.id, name: poll.question })
      .from(poll)
      .where(and(eq(poll.courseId, courseId), inArray(poll.id, ids))),
    queries
      .select({ id: quiz.id, name: sql<string>`${quiz.settings}->>'title'` })
      .from(quiz)
      .where(and(inArray(quiz.id, ids), quizzesOf({ id: lessonId, courseId }))),
    queries
      .select({ id: branch.id, name: branch.name })
      .from(branch)
      .where(and(eq(branch.courseId, courseId), inArray(branch.id, ids))),
    queries
      .select({ id: trainee.id, name: trainee.name })
      .from(trainee)
      .where(and(eq(trainee.courseId, courseId), inArray(trainee.id, ids))),
  ]);
  const names = new Map(rows.flat().map(({ id, name }) => [id, name]));
  return Object.fromEntries(
    [...wanted].flatMap(([cueId, id]) => {
      const name = names.get(id ?? '');
      return name === undefined ? [] : [[cueId, name]];
    }),
  );
}

/** The id of the record that a cue is about. */
function targetOf(cue: Cue): string | null {
  if (cue.kind === 'clip') return cue.materialId;
  if (cue.kind === 'poll') return cue.pollId;
  if (cue.kind === 'quiz') return cue.quizId;
  if (cue.kind !== 'call') return null;
  return 'branchId' in cue.callee ? cue.callee.branchId : cue.callee.traineeId;
}
