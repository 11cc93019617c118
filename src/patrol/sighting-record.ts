import type { Participant } from '../contract/identity.ts';
import { AppError } from '../lib/errors.ts';
import type { Queries, Store } from '../store/port.ts';
import * as records from './round-records.ts';

/** What somebody says to have seen. */
export interface Seen {
  /** Made by the page. */
  id: string;
  tileId: string;
  /** A mark or a finding: whether anybody is there to be seen is not for the page to say. */
  kind: 'mark' | 'finding';
  headCount: number | null;
}

/**
 * What goes on record of it.
 * @param where `here`: somebody is connected in the room; a mark of one in which nobody is says that, and not that all is in order
 */
export function sightingOf(
  { id, tileId, kind, headCount }: Seen,
  { sessionId, name }: Participant,
  where: Pick<records.SightingRow, 'lessonId' | 'roundId' | 'here' | 'at'>,
): records.SightingRow {
  const marked = where.here ? 'inOrder' : 'absent';
  const outcome = kind === 'finding' ? kind : marked;
  return { id, tileId, outcome, headCount, sessionId, by: name, ...where };
}

/** What else belongs to the transaction of a new sighting. */
export type AlsoRecord = (queries: Queries, row: records.SightingRow) => Promise<void>;

/**
 * Puts a sighting on record, once for each id.
 * @returns what is on record under its id, and whether it is new
 * @throws `invalid_input` for an id that is another sighting's
 */
export async function recordSighting(
  store: Store,
  row: records.SightingRow,
  alsoRecord?: AlsoRecord,
): Promise<{ row: records.SightingRow; isNew: boolean }> {
  const isNew = await store.transaction(async (queries) => {
    if (!(await records.insertSighting(queries, row))) return false;
    await alsoRecord?.(queries, row);
    return true;
  });
  if (isNew) return { row, isNew };
  const known = await records.findSighting(store.db, row.id);
  const isSame =
    known?.sessionId === row.sessionId && known.tileId === row.tileId && known.lessonId === row.lessonId;
  // The same id for another room, or of a mark for a finding, is a mistake of the page.
  const isOther = !isSame || (known.outcome === 'finding') !== (row.outcome === 'finding');
  if (!known || isOther) throw new AppError('invalid_input');
  return { row: known, isNew };
}
