import { and, asc, count, countDistinct, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { PatrolPlan, Round, RoundTile } from '../contract/patrol.ts';
import type { Queries } from '../store/port.ts';
import {
  patrolDuty,
  patrolPlan,
  patrolRound,
  patrolRoundTile,
  patrolSighting,
} from '../store/schema/index.ts';

export type RoundRow = typeof patrolRound.$inferSelect;
export type SightingRow = typeof patrolSighting.$inferSelect;

/** The lesson's running round, or else its last one. */
export async function findCurrentRound(queries: Queries, lessonId: string): Promise<RoundRow | undefined> {
  const [row] = await queries
    .select()
    .from(patrolRound)
    .where(eq(patrolRound.lessonId, lessonId))
    .orderBy(desc(patrolRound.number))
    .limit(1);
  return row;
}

export async function findRound(queries: Queries, roundId: string): Promise<RoundRow | undefined> {
  const [row] = await queries.select().from(patrolRound).where(eq(patrolRound.id, roundId));
  return row;
}

/** False when there is one of that id, or another one runs. */
export async function insertRound(queries: Queries, row: RoundRow): Promise<boolean> {
  const inserted = await queries
    .insert(patrolRound)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: patrolRound.id });
  return inserted.length > 0;
}

/** Ends the lesson's running rounds, of which there is one at most. */
export async function endRounds(queries: Queries, lessonId: string, endedAt: Date): Promise<void> {
  await queries
    .update(patrolRound)
    .set({ endedAt })
    .where(and(eq(patrolRound.lessonId, lessonId), isNull(patrolRound.endedAt)));
}

/** A statement takes at most 65,535 parameters. */
const rowsPerStatement = 5_000;

export async function insertRoundTiles(
  queries: Queries,
  rows: readonly (typeof patrolRoundTile.$inferInsert)[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    await queries.insert(patrolRoundTile).values(rows.slice(start, start + rowsPerStatement));
  }
}

/** Writes down whose rooms are from now on. */
export async function assignTiles(
  queries: Queries,
  roundId: string,
  assigned: ReadonlyMap<string, string | null>,
): Promise<void> {
  const byMember = new Map<string | null, string[]>();
  for (const [tileId, member] of assigned) byMember.set(member, [...(byMember.get(member) ?? []), tileId]);
  for (const [assignedTo, tileIds] of byMember) {
    await queries
      .update(patrolRoundTile)
      .set({ assignedTo })
      .where(and(eq(patrolRoundTile.roundId, roundId), inArray(patrolRoundTile.tileId, tileIds)));
  }
}

/** False when there is one of that id. */
export async function insertSighting(queries: Queries, row: SightingRow): Promise<boolean> {
  const inserted = await queries
    .insert(patrolSighting)
    .values(row)
    .onConflictDoNothing({ target: patrolSighting.id })
    .returning({ id: patrolSighting.id });
  return inserted.length > 0;
}

export async function findSighting(queries: Queries, id: string): Promise<SightingRow | undefined> {
  const [row] = await queries.select().from(patrolSighting).where(eq(patrolSighting.id, id));
  return row;
}

/** Everything that was seen in a lesson, or in one of its rounds, in the order of time. */
export function findSightings(
  queries: Queries,
  of: { lessonId: string } | { roundId: string },
): Promise<SightingRow[]> {
  return queries
    .select()
    .from(patrolSighting)
    .where(
      'roundId' in of ? eq(patrolSighting.roundId, of.roundId) : eq(patrolSighting.lessonId, of.lessonId),
    )
    .orderBy(asc(patrolSighting.at), asc(patrolSighting.id));
}

export function findRoundTiles(
  queries: Queries,
  roundId: string,
): Promise<(typeof patrolRoundTile.$inferSelect)[]> {
  return queries
    .select()
    .from(patrolRoundTile)
    .where(eq(patrolRoundTile.roundId, roundId))
    .orderBy(asc(patrolRoundTile.place));
}

/** The rounds of a course or of one lesson with their coverage, the newest first. */
export async function findRounds(
  queries: Queries,
  { courseId, lessonId }: { courseId: string; lessonId?: string | undefined },
): Promise<Round[]> {
  const rows = await queries
    .select()
    .from(patrolRound)
    .where(
      and(
        eq(patrolRound.courseId, courseId),
        lessonId === undefined ? undefined : eq(patrolRound.lessonId, lessonId),
      ),
    )
    .orderBy(desc(patrolRound.startedAt), desc(patrolRound.number));
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const [totals, seen] = await Promise.all([
    queries
      .select({ roundId: patrolRoundTile.roundId, total: count() })
      .from(patrolRoundTile)
      .where(inArray(patrolRoundTile.roundId, ids))
      .groupBy(patrolRoundTile.roundId),
    queries
      .select({
        roundId: patrolSighting.roundId,
        seen: countDistinct(patrolSighting.tileId),
        here: sql<number>`count(distinct ${patrolSighting.tileId}) filter (where ${patrolSighting.here})`.mapWith(
          Number,
        ),
        findings: sql<number>`count(*) filter (where ${patrolSighting.outcome} = 'finding')`.mapWith(Number),
      })
      .from(patrolSighting)
      .where(inArray(patrolSighting.roundId, ids))
      .groupBy(patrolSighting.roundId),
  ]);
  const totalOf = new Map(totals.map(({ roundId, total }) => [roundId, total]));
  const seenOf = new Map(seen.map((row) => [row.roundId, row]));
  return rows.map((row) => {
    const total = totalOf.get(row.id) ?? 0;
    const { seen, here, findings } = seenOf.get(row.id) ?? { seen: 0, here: 0, findings: 0 };
    return toRound(row, { total, seen, absent: seen - here, findings });
  });
}

/** One round with its rooms; undefined when the course has none of that id. */
export async function readRound(
  queries: Queries,
  courseId: string,
  roundId: string,
): Promise<{ round: Round; tiles: RoundTile[] } | undefined> {
  const row = await findRound(queries, roundId);
  if (row?.courseId !== courseId) return undefined;
  const [tiles, sightings] = await Promise.all([
    findRoundTiles(queries, roundId),
    findSightings(queries, { roundId }),
  ]);
  const byTile = new Map<string, SightingRow[]>();
  for (const one of sightings) byTile.set(one.tileId, [...(byTile.get(one.tileId) ?? []), one]);
  const found = tiles.map(({ tileId, name, place, assignedTo }) => {
    const seen = seenOf(byTile.get(tileId) ?? []);
    const isOpen = row.endedAt === null && seen === null;
    return { tileId, name, place, assignedTo: isOpen ? assignedTo : null, seen };
  });
  const round = toRound(row, {
    total: tiles.length,
    seen: byTile.size,
    absent: [...byTile.values()].filter(isAbsent).length,
    findings: sightings.filter(({ outcome }) => outcome === 'finding').length,
  });
  return { round, tiles: found };
}

export function toRound(
  row: RoundRow,
  coverage: Pick<Round, 'total' | 'seen' | 'absent' | 'findings'>,
): Round {
  return {
    roundId: row.id,
    lessonId: row.lessonId,
    number: row.number,
    plannedMinute: row.plannedMinute,
    startedAt: row.startedAt.getTime(),
    endedAt: row.endedAt?.getTime() ?? null,
    ports: row.ports,
    ...coverage,
  };
}

/** Whether nobody was in a room whenever somebody looked. */
export function isAbsent(sightings: readonly SightingRow[]): boolean {
  return sightings.every(({ here }) => !here);
}

/**
 * What a room's sightings in one round come to, in the order of time: the first that found somebody there says when and by
 * whom it was seen, any finding makes it one, the last head count is the one that counts.
 */
export function seenOf(sightings: readonly SightingRow[]): RoundTile['seen'] {
  const first = sightings.find(({ here }) => here) ?? sightings[0];
  if (!first) return null;
  return {
    at: first.at.getTime(),
    by: first.by,
    outcome: sightings.some(({ outcome }) => outcome === 'finding') ? 'finding' : first.outcome,
    headCount: sightings.findLast(({ headCount }) => headCount !== null)?.headCount ?? null,
  };
}

export async function findPlan(
  queries: Queries,
  lessonId: string,
): Promise<(PatrolPlan & { updatedAt: number }) | undefined> {
  const [row] = await queries.select().from(patrolPlan).where(eq(patrolPlan.lessonId, lessonId));
  return row && { minutes: row.minutes, ports: row.ports, updatedAt: row.updatedAt.getTime() };
}

export async function savePlan(
  queries: Queries,
  lessonId: string,
  { minutes, ports }: PatrolPlan,
  updatedAt: Date,
): Promise<void> {
  await queries
    .insert(patrolPlan)
    .values({ lessonId, minutes, ports, updatedAt })
    .onConflictDoUpdate({ target: patrolPlan.lessonId, set: { minutes, ports, updatedAt } });
}

/** Who has said that they are on duty or not, by session. */
export async function findDuty(queries: Queries, lessonId: string): Promise<Map<string, boolean>> {
  const rows = await queries.select().from(patrolDuty).where(eq(patrolDuty.lessonId, lessonId));
  return new Map(rows.map(({ sessionId, onDuty }) => [sessionId, onDuty]));
}

export async function saveDuty(
  queries: Queries,
  row: { lessonId: string; sessionId: string; onDuty: boolean; at: Date },
): Promise<void> {
  const { onDuty, at } = row;
  await queries
    .insert(patrolDuty)
    .values(row)
    .onConflictDoUpdate({ target: [patrolDuty.lessonId, patrolDuty.sessionId], set: { onDuty, at } });
}
