import { createReadStream } from 'node:fs';
import { FileStore } from '@tus/file-store';
import { Server, Upload } from '@tus/server';
import type { Participant } from '../contract/identity.ts';
import { AppError } from '../lib/errors.ts';
import type { RawWire } from '../lib/feature.ts';
import { newId } from '../lib/ids.ts';
import { KeyedQueue } from '../lib/keyed-queue.ts';
import { toWireError } from '../lib/wire-error.ts';
import { writeAudit, type Actor } from '../store/audit.ts';
import type { Queries } from '../store/port.ts';
import { inspect, isAcceptableName, isWaiting } from './content.ts';
import * as repository from './repository.ts';
import { audited, requireLesson, type MaterialDependencies, type Materials } from './service.ts';
import type { Vault } from './vault.ts';

export interface UploadSettings {
  maxFileMegabytes: number;
  uploadExpiresHours: number;
}

export interface NewUpload {
  fileName: string;
  size: number;
  title?: string | undefined;
  lessonId: string | null;
  visibleFrom?: number | undefined;
  resumeKey: string;
}

/** A request is dropped after 30 s (http/server.ts): two megabytes pass in time on a line of 600 kbit/s. */
const chunkBytes = 2 * 1024 * 1024;
/** Unfinished uploads of a course at a time: each may hold a whole file's room on the disk until it expires. */
const mostUnfinished = 20;
/** Milliseconds between two looks for uploads that were given up. */
const expiryInterval = 15 * 60_000;

/**
 * Uploads that survive a broken line: tus 1.0.0 (https://tus.io/protocols/resumable-upload) carries the bytes. An upload is
 * begun by an ordinary request, so that its size, name and place are checked before a byte is sent.
 */
export class Uploads {
  readonly #deps: MaterialDependencies;
  readonly #settings: UploadSettings;
  readonly #vault: Vault;
  readonly #materials: Materials;
  readonly #files: FileStore;
  readonly #tus: Server;
  /** Completing and removing one upload happen one after the other. */
  readonly #queue = new KeyedQueue();
  readonly #timer: NodeJS.Timeout;

  constructor(
    deps: MaterialDependencies,
    parts: { settings: UploadSettings; vault: Vault; materials: Materials },
  ) {
    this.#deps = deps;
    this.#settings = parts.settings;
    this.#vault = parts.vault;
    this.#materials = parts.materials;
    this.#files = new FileStore({ directory: parts.vault.incoming });
    this.#tus = new Server({
      path: '/api/uploads',
      datastore: this.#files,
      maxSize: this.#maxBytes,
      // Our pages are the only ones that upload.
      allowedOrigins: () => false,
      disableTerminationForFinishedUploads: true,
      onUploadFinish: async (_request, { id }) => {
        await this.#complete(id).catch((error: unknown) => {
          throw this.#refusal(error, id);
        });
        return {};
      },
    });
    this.#timer = setInterval(() => void this.expire().catch(this.#cannotExpire), expiryInterval);
    this.#timer.unref();
  }

  /**
   * Makes room for a file, or finds the unfinished upload of the same one. Throws `too_large`, `file_refused`,
   * `storage_full`, `not_found`, `rate_limited` when too many are unfinished, and as `Scan` does for one that has arrived.
   */
  async begin(
    by: Participant,
    courseId: string,
    wanted: NewUpload,
  ): Promise<{ uploadId: string; expiresAt: number }> {
    await this.#deps.requireCourse(courseId);
    if (wanted.size > this.#maxBytes) throw new AppError('too_large', { maxBytes: this.#maxBytes });
    if (!isAcceptableName(wanted.fileName)) throw new AppError('file_refused');
    const now = this.#deps.clock.now();
    const row = await this.#deps.store.transaction(async (queries) => {
      const since = new Date(now - this.#lifeMs);
      const same = await repository.findUnfinished(queries, { ...wanted, courseId, since });
      if (wanted.lessonId !== null) await requireLesson(queries, courseId, wanted.lessonId);
      const place = {
        title: wanted.title ?? titleOf(wanted.fileName),
        lessonId: wanted.lessonId,
        visibleFrom: new Date(wanted.visibleFrom ?? now),
      };
      if (same) {
        await repository.changeMaterial(queries, same.id, place);
        return same;
      }
      if ((await repository.countUnfinished(queries, courseId)) >= mostUnfinished) {
        throw new AppError('rate_limited');
      }
      const { fileName, size, resumeKey } = wanted;
      const id = newId();
      const fresh = { id, courseId, ...place, fileName, size, resumeKey, storedAs: newId() };
      await repository.insertMaterial(queries, {
        ...fresh,
        createdAt: new Date(now),
        createdBy: by.sessionId,
      });
      return { ...fresh, createdAt: new Date(now) };
    });
    // All of it is here, and only the scanner was away when the last of it came.
    if (await this.#isWhole(row)) await this.#complete(row.id);
    else await this.#makeRoom(row.id, row.size);
    return { uploadId: row.id, expiresAt: row.createdAt.getTime() + this.#lifeMs };
  }

  get chunkBytes(): number {
    return chunkBytes;
  }

  /** Answers a request of the tus protocol. Throws `not_found`. */
  async handle(by: Participant, uploadId: string, wire: RawWire): Promise<void> {
    const row = await repository.findMaterial(this.#deps.store.db, uploadId);
    if (!row || (by.courseId !== null && by.courseId !== row.courseId)) throw new AppError('not_found');
    const { request, response } = wire;
    if (row.readyAt !== null) {
      if (request.method !== 'HEAD') throw new AppError('not_found');
      // The answer to the last bytes was lost on its way: nothing is missing.
      const size = String(row.size);
      response.writeHead(200, { ...tusHeaders, 'upload-offset': size, 'upload-length': size }).end();
      return;
    }
    // All of it had arrived when the server was stopped.
    if (request.method === 'HEAD' && (await this.#isWhole(row))) {
      await this.#complete(uploadId);
      return this.handle(by, uploadId, wire);
    }
    await this.#tus.handle(request, response);
    if (request.method === 'DELETE' && response.statusCode === 204) await this.#drop(uploadId);
  }

  /** The course of an upload; undefined when there is no such upload. */
  async courseOf(uploadId: string): Promise<string | undefined> {
    return (await repository.findMaterial(this.#deps.store.db, uploadId))?.courseId;
  }

  /** Removes uploads that were not completed in time. */
  async expire(): Promise<void> {
    const before = new Date(this.#deps.clock.now() - this.#lifeMs);
    for (const { id } of await repository.findExpired(this.#deps.store.db, before)) await this.#drop(id);
  }

  /**
   * For whoever deletes a course: its materials go in the same transaction, complete or not. What it resolves to removes
   * their files, once that is committed.
   */
  async letGo(queries: Queries, courseId: string, by: Actor): Promise<() => void> {
    const rows = await repository.deleteMaterialsOf(queries, courseId);
    const entries = rows
      .filter(({ readyAt }) => readyAt !== null)
      .map((row) => ({
        courseId,
        action: 'material.removed',
        recordId: row.id,
        before: audited(row),
      }));
    await writeAudit(queries, by, entries);
    return () => {
      // One that is just being completed is removed after that.
      for (const row of rows)
        this.#queue
          .run(row.id, () => this.#removeFiles(row))
          .catch((error: unknown) => {
            this.#deps.log.error(
              { err: error, material: row.id },
              'the file of a deleted course could not be removed',
            );
          });
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#queue.idle();
  }

  get #maxBytes(): number {
    return this.#settings.maxFileMegabytes * 1024 * 1024;
  }

  get #lifeMs(): number {
    return this.#settings.uploadExpiresHours * 3_600_000;
  }

  async #makeRoom(uploadId: string, size: number): Promise<void> {
    const known = await this.#files.configstore.get(uploadId);
    if (known) return;
    if (!(await this.#vault.hasRoomFor(size))) {
      await this.#drop(uploadId);
      throw new AppError('storage_full');
    }
    await this.#files.create(new Upload({ id: uploadId, size, offset: 0 }));
  }

  async #isWhole(row: Pick<repository.MaterialRow, 'id' | 'size' | 'storedAs'>): Promise<boolean> {
    if (await this.#vault.has(row.storedAs)) return true;
    const upload = await this.#files.getUpload(row.id).catch(() => undefined);
    return upload?.offset === row.size;
  }

  /**
   * Checks what has arrived, moves it to its place and shows it. Throws `file_refused` and as `Scan` does: then nothing of it is
   * left, but for `scanner_away`, when it stays where it arrived.
   */
  #complete(uploadId: string): Promise<void> {
    return this.#queue.run(uploadId, async () => {
      const { store, clock } = this.#deps;
      const row = await repository.findMaterial(store.db, uploadId);
      if (!row) throw new AppError('not_found');
      if (row.readyAt !== null) return;
      // A crash between the move and the commit leaves the file in its place already.
      if (!(await this.#vault.has(row.storedAs))) await this.#accept(row);
      const content = await inspect(this.#vault.pathOf(row.storedAs), row.fileName);
      await store.transaction(async (queries) => {
        const readyAt = new Date(clock.now());
        const done = await repository.changeMaterial(queries, uploadId, { ...content, readyAt });
        // Its course was deleted meanwhile.
        if (!done) throw new AppError('not_found');
        await writeAudit(queries, { sessionId: row.createdBy }, [
          { courseId: row.courseId, action: 'material.added', recordId: uploadId, after: audited(row) },
        ]);
      });
      await this.#vault.removeIncoming(uploadId);
      this.#materials.changed(row.courseId);
    });
  }

  async #accept(row: repository.MaterialRow): Promise<void> {
    const path = this.#vault.incomingPath(row.id);
    try {
      await inspect(path, row.fileName);
      await this.#deps.scan(() => createReadStream(path));
    } catch (error) {
      if (!isWaiting(error)) await this.#remove(row);
      throw error;
    }
    await this.#vault.keep(row.id, row.storedAs);
  }

  #drop(uploadId: string): Promise<void> {
    return this.#queue.run(uploadId, async () => {
      const row = await repository.findMaterial(this.#deps.store.db, uploadId);
      if (row && row.readyAt === null) await this.#remove(row);
    });
  }

  async #remove(row: repository.MaterialRow): Promise<void> {
    await repository.deleteMaterial(this.#deps.store.db, row.id);
    await this.#removeFiles(row);
  }

  async #removeFiles(row: repository.MaterialRow): Promise<void> {
    await this.#vault.removeIncoming(row.id);
    await this.#vault.remove(row.storedAs);
  }

  /** What tus answers when completing fails: the same body as every other refusal. */
  #refusal(error: unknown, uploadId: string): Error & { status_code: number; body: string } {
    if (!(error instanceof AppError))
      this.#deps.log.error({ err: error, upload: uploadId, reference: uploadId }, 'an upload failed');
    const status = error instanceof AppError ? error.status : 500;
    const body = JSON.stringify({ error: toWireError(error, uploadId) });
    return Object.assign(new Error('the upload was refused'), { status_code: status, body });
  }

  readonly #cannotExpire = (error: unknown): void => {
    this.#deps.log.error({ err: error }, 'unfinished uploads could not be removed');
  };
}

const tusHeaders = { 'tus-resumable': '1.0.0', 'cache-control': 'no-store' };

/** The file's name without its ending. */
function titleOf(fileName: string): string {
  return fileName.replace(/\.[^.]+$/, '').trim() || fileName;
}
