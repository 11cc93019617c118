import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Queries } from '../store/port.ts';
import { paper } from '../store/schema/index.ts';
import { scoreOf, type Sheet } from './sheet.ts';

/** From 1, among so many people who handed in. Equal shares of the points have the same place. */
export interface Place {
  place: number;
  of: number;
}

/**
 * The places of papers whose score is known, in quizzes that show them, by paper: one statement for each quiz. Of several
 * attempts of somebody else the best counts.
 */
export async function findPlaces(queries: Queries, sheets: readonly Sheet[]): Promise<Map<string, Place>> {
  const byQuiz = new Map<string, Sheet[]>();
  for (const sheet of sheets) {
    if (!hasPlace(sheet)) continue;
    byQuiz.set(sheet.quiz.id, [...(byQuiz.get(sheet.quiz.id) ?? []), sheet]);
  }
  const places = new Map<string, Place>();
  for (const [quizId, own] of byQuiz) {
    const people = own.map(({ paper: { traineeId } }) => traineeId);
    const shares = await findShares(queries, quizId, people);
    const of = shares.reduce((sum, { n }) => sum + n, 0);
    const best = new Map(shares.flatMap(({ share, mine }) => mine.map((id) => [id, share] as const)));
    for (const { paper: row } of own) {
      const share = shareOf(row.given ?? 0, row.most);
      const ahead = shares.reduce((sum, one) => sum + (one.share > share ? one.n : 0), 0);
      const isAheadOfItself = (best.get(row.traineeId) ?? 0) > share;
      places.set(row.id, { place: ahead - (isAheadOfItself ? 1 : 0) + 1, of });
    }
  }
  return places;
}

/** Whether a paper has a place that is shown: its score is known. */
export function hasPlace({ quiz, paper: row }: Sheet): boolean {
  return quiz.settings.showPlace && scoreOf(row) !== null;
}

/** As PostgreSQL divides doubles: equal shares of points are the same number there and here (IEEE 754, correct rounding). */
function shareOf(given: number, most: number): number {
  return given / Math.max(most, 1);
}

/** How many people's best paper earned each share of the points, and which of `people` are among them. */
async function findShares(
  queries: Queries,
  quizId: string,
  people: readonly string[],
): Promise<{ share: number; n: number; mine: string[] }[]> {
  const best = queries.$with('best').as(
    queries
      .select({
        traineeId: paper.traineeId,
        share: sql<number>`max(${paper.given}::float8 / greatest(${paper.most}, 1))`.as('share'),
      })
      .from(paper)
      .where(and(eq(paper.quizId, quizId), isNotNull(paper.handedInAt)))
      .groupBy(paper.traineeId),
  );
  const isMine = sql`${best.traineeId} in (select jsonb_array_elements_text(${JSON.stringify(people)}::jsonb))`;
  return queries
    .with(best)
    .select({
      share: sql<number>`${best.share}`,
      n: sql<number>`count(*)::int`,
      mine: sql<string[]>`coalesce(array_agg(${best.traineeId}) filter (where ${isMine}), '{}')`,
    })
    .from(best)
    .groupBy(best.share);
}
