import type { Participant } from '../contract/identity.ts';
import type { ClassroomView } from '../lib/live-classroom.ts';
import { AppError } from '../lib/errors.ts';
import { writeAudit } from '../store/audit.ts';
import type { Store } from '../store/port.ts';
import { deal } from './dealing.ts';
import * as records from './round-records.ts';
import { RoundRun } from './round-run.ts';
import type { Room } from './room.ts';

/** A round that is to be started. */
export interface Wanted {
  roundId: string;
  ports: boolean;
  plannedMinute: number | null;
  /** Null for a planned one. */
  by: Participant | null;
}

/** What a new round is made of. */
export interface RoundGround {
  store: Store;
  lesson: ClassroomView['lesson'];
  /** All rooms of the lesson, ports among them. */
  rooms: Iterable<Room>;
  /** The sessions on duty, among whom the rooms are dealt out. */
  onDuty: readonly string[];
  number: number;
  startedAt: Date;
}

/** Puts a new round on record, and ends the one before. Throws `conflict` for an id that is another round's. */
export async function startRound(
  { roundId, ports, plannedMinute, by }: Wanted,
  { store, lesson, rooms, onDuty, number, startedAt }: RoundGround,
): Promise<RoundRun> {
  const { id: lessonId, courseId } = lesson;
  const tiles = dealtOut(
    [...rooms].filter(({ record }) => ports || record.of === 'branch'),
    onDuty,
  );
  const row = { id: roundId, courseId, lessonId, number, plannedMinute, ports, startedAt, endedAt: null };
  await store.transaction(async (queries) => {
    await records.endRounds(queries, lessonId, startedAt);
    if (!(await records.insertRound(queries, row))) throw new AppError('conflict');
    await records.insertRoundTiles(
      queries,
      tiles.map((tile) => ({ ...tile, roundId })),
    );
    const after = { number, ports, rooms: tiles.length };
    const entry = { courseId, action: 'round.started', recordId: roundId, after };
    if (by) await writeAudit(queries, by, [entry]);
  });
  return new RoundRun(row, tiles, []);
}

function dealtOut(
  rooms: readonly Room[],
  onDuty: readonly string[],
): { tileId: string; name: string; place: number; assignedTo: string | null }[] {
  const dealt = deal(
    rooms.map(({ record: { tileId } }) => ({ tileId, assignedTo: null })),
    onDuty,
  );
  return rooms.map(({ record: { tileId, name } }, place) => ({
    tileId,
    name,
    place,
    assignedTo: dealt.get(tileId) ?? null,
  }));
}
