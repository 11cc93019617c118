import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { QuestionSettings } from '../../contract/questions.ts';
import type { Queries } from '../../store/port.ts';
import {
  branch,
  course,
  lesson,
  question,
  questionSetting,
  questionSupport,
} from '../../store/schema/index.ts';
import type { Question, QuestionChange } from './book.ts';

export interface SupportRow {
  questionId: string;
  supporter: string;
  branchId: string | null;
}

/** Everything about the questions of a course. */
export async function loadCourse(
  queries: Queries,
  courseId: string,
): Promise<{
  questions: Question[];
  supports: SupportRow[];
  settings: (QuestionSettings & { lessonId: string })[];
}> {
  const lessons = queries.select({ id: lesson.id }).from(lesson).where(eq(lesson.courseId, courseId));
  const ofCourse = inArray(question.lessonId, lessons);
  const askedIn = queries.select({ id: lesson.id, title: lesson.title }).from(lesson).as('asked_in');
  const [rows, supports, settings] = await Promise.all([
    queries
      .select({ row: question, askedInTitle: askedIn.title })
      .from(question)
      .leftJoin(askedIn, eq(askedIn.id, question.askedInId))
      .where(ofCourse),
    queries
      .select({
        questionId: questionSupport.questionId,
        supporter: questionSupport.supporter,
        branchId: questionSupport.branchId,
      })
      .from(questionSupport)
      .innerJoin(question, eq(question.id, questionSupport.questionId))
      .where(ofCourse),
    queries.select().from(questionSetting).where(inArray(questionSetting.lessonId, lessons)),
  ]);
  return {
    questions: rows.map(({ row, askedInTitle }) => toQuestion(row, askedInTitle)),
    supports,
    settings,
  };
}

/** False when the id is taken. */
export async function insertQuestion(
  queries: Queries,
  { askedIn, askedAt, shownAt, settledAt, seenAt, ...rest }: Question & { traineeId: string | null },
): Promise<boolean> {
  const inserted = await queries
    .insert(question)
    .values({
      ...rest,
      askedInId: askedIn?.id ?? null,
      askedAt: new Date(askedAt),
      ...moments({ shownAt, settledAt, seenAt }),
    })
    .onConflictDoNothing({ target: question.id })
    .returning({ id: question.id });
  return inserted.length > 0;
}

export async function updateQuestions(
  queries: Queries,
  questionIds: readonly string[],
  change: QuestionChange,
): Promise<void> {
  if (questionIds.length === 0) return;
  const { shownAt, settledAt, seenAt, ...rest } = change;
  await queries
    .update(question)
    .set({
      ...rest,
      ...moments({
        ...(shownAt === undefined ? {} : { shownAt }),
        ...(settledAt === undefined ? {} : { settledAt }),
        ...(seenAt === undefined ? {} : { seenAt }),
      }),
    })
    .where(inArray(question.id, [...questionIds]));
}

/** Somebody supports a question; a second time changes nothing. */
export async function insertSupport(queries: Queries, row: SupportRow, at: number): Promise<void> {
  await queries
    .insert(questionSupport)
    .values({ ...row, at: new Date(at) })
    .onConflictDoNothing();
}

export async function deleteSupports(
  queries: Queries,
  questionIds: readonly string[],
  supporter: string,
): Promise<void> {
  await queries
    .delete(questionSupport)
    .where(
      and(inArray(questionSupport.questionId, [...questionIds]), eq(questionSupport.supporter, supporter)),
    );
}

export async function saveSettings(
  queries: Queries,
  lessonId: string,
  settings: QuestionSettings,
): Promise<void> {
  await queries
    .insert(questionSetting)
    .values({ lessonId, ...settings })
    .onConflictDoUpdate({ target: questionSetting.lessonId, set: settings });
}

export async function findCourseName(queries: Queries, courseId: string): Promise<string | undefined> {
  const [row] = await queries.select({ name: course.name }).from(course).where(eq(course.id, courseId));
  return row?.name;
}

/** One question as an export writes it. */
export interface ExportRow {
  lessonTitle: string;
  root: Question;
  asked: Question;
  branchName: string | null;
  /** Different people behind the question, the askers among them. */
  voices: number;
}

const rowsPerPiece = 500;

/** The questions of a course, or of one of its lessons, in the order in which they were asked. */
export async function* exportRows(
  queries: Queries,
  courseId: string,
  lessonId: string | undefined,
): AsyncIterable<ExportRow[]> {
  const root = sql`coalesce(${question.mergedIntoId}, ${question.id})`;
  for (let offset = 0; ; offset += rowsPerPiece) {
    const rows = await queries
      .select({
        asked: question,
        lessonTitle: lesson.title,
        branchName: branch.name,
        rootId: sql<string>`${root}`,
      })
      .from(question)
      .innerJoin(lesson, eq(lesson.id, sql`coalesce(${question.askedInId}, ${question.lessonId})`))
      .leftJoin(branch, eq(branch.id, question.branchId))
      .where(and(eq(lesson.courseId, courseId), lessonId === undefined ? undefined : eq(lesson.id, lessonId)))
      .orderBy(asc(lesson.startsAt), asc(question.askedAt), asc(question.id))
      .limit(rowsPerPiece)
      .offset(offset);
    const rootIds = [...new Set(rows.map(({ rootId }) => rootId))];
    const [roots, voices] = await Promise.all([
      findQuestions(queries, rootIds),
      countVoices(queries, rootIds),
    ]);
    yield rows.map(({ asked, lessonTitle, branchName, rootId }) => ({
      lessonTitle,
      branchName,
      asked: toQuestion(asked, lessonTitle),
      root: roots.get(rootId) ?? toQuestion(asked, lessonTitle),
      voices: voices.get(rootId) ?? 1,
    }));
    if (rows.length < rowsPerPiece) return;
  }
}

async function findQuestions(queries: Queries, ids: readonly string[]): Promise<Map<string, Question>> {
  if (ids.length === 0) return new Map();
  const rows = await queries
    .select()
    .from(question)
    .where(inArray(question.id, [...ids]));
  return new Map(rows.map((row) => [row.id, toQuestion(row, null)]));
}

async function countVoices(queries: Queries, rootIds: readonly string[]): Promise<Map<string, number>> {
  if (rootIds.length === 0) return new Map();
  const ids = sql.join(
    rootIds.map((one) => sql`${one}`),
    sql`, `,
  );
  const { rows } = await queries.execute<{ root: string; voices: number }>(sql`
    select root, count(distinct voice)::int as voices from (
      select coalesce(merged_into_id, id) as root, asker as voice from question
      union all
      select coalesce(q.merged_into_id, q.id), s.supporter from question_support s join question q on q.id = s.question_id
    ) as voice
    where root in (${ids})
    group by root
  `);
  return new Map(rows.map(({ root, voices }) => [root, voices]));
}

function moments(times: Record<string, number | null>): Record<string, Date | null> {
  return Object.fromEntries(
    Object.entries(times).map(([key, time]) => [key, time === null ? null : new Date(time)]),
  );
}

function toQuestion(row: typeof question.$inferSelect, askedInTitle: string | null): Question {
  const { askedInId } = row;
  const time = (at: Date | null): number | null => at?.getTime() ?? null;
  return {
    id: row.id,
    asker: row.asker,
    role: row.role,
    name: row.name,
    branchId: row.branchId,
    askedText: row.askedText,
    askedAt: row.askedAt.getTime(),
    askedIn: askedInId === null || askedInTitle === null ? null : { id: askedInId, title: askedInTitle },
    lessonId: row.lessonId,
    text: row.text,
    state: row.state,
    mergedIntoId: row.mergedIntoId,
    approved: row.approved,
    shownAt: time(row.shownAt),
    answer: row.answer,
    reason: row.reason,
    settledAt: time(row.settledAt),
    settledBy: row.settledBy,
    seenAt: time(row.seenAt),
  };
}
