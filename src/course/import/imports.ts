import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ImportKind, ImportRow, ImportView } from '../../contract/import.ts';
import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import type { Queries, Store } from '../../store/port.ts';
import { writeAudit } from '../../store/audit.ts';
import type { Following } from '../records/roster.ts';
import { RosterReader } from './reader.ts';
import { Refusal } from './refusal.ts';
import * as repository from './repository.ts';
import type { ToWorker } from './worker-api.ts';

/** Milliseconds after which a file that nobody confirmed is forgotten. */
const keptFor = 24 * 3600 * 1000;

/** Files of branches and trainees: read and checked first, written when somebody has looked at the result. */
export class Imports {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #reader: RosterReader;
  readonly #following: Following;

  constructor(store: Store, clock: Clock, following: Following, reader = new RosterReader()) {
    this.#store = store;
    this.#clock = clock;
    this.#following = following;
    this.#reader = reader;
  }

  /** Reads a file and keeps what would become of its rows. Throws `import_refused`, `not_found`, `too_large`. */
  async read(
    wanted: { courseId: string; sessionId: string; kind: ImportKind; fileName: string },
    file: AsyncIterable<Uint8Array>,
  ): Promise<ImportView> {
    const folder = await mkdtemp(join(tmpdir(), 'plenum-import-'));
    try {
      const path = join(folder, 'file');
      await pipeline(file, createWriteStream(path, { mode: 0o600 }));
      return await this.#check(wanted, path);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw new AppError('import_refused', { reason: error.reason, ...error.details }, { cause: error });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Throws `not_found`. */
  async find(courseId: string, importId: string): Promise<ImportView> {
    return toView(found(await repository.findImport(this.#store.db, courseId, importId)));
  }

  /** Throws `not_found`. */
  async rows(
    courseId: string,
    importId: string,
    page: { state: ImportRow['state'] | undefined; offset: number; limit: number },
  ): Promise<{ rows: ImportRow[]; total: number }> {
    await this.find(courseId, importId);
    const { db: queries, seal } = this.#store;
    return repository.findRows({ queries, seal }, importId, page);
  }

  /**
   * Writes the rows in one transaction; a second call changes nothing. Throws `not_found`, `import_has_problems`, and
   * `conflict` when the course's records changed since the file was checked against them.
   */
  async confirm(
    courseId: string,
    importId: string,
    { sessionId, skipProblems }: { sessionId: string; skipProblems: boolean },
  ): Promise<ImportView> {
    const at = new Date(this.#clock.now());
    let done = (): void => undefined;
    const confirmed = await this.#store.transaction(async (queries) => {
      const revision = await repository.lockRoster(queries, courseId);
      const record = found(await repository.findImport(queries, courseId, importId));
      const view = toView(record);
      if (view.confirmed) return view;
      if (view.counts.problem > 0 && !skipProblems) throw new AppError('import_has_problems');
      if (record.basis !== revision) throw new AppError('conflict', { reason: 'roster_changed' });
      const write = { importId, courseId, sessionId };
      if (record.kind === 'branches') await repository.writeBranches(queries, write);
      else await repository.writeTrainees(queries, write);
      await writeAudit(queries, { sessionId }, [
        {
          courseId,
          action: 'import.confirmed',
          recordId: importId,
          after: { kind: record.kind, fileName: record.fileName, ...view.counts },
        },
      ]);
      const changed = await repository.findChanged(queries, importId);
      const of = record.kind === 'branches' ? { branches: changed } : { trainees: changed };
      done = await this.#following(queries, courseId, of);
      await repository.markConfirmed(queries, write, at);
      return { ...view, confirmed: true };
    });
    done();
    return confirmed;
  }

  /** Throws `not_found`. */
  async remove(courseId: string, importId: string): Promise<void> {
    const { confirmed } = await this.find(courseId, importId);
    if (!confirmed) await repository.removeImport(this.#store.db, importId);
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  async #check(
    wanted: { courseId: string; sessionId: string; kind: ImportKind; fileName: string },
    path: string,
  ): Promise<ImportView> {
    const { db } = this.#store;
    const { courseId, kind } = wanted;
    const basis = await repository.rosterRevision(db, courseId);
    if (basis === undefined) throw new AppError('not_found');
    const now = this.#clock.now();
    const record = { ...wanted, id: newId(), createdAt: new Date(now), basis };
    await repository.removeOld(db, { ...wanted, before: new Date(now - keptFor) });
    await repository.insertImport(db, record);
    try {
      const known = knownRecords(db, courseId, kind);
      const onRows = (json: string) => repository.insertRows(db, record.id, json);
      const sealKey = this.#store.seal.keyForThread();
      const summary = await this.#reader.read({ kind, path, courseId, sealKey, known, onRows });
      await repository.finishImport(db, record.id, summary);
      return toView({ ...record, summary, confirmedAt: null });
    } catch (error) {
      await repository.removeImport(db, record.id);
      throw error;
    }
  }
}

async function* knownRecords(
  queries: Queries,
  courseId: string,
  kind: ImportKind,
): AsyncIterable<Extract<ToWorker, { type: 'branches' | 'trainees' }>> {
  yield { type: 'branches', branches: await repository.knownBranches(queries, courseId) };
  if (kind === 'branches') return;
  for await (const trainees of repository.knownTrainees(queries, courseId))
    yield { type: 'trainees', trainees };
}

function toView({ id, kind, fileName, summary, confirmedAt }: repository.ImportRecord): ImportView {
  if (!summary) throw new AppError('not_found');
  return { id, kind, fileName, ...summary, confirmed: confirmedAt !== null };
}

function found<T>(record: T | undefined): T {
  if (record === undefined) throw new AppError('not_found');
  return record;
}
