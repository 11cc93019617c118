import { and, eq, isNotNull, isNull, lt, lte, or, sql } from 'drizzle-orm';
import type { Queries } from '../store/port.ts';
import { paper, paperAnswer } from '../store/schema/index.ts';
import { grade } from './grading.ts';
import { arrangement, type Item } from './paper-model.ts';
import * as repository from './repository.ts';
import type { PaperRow, QuizRow } from './repository.ts';

/** Milliseconds per question below which a paper counts as answered very fast: nobody reads a question in that time. */
const fastMs = 3_000;

/** Points as a share of the most, in hundredths of a percent, rounded half up. A paper without points is worth nothing. */
export function percentOf(given: number, most: number): number {
  return most === 0 ? 0 : Math.min(10_000, Math.floor((20_000 * given + most) / (2 * most)));
}

/** The score of a paper; null until it is handed in and wholly marked. */
export function scoreOf({ handedInAt, given, unmarked, most }: PaperRow): number | null {
  return handedInAt === null || given === null || unmarked > 0 ? null : percentOf(given, most);
}

/**
 * Grades what was saved and closes the paper. Call it in a transaction that has locked the paper. One that is handed in
 * already stays as it is, so that nothing counts twice.
 */
export async function handIn(
  queries: Queries,
  { paper: found, quiz, items }: { paper: PaperRow; quiz: QuizRow; items: readonly Item[] },
  { by, now }: { by: 'trainee' | 'time' | 'liaison'; now: Date },
): Promise<PaperRow> {
  if (found.handedInAt !== null) return found;
  const answers = new Map((await repository.findAnswers(queries, found.id)).map((one) => [one.itemId, one]));
  const byId = new Map(items.map((item) => [item.id, item]));
  const { multipleChoice, shuffleOptions } = quiz.settings;
  let [given, unmarked] = [0, 0];
  const graded: (typeof paperAnswer.$inferInsert)[] = [];
  for (const itemId of found.itemIds) {
    const [item, saved] = [byId.get(itemId), answers.get(itemId)];
    if (!item || !saved) continue;
    const order = arrangement(item, { seed: found.seed, shuffleOptions });
    const points = grade({ content: item.content, points: item.points, order, multipleChoice }, saved.answer);
    if (points === null) unmarked += 1;
    else given += points;
    graded.push({ ...saved, given: points });
  }
  if (graded.length > 0) {
    await queries
      .insert(paperAnswer)
      .values(graded)
      .onConflictDoUpdate({
        target: [paperAnswer.paperId, paperAnswer.itemId],
        set: { given: sql`excluded.given` },
      });
  }
  const took = now.getTime() - (found.startedAt?.getTime() ?? 0);
  if (by === 'trainee' && graded.length > 0 && took < fastMs * graded.length) {
    await repository.countEvents(queries, [{ paperId: found.id, kind: 'fast', count: 1, lastAt: now }]);
  }
  const set = { handedInAt: now, handedInBy: by, given, unmarked };
  const [row] = await queries.update(paper).set(set).where(eq(paper.id, found.id)).returning();
  return row ?? found;
}

/** Papers that are begun and not handed in though their time is over at `now`; with a quiz all of it that are begun. */
export async function findOver(
  queries: Queries,
  of: { now: Date } | { quizId: string },
): Promise<{ paperId: string; quizId: string }[]> {
  const begun = and(isNotNull(paper.startedAt), isNull(paper.handedInAt));
  return queries
    .select({ paperId: paper.id, quizId: paper.quizId })
    .from(paper)
    .where(and(begun, 'now' in of ? lte(paper.endsAt, of.now) : eq(paper.quizId, of.quizId)));
}

/** The place among those who handed in, from 1, and how many these are. Equal points share a place. */
export async function placeOf(queries: Queries, own: PaperRow): Promise<{ place: number; of: number }> {
  const [row] = await queries
    .select({
      ahead: sql<number>`(count(distinct ${paper.traineeId}) filter (where ${and(
        lt(sql`${own.given ?? 0}::numeric * ${paper.most}`, sql`${paper.given}::numeric * ${own.most}`),
        or(sql`${paper.traineeId} <> ${own.traineeId}`),
      )}))::int`,
      of: sql<number>`count(distinct ${paper.traineeId})::int`,
    })
    .from(paper)
    .where(and(eq(paper.quizId, own.quizId), isNotNull(paper.handedInAt)));
  return { place: (row?.ahead ?? 0) + 1, of: row?.of ?? 1 };
}
