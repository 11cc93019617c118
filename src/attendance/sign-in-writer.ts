import { Gathered } from '../lib/gathered.ts';
import { newId } from '../lib/ids.ts';
import type { Queries, Store } from '../store/port.ts';
import { findRequestsOf, insertRequests, type RequestRow } from './request-repository.ts';
import { claimDevices, findSignInsOf, insertSignIns, type SignInRow } from './sign-in-repository.ts';

/** Sign-ins of one transaction: short enough to be built within a few milliseconds. */
const rowsPerBatch = 150;

/** What became of a sign-in. `isNew` is false for one that was on record before. */
export type Written =
  | { state: 'signedIn'; row: SignInRow; isNew: boolean }
  | { state: 'waiting'; row: RequestRow; isNew: boolean };

/**
 * Writes sign-ins that come close together in one transaction. Each is told of its own commit. A device signs in one person
 * in a lesson; anybody else on it becomes a request, unless the liaison has confirmed them on this device before.
 */
export class SignInWriter {
  readonly #gathered: Gathered<SignInRow, Written>;

  constructor(store: Store) {
    this.#gathered = new Gathered({
      atOnce: rowsPerBatch,
      write: async (batch) => {
        const written = await store.transaction((queries) => writeSignIns(queries, batch));
        return batch.map((row) => {
          const found = written.get(keyOf(row));
          if (!found) throw new Error('a sign-in was neither written nor found');
          // Two taps in one batch are one sign-in: it is new to one of them.
          written.set(keyOf(row), { ...found, isNew: false });
          return found;
        });
      },
    });
  }

  /** Resolves when it is committed. */
  write(row: SignInRow): Promise<Written> {
    return this.#gathered.add(row);
  }

  /** Resolves when nothing is being written any more. */
  idle(): Promise<void> {
    return this.#gathered.idle();
  }
}

/** What became of each, by `keyOf`. The same person and window twice in a batch is one. */
async function writeSignIns(queries: Queries, batch: readonly SignInRow[]): Promise<Map<string, Written>> {
  const rows = [...new Map(batch.map((row) => [keyOf(row), row])).values()];
  const strangers = await strangersOf(queries, rows);
  const fine = rows.filter((row) => !strangers.has(keyOf(row)));
  const written = new Map<string, Written>();
  for (const row of await insertSignIns(queries, fine)) {
    written.set(keyOf(row), { state: 'signedIn', row, isNew: true });
  }
  const missing = rows.filter((row) => !written.has(keyOf(row)));
  const keys = new Set(missing.map(keyOf));
  for (const row of await findSignInsOf(queries, missing)) {
    if (keys.has(keyOf(row))) written.set(keyOf(row), { state: 'signedIn', row, isNew: false });
  }
  const asking = missing.filter((row) => !written.has(keyOf(row)));
  for (const [key, request] of await ask(queries, asking, strangers)) written.set(key, request);
  return written;
}

/** Those whose device was somebody else's in this lesson, with who that is. */
async function strangersOf(queries: Queries, rows: readonly SignInRow[]): Promise<Map<string, string>> {
  const claims = rows.flatMap(({ lessonId, deviceId, traineeId }) =>
    deviceId === null ? [] : [{ lessonId, deviceId, traineeId }],
  );
  const owners = await claimDevices(queries, claims);
  const strangers = new Map<string, string>();
  for (const row of rows) {
    const owner = owners.get(`${row.lessonId} ${row.deviceId ?? ''}`);
    if (owner !== undefined && owner !== row.traineeId) strangers.set(keyOf(row), owner);
  }
  const asking = rows.filter((row) => strangers.has(keyOf(row)));
  for (const request of await findRequestsOf(queries, asking)) {
    if (request.state !== 'confirmed') continue;
    for (const row of asking) {
      const sameDevice = row.deviceId === request.deviceId && row.lessonId === request.lessonId;
      if (sameDevice && row.traineeId === request.traineeId) strangers.delete(keyOf(row));
    }
  }
  return strangers;
}

async function ask(
  queries: Queries,
  rows: readonly SignInRow[],
  strangers: ReadonlyMap<string, string>,
): Promise<Map<string, Written>> {
  const wanted = rows.flatMap((row) => {
    const { lessonId, windowId, traineeId, branchId, branchName, elsewhere, method, at, lateMinutes } = row;
    const { sessionId, deviceId } = row;
    const otherTraineeId = strangers.get(keyOf(row));
    if (deviceId === null || otherTraineeId === undefined) return [];
    const of = { lessonId, windowId, traineeId, deviceId, otherTraineeId, branchId, branchName };
    return [{ id: newId(), ...of, elsewhere, method, at, lateMinutes, sessionId }];
  });
  const inserted = new Set((await insertRequests(queries, wanted)).map(({ id }) => id));
  const found = await findRequestsOf(queries, rows);
  return new Map(
    found.map((row) => [keyOf(row), { state: 'waiting' as const, row, isNew: inserted.has(row.id) }]),
  );
}

function keyOf(row: Pick<SignInRow, 'lessonId' | 'windowId' | 'traineeId'>): string {
  return `${row.lessonId} ${row.windowId} ${row.traineeId}`;
}
