import { and, asc, eq, isNotNull, isNull, lte, or, sql } from 'drizzle-orm';
import type { Queries } from '../store/port.ts';
import { branch, paper, paperAnswer, quiz, trainee } from '../store/schema/index.ts';
import type { ItemCache } from './item-cache.ts';
import * as repository from './repository.ts';
import type { AnswerRow, PaperRow, QuizRow, TraineeRow } from './repository.ts';
import { Sheet } from './sheet.ts';

/** A sheet with whose it is. */
export interface OwnedSheet {
  sheet: Sheet;
  trainee: Pick<TraineeRow, 'id' | 'name' | 'branchId' | 'courseId'>;
  /** The branch above the trainee's own. */
  parentId: string | null;
}

/**
 * Reads papers that are begun, with what else is needed to work on them; the others are left out. With `lock` nobody else
 * changes them before the end of the transaction. They are locked in the order of their ids: two that lock several wait for
 * each other and do not block each other for ever.
 */
export async function openSheets(
  queries: Queries,
  of: { paperIds: readonly string[]; answersOf: ReadonlySet<string>; lock: boolean },
  items: ItemCache,
): Promise<Map<string, OwnedSheet>> {
  const { paperIds, answersOf, lock } = of;
  if (paperIds.length === 0) return new Map();
  const { id, name, branchId, courseId } = trainee;
  const select = queries
    .select({ paper, trainee: { id, name, branchId, courseId }, parentId: branch.parentId })
    .from(paper)
    .innerJoin(trainee, eq(trainee.id, paper.traineeId))
    .leftJoin(branch, eq(branch.id, trainee.branchId))
    .where(sql`${paper.id} = any(${sql.param(paperIds)})`)
    .orderBy(asc(paper.id));
  const found = await (lock ? select.for('no key update', { of: paper }) : select);
  const rows = found.filter((row) => row.paper.startedAt !== null);
  // After the papers: what closes the quiz from here on waits for them.
  const quizIds = [...new Set(rows.map((row) => row.paper.quizId))];
  const quizzes = new Map((await repository.findQuizzes(queries, quizIds)).map((row) => [row.id, row]));
  const itemsOf = new Map<string, Awaited<ReturnType<ItemCache['of']>>>();
  for (const quizId of quizIds) itemsOf.set(quizId, await items.of(quizId));
  const wanted = rows.flatMap((row) => (answersOf.has(row.paper.id) ? [row.paper.id] : []));
  const answers = await repository.findAnswersOf(queries, wanted);
  const sheets = new Map<string, OwnedSheet>();
  for (const { paper: row, ...owner } of rows) {
    const [of, own] = [quizzes.get(row.quizId), itemsOf.get(row.quizId)];
    if (!of || !own) continue;
    const sheet = new Sheet({ paper: row, quiz: of, items: own, answers: answers.get(row.id) ?? [] });
    sheets.set(row.id, { sheet, ...owner });
  }
  return sheets;
}

/** Writes what has changed of sheets that are locked: three statements however many there are. */
export async function writeSheets(queries: Queries, sheets: readonly Sheet[], now: Date): Promise<void> {
  const answers = sheets.flatMap((sheet) => [...sheet.changed].flatMap((id) => sheet.answers.get(id) ?? []));
  if (answers.length > 0) await writeAnswers(queries, answers);
  const events = sheets.flatMap(({ events: kinds, paper: { id: paperId } }) =>
    [...kinds].map(([kind, count]) => ({ paperId, kind, count, lastAt: now })),
  );
  await repository.countEvents(queries, events);
  const papers = sheets.flatMap((sheet) => (sheet.isChanged ? [sheet.paper] : []));
  if (papers.length > 0) await writePapers(queries, papers);
}

/**
 * As one parameter, which costs a tenth of what a parameter for each value does. An older version never replaces a newer
 * one; points come with an answer that was read under the paper's lock.
 */
async function writeAnswers(queries: Queries, answers: readonly AnswerRow[]): Promise<void> {
  const rows = JSON.stringify(
    answers.map(({ paperId: p, itemId: i, answer: a, version: v, at, given: g }) => ({
      p,
      i,
      a,
      v,
      t: at,
      g,
    })),
  );
  await queries.execute(sql`
    insert into ${paperAnswer} (paper_id, item_id, answer, version, at, given)
    select p, i, a, v, t, g
    from jsonb_to_recordset(${rows}::jsonb) as saved (p text, i text, a jsonb, v int, t timestamptz, g int)
    on conflict (paper_id, item_id) do update
    set answer = excluded.answer, version = excluded.version, at = excluded.at, given = excluded.given
    where ${paperAnswer.version} < excluded.version or excluded.given is not null
  `);
}

async function writePapers(queries: Queries, papers: readonly PaperRow[]): Promise<void> {
  const rows = JSON.stringify(
    papers.map(
      ({ id: i, version: v, deviceIds: d, handedInAt: t, handedInBy: b, given: g, unmarked: u }) => ({
        ...{ i, v, d, t },
        ...{ b, g, u },
      }),
    ),
  );
  await queries.execute(sql`
    update ${paper}
    set version = v, device_ids = d, handed_in_at = t, handed_in_by = b, given = g, unmarked = u
    from jsonb_to_recordset(${rows}::jsonb)
      as sat (i text, v int, d jsonb, t timestamptz, b text, g int, u int)
    where ${paper.id} = i
  `);
}

/** Papers of one quiz that are begun and not handed in though their time is over. */
export interface OverPapers extends Pick<QuizRow, 'id' | 'courseId' | 'revision'> {
  paperIds: string[];
}

/** By quiz, those whose own time is over at `now`, and those of quizzes that are closed. */
export async function findOver(queries: Queries, now: Date): Promise<OverPapers[]> {
  const { id, courseId, revision } = quiz;
  const rows = await queries
    .select({ id, courseId, revision, paperId: paper.id })
    .from(paper)
    .innerJoin(quiz, eq(quiz.id, paper.quizId))
    .where(and(isBegun, or(lte(paper.endsAt, now), isNotNull(quiz.closedAt))));
  const found = new Map<string, OverPapers>();
  for (const { paperId, ...of } of rows) {
    const over = found.get(of.id) ?? { ...of, paperIds: [] };
    over.paperIds.push(paperId);
    found.set(of.id, over);
  }
  return [...found.values()];
}

/** Papers of a quiz that are begun and not handed in. */
export async function findUnfinished(queries: Queries, quizId: string): Promise<string[]> {
  const rows = await queries
    .select({ paperId: paper.id })
    .from(paper)
    .where(and(eq(paper.quizId, quizId), isBegun));
  return rows.map(({ paperId }) => paperId);
}

const isBegun = and(isNotNull(paper.startedAt), isNull(paper.handedInAt));
