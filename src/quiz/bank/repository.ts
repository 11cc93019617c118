import { createHash } from 'node:crypto';
import { and, asc, count, eq, ilike, inArray, isNull, lt, or, sql, type SQL } from 'drizzle-orm';
import type { BankQuestion, QuestionDraft, QuestionImportRow, QuestionKind } from '../../contract/bank.ts';
import type { Queries } from '../../store/port.ts';
import {
  bankPicture,
  bankQuestion,
  course,
  paper,
  questionImport,
  questionImportRow,
  quiz,
  quizItem,
  trainee,
} from '../../store/schema/index.ts';
import { comparable } from './comparable.ts';

export type ImportRecord = typeof questionImport.$inferSelect;

/** Which questions are wanted. */
export interface BankFilter {
  text?: string | undefined;
  topic?: string | undefined;
  kind?: QuestionKind | undefined;
  difficulty?: number | undefined;
}

/** The same for two questions that ask the same with the same pictures and the same answers. */
export function digestOf({
  text,
  pictureId,
  content,
}: Pick<QuestionDraft, 'text' | 'pictureId' | 'content'>): string {
  return createHash('sha256')
    .update(JSON.stringify([comparable(text), pictureId, inOneOrder(content)]))
    .digest('hex');
}

/** The store gives fields back in an order of its own. */
function inOneOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOneOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, one]) => [key, inOneOrder(one)]);
}

const { id, text, pictureId, content, points, topic, difficulty, explanation, revision, changedAt } =
  bankQuestion;
/** In the list of one that is fixed, or on papers that are made. Columns are named in full: `quiz` has an `id` too. */
const usedIn = sql<number>`(
  select count(*)::int from quiz
  where quiz.course_id = bank_question.course_id and (
    jsonb_exists(quiz.settings -> 'selection' -> 'questionIds', bank_question.id)
    or exists (
      select 1 from quiz_item
      where quiz_item.quiz_id = quiz.id and quiz_item.question_id = bank_question.id)
  ))`;
const shown = {
  id,
  text,
  pictureId,
  content,
  points,
  topic,
  difficulty,
  explanation,
  revision,
  changedAt,
  usedIn,
};

function wanted(courseId: string, filter: BankFilter): SQL | undefined {
  const pattern = `%${(filter.text ?? '').replace(/[\\%_]/g, '\\$&')}%`;
  return and(
    eq(bankQuestion.courseId, courseId),
    isNull(bankQuestion.removedAt),
    filter.text === undefined || filter.text === '' ? undefined : ilike(bankQuestion.text, pattern),
    filter.topic === undefined ? undefined : eq(bankQuestion.topic, filter.topic),
    filter.kind === undefined ? undefined : eq(bankQuestion.kind, filter.kind),
    filter.difficulty === undefined ? undefined : eq(bankQuestion.difficulty, filter.difficulty),
  );
}

/** Questions in the order in which they came in. */
export async function findQuestions(
  queries: Queries,
  courseId: string,
  filter: BankFilter,
  page: { offset: number; limit: number },
): Promise<{ questions: BankQuestion[]; total: number }> {
  const where = wanted(courseId, filter);
  const rows = await queries
    .select(shown)
    .from(bankQuestion)
    .where(where)
    .orderBy(asc(bankQuestion.createdAt), asc(bankQuestion.id))
    .offset(page.offset)
    .limit(page.limit);
  const [counted] = await queries.select({ total: count() }).from(bankQuestion).where(where);
  return { questions: rows.map(toQuestion), total: counted?.total ?? 0 };
}

function toQuestion(row: Omit<BankQuestion, 'changedAt'> & { changedAt: Date }): BankQuestion {
  return { ...row, changedAt: row.changedAt.getTime() };
}

export async function findTopics(
  queries: Queries,
  courseId: string,
): Promise<{ topic: string; difficulty: number; questions: number }[]> {
  return queries
    .select({ topic, difficulty, questions: count() })
    .from(bankQuestion)
    .where(wanted(courseId, {}))
    .groupBy(topic, difficulty)
    .orderBy(asc(topic), asc(difficulty));
}

export async function findQuestion(
  queries: Queries,
  courseId: string,
  questionId: string,
): Promise<BankQuestion | undefined> {
  const [row] = await queries
    .select(shown)
    .from(bankQuestion)
    .where(and(wanted(courseId, {}), eq(bankQuestion.id, questionId)));
  return row && toQuestion(row);
}

/** Locks the course's bank until the transaction ends, and says how many questions it has. */
export async function lockBank(queries: Queries, courseId: string): Promise<number> {
  await queries.select({ id: course.id }).from(course).where(eq(course.id, courseId)).for('update');
  const [counted] = await queries.select({ total: count() }).from(bankQuestion).where(wanted(courseId, {}));
  return counted?.total ?? 0;
}

/** Another question that asks the same; undefined when there is none. */
export async function findSame(
  queries: Queries,
  courseId: string,
  digests: readonly string[],
): Promise<Map<string, string>> {
  const rows = await queries
    .select({ id, digest: bankQuestion.digest })
    .from(bankQuestion)
    .where(and(wanted(courseId, {}), inArray(bankQuestion.digest, [...digests])));
  return new Map(rows.map((row) => [row.digest, row.id]));
}

export interface NewQuestion {
  id: string;
  draft: QuestionDraft;
}

/** Rows of one statement: it takes at most 65,535 parameters. */
const rowsPerStatement = 500;

/** Adds questions; one that is there already stays as it is. Answers how many were added. */
export async function insertQuestions(
  queries: Queries,
  courseId: string,
  { questions, at }: { questions: readonly NewQuestion[]; at: Date },
): Promise<number> {
  let added = 0;
  for (let start = 0; start < questions.length; start += rowsPerStatement) {
    const rows = await queries
      .insert(bankQuestion)
      .values(
        questions.slice(start, start + rowsPerStatement).map(({ draft, ...one }, index) => ({
          ...draft,
          ...one,
          courseId,
          kind: draft.content.kind,
          digest: digestOf(draft),
          // The bank is listed by it: what came in together stays in the order of its file.
          createdAt: new Date(at.getTime() + start + index),
          changedAt: at,
        })),
      )
      .onConflictDoNothing()
      .returning({ id });
    added += rows.length;
  }
  return added;
}

/** False when it is another revision by now. */
export async function updateQuestion(
  queries: Queries,
  questionId: string,
  { draft, revision: expected, at }: { draft: QuestionDraft; revision: number; at: Date },
): Promise<boolean> {
  const rows = await queries
    .update(bankQuestion)
    .set({
      ...draft,
      kind: draft.content.kind,
      digest: digestOf(draft),
      changedAt: at,
      revision: expected + 1,
    })
    .where(and(eq(id, questionId), eq(revision, expected), isNull(bankQuestion.removedAt)))
    .returning({ id });
  return rows.length > 0;
}

/** False when it is another revision by now. */
export async function removeQuestion(
  queries: Queries,
  questionId: string,
  { revision: expected, at }: { revision: number; at: Date },
): Promise<boolean> {
  const rows = await queries
    .update(bankQuestion)
    .set({ removedAt: at })
    .where(and(eq(id, questionId), eq(revision, expected), isNull(bankQuestion.removedAt)))
    .returning({ id });
  return rows.length > 0;
}

/** Whether one that is not yet open names the question in its list. */
export async function isNamed(queries: Queries, courseId: string, questionId: string): Promise<boolean> {
  const rows = await queries
    .select({ id: quiz.id })
    .from(quiz)
    .where(
      and(
        eq(quiz.courseId, courseId),
        isNull(quiz.openedAt),
        sql`jsonb_exists(${quiz.settings} -> 'selection' -> 'questionIds', ${questionId})`,
      ),
    )
    .limit(1);
  return rows.length > 0;
}

export async function insertPicture(
  queries: Queries,
  picture: typeof bankPicture.$inferInsert,
): Promise<void> {
  await queries.insert(bankPicture).values(picture);
}

export async function countPictures(queries: Queries, courseId: string): Promise<number> {
  const [counted] = await queries
    .select({ total: count() })
    .from(bankPicture)
    .where(eq(bankPicture.courseId, courseId));
  return counted?.total ?? 0;
}

export async function findPicture(
  queries: Queries,
  courseId: string,
  picture: string,
): Promise<{ mediaType: string; content: Uint8Array } | undefined> {
  const { mediaType, content: bytes } = bankPicture;
  const [row] = await queries
    .select({ mediaType, content: bytes })
    .from(bankPicture)
    .where(and(eq(bankPicture.id, picture), eq(bankPicture.courseId, courseId)));
  return row;
}

/** Those of the pictures that the course has. */
export async function knownPictures(
  queries: Queries,
  courseId: string,
  pictures: readonly string[],
): Promise<Set<string>> {
  if (pictures.length === 0) return new Set();
  const rows = await queries
    .select({ id: bankPicture.id })
    .from(bankPicture)
    .where(and(eq(bankPicture.courseId, courseId), inArray(bankPicture.id, [...pictures])));
  return new Set(rows.map((row) => row.id));
}

/** Whose papers count: one trainee's own, or those that the liaison of a branch enters for somebody. */
export type PaperReader = { traineeId: string } | { branchId: string };

/** Whether a question of a paper that has begun shows the picture. */
export async function isOnPaper(
  queries: Queries,
  { courseId, picture, reader }: { courseId: string; picture: string; reader: PaperReader },
): Promise<boolean> {
  const whose =
    'traineeId' in reader
      ? eq(paper.traineeId, reader.traineeId)
      : and(eq(trainee.branchId, reader.branchId), sql`${paper.enteredBy} is not null`);
  const rows = await queries
    .select({ id: paper.id })
    .from(paper)
    .innerJoin(quiz, eq(quiz.id, paper.quizId))
    .innerJoin(trainee, eq(trainee.id, paper.traineeId))
    .innerJoin(quizItem, eq(quizItem.quizId, paper.quizId))
    .where(
      and(
        eq(quiz.courseId, courseId),
        whose,
        sql`${paper.startedAt} is not null`,
        sql`jsonb_exists(${paper.itemIds}, ${quizItem.id})`,
        or(
          eq(quizItem.pictureId, picture),
          sql`jsonb_path_exists(${quizItem.content}, '$.options[*] ? (@.pictureId == $picture)', jsonb_build_object('picture', ${picture}::text))`,
        ),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** Keeps a file that was read, and forgets those that nobody will confirm: the same person's before, and any after a day. */
export async function insertImport(
  queries: Queries,
  record: ImportRecord,
  { rows, forgetBefore }: { rows: readonly QuestionImportRow[]; forgetBefore: Date },
): Promise<void> {
  const own = and(
    eq(questionImport.courseId, record.courseId),
    eq(questionImport.sessionId, record.sessionId),
    eq(questionImport.confirmed, false),
  );
  await queries.delete(questionImport).where(or(lt(questionImport.createdAt, forgetBefore), own));
  await queries.insert(questionImport).values(record);
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    await queries
      .insert(questionImportRow)
      .values(
        rows
          .slice(start, start + rowsPerStatement)
          .map((row) => ({ importId: record.id, row: row.row, state: row.state, shown: row })),
      );
  }
}

export async function findImport(
  queries: Queries,
  courseId: string,
  importId: string,
): Promise<ImportRecord | undefined> {
  const [row] = await queries
    .select()
    .from(questionImport)
    .where(and(eq(questionImport.id, importId), eq(questionImport.courseId, courseId)));
  return row;
}

export async function findImportRows(
  queries: Queries,
  importId: string,
  page: { state?: QuestionImportRow['state'] | undefined; offset: number; limit: number },
): Promise<{ rows: QuestionImportRow[]; total: number }> {
  const where = and(
    eq(questionImportRow.importId, importId),
    page.state === undefined ? undefined : eq(questionImportRow.state, page.state),
  );
  const rows = await queries
    .select({ shown: questionImportRow.shown })
    .from(questionImportRow)
    .where(where)
    .orderBy(asc(questionImportRow.row))
    .offset(page.offset)
    .limit(page.limit);
  const [counted] = await queries.select({ total: count() }).from(questionImportRow).where(where);
  return { rows: rows.map((row) => row.shown), total: counted?.total ?? 0 };
}

export async function markConfirmed(queries: Queries, importId: string): Promise<void> {
  await queries.update(questionImport).set({ confirmed: true }).where(eq(questionImport.id, importId));
}

export async function removeImport(queries: Queries, importId: string): Promise<void> {
  await queries.delete(questionImport).where(eq(questionImport.id, importId));
}
