import { and, asc, eq, isNotNull } from 'drizzle-orm';
import type { Sighting } from '../contract/patrol.ts';
import type { Store } from '../store/port.ts';
import { patrolRound, patrolSighting } from '../store/schema/index.ts';
import { countOpen, findFindings } from './finding-records.ts';

/** That somebody saw a room, as evidence. Times are milliseconds by the server's clock. */
export interface SightingEvidence extends Sighting {
  /** The branch's id; of a port its trainee's. */
  tileId: string;
  /** Somebody was connected there. */
  here: boolean;
  /** Heads that were counted; null when nobody counted. */
  headCount: number | null;
  /** The lesson's round, from 1; null outside of one. */
  round: number | null;
}

/** What other features may know of patrol. All of it is from the records. */
export interface PatrolEvidence {
  /** Everything that was seen in a lesson, in the order of time. A room that is not in it was never seen. */
  seenInLesson(lessonId: string): Promise<SightingEvidence[]>;
  /** How many rounds of a lesson were finished: only then a room that was not seen says something. */
  roundsFinished(lessonId: string): Promise<number>;
  /** The newest look at each room in a lesson, by tile: of those that found somebody there, or else of all. */
  lastSeenOf(lessonId: string): Promise<ReadonlyMap<string, SightingEvidence>>;
  /** How many findings of each room are not settled in a lesson, by tile. */
  openFindings(lessonId: string): Promise<ReadonlyMap<string, number>>;
  /** How many findings of a course wait: for the liaison, and for the organiser. */
  waitingFindings(courseId: string): Promise<{ open: number; answered: number }>;
}

export function createEvidence(store: Store): PatrolEvidence {
  const seenInLesson = async (lessonId: string): Promise<SightingEvidence[]> => {
    const rows = await store.db
      .select({ sighting: patrolSighting, round: patrolRound.number })
      .from(patrolSighting)
      .leftJoin(patrolRound, eq(patrolRound.id, patrolSighting.roundId))
      .where(eq(patrolSighting.lessonId, lessonId))
      .orderBy(asc(patrolSighting.at), asc(patrolSighting.id));
    return rows.map(({ sighting: { tileId, at, by, outcome, here, headCount }, round }) => ({
      tileId,
      at: at.getTime(),
      by,
      outcome,
      here,
      headCount,
      round,
    }));
  };
  return {
    seenInLesson,
    roundsFinished: (lessonId) =>
      store.db.$count(patrolRound, and(eq(patrolRound.lessonId, lessonId), isNotNull(patrolRound.endedAt))),
    lastSeenOf: async (lessonId) => {
      const looks = await seenInLesson(lessonId);
      const newest = [...looks.filter(({ here }) => !here), ...looks.filter(({ here }) => here)];
      return new Map(newest.map((look) => [look.tileId, look]));
    },
    openFindings: (lessonId) => countOpen(store.db, lessonId),
    waitingFindings: async (courseId) => {
      const scope = { courseId, branchId: null };
      const { states } = await findFindings(store.db, scope, { offset: 0, limit: 1 });
      return { open: states.open, answered: states.answered };
    },
  };
}
