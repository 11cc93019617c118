import { and, count, eq, isNotNull, isNull, lt } from 'drizzle-orm';
import type { Participant } from '../contract/identity.ts';
import type { MaterialKind } from '../contract/materials.ts';
import { limits } from '../contract/limits.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { RawWire } from '../lib/feature.ts';
import { newId } from '../lib/ids.ts';
import type { Logger } from '../lib/logger.ts';
import type { Queries, Store } from '../store/port.ts';
import { messageFile, messagePost } from '../store/schema/index.ts';
import { reachThread } from './threads.ts';
import { viewerOf } from '../lib/viewer.ts';

/** Where files lie and what is looked for in them; the materials room provides it. */
export interface FileRoom {
  isAcceptable(fileName: string): boolean;
  isShown(mediaType: string): boolean;
  hasRoomFor(bytes: number): Promise<boolean>;
  received(fileId: string): Promise<number>;
  append(
    fileId: string,
    at: { offset: number; size: number },
    piece: AsyncIterable<Uint8Array>,
  ): Promise<number>;
  /** Throws `file_refused`, and as `Scan` does. */
  keep(fileId: string, fileName: string): Promise<{ kind: MaterialKind; mediaType: string }>;
  send(
    wire: RawWire,
    file: { fileId: string; fileName: string; mediaType: string; size: number; download: boolean },
  ): Promise<boolean>;
  remove(fileId: string): Promise<void>;
}

export interface FileDependencies {
  store: Store;
  clock: Clock;
  log: Logger;
  files: FileRoom;
}

type FileRow = typeof messageFile.$inferSelect;

/** Files of one person that are in no post yet: one is being sent, and some others were given up. */
const mostUnused = 6;
/** Milliseconds after which a file that is in no post is removed. */
const unusedFor = 24 * 3_600_000;
/** Milliseconds between two looks for such files. */
const expiryInterval = 15 * 60_000;

/** Files and pictures on their way into posts. */
export class MessageFiles {
  readonly #deps: FileDependencies;
  readonly #timer: NodeJS.Timeout;

  constructor(deps: FileDependencies) {
    this.#deps = deps;
    this.#timer = setInterval(() => void this.expire().catch(this.#cannotExpire), expiryInterval);
    this.#timer.unref();
  }

  /**
   * Begins a file or finds it again. Throws `file_refused`, `storage_full`, `rate_limited` with too many unused, and as `Scan` does
   * for one that has arrived.
   */
  async begin(
    by: Participant,
    courseId: string,
    wanted: { clientId: string; fileName: string; size: number },
  ): Promise<{ fileId: string; received: number; pieceBytes: number; ready: boolean }> {
    const { store, files, clock } = this.#deps;
    if (!files.isAcceptable(wanted.fileName)) throw new AppError('file_refused');
    const sender = viewerOf(by);
    let row = await this.#find(courseId, sender, wanted.clientId);
    if (!row) {
      if (!(await files.hasRoomFor(wanted.size))) throw new AppError('storage_full');
      const [unused] = await store.db
        .select({ total: count() })
        .from(messageFile)
        .where(and(eq(messageFile.sender, sender), isNull(messageFile.postId)));
      if ((unused?.total ?? 0) >= mostUnused) throw new AppError('rate_limited');
      await store.db
        .insert(messageFile)
        .values({ id: newId(), courseId, sender, ...wanted, createdAt: new Date(clock.now()) })
        .onConflictDoNothing();
      row = await this.#find(courseId, sender, wanted.clientId);
    }
    // The same id for another file is a mistake of the page.
    if (row?.size !== wanted.size || row.fileName !== wanted.fileName) throw new AppError('invalid_input');
    const received = await files.received(row.id);
    const isLeft = row.kind === null && received === row.size;
    // All of it is here, and only the scanner was away when the last of it came.
    if (isLeft) await this.#look(row);
    const ready = isLeft || row.kind !== null;
    return { fileId: row.id, received, pieceBytes: limits.messagePieceBytes, ready };
  }

  /**
   * Takes a piece; with the last one the file is looked into. Throws `not_found`, `file_refused` and as `Scan` does; after
   * `scanner_away`, beginning it again has it looked into.
   */
  async take(
    by: Participant,
    courseId: string,
    { fileId, offset }: { fileId: string; offset: number },
    piece: AsyncIterable<Uint8Array>,
  ): Promise<{ received: number; ready: boolean }> {
    const { store, files } = this.#deps;
    const [row] = await store.db.select().from(messageFile).where(eq(messageFile.id, fileId));
    if (!row || row.courseId !== courseId || row.sender !== viewerOf(by)) throw new AppError('not_found');
    if (row.kind !== null) return { received: row.size, ready: true };
    const { size } = row;
    const received = await files.append(fileId, { offset, size }, piece);
    if (received < size) return { received, ready: false };
    await this.#look(row);
    return { received, ready: true };
  }

  /** Puts a file into its post, in the post's transaction. Throws `not_found` unless it is the author's own and unused. */
  async attach(queries: Queries, fileId: string, post: { id: string; author: string }): Promise<void> {
    const attached = await queries
      .update(messageFile)
      .set({ postId: post.id })
      .where(
        and(
          eq(messageFile.id, fileId),
          eq(messageFile.sender, post.author),
          isNull(messageFile.postId),
          // Without a kind it is not complete.
          isNotNull(messageFile.kind),
        ),
      )
      .returning({ id: messageFile.id });
    if (attached.length === 0) throw new AppError('not_found');
  }

  /** Sends a file to somebody who may read its post. Throws `not_found`. */
  async send(by: Participant, fileId: string, download: boolean, wire: RawWire): Promise<void> {
    const { store, files, log } = this.#deps;
    const [row] = await store.db
      .select({ file: messageFile, post: messagePost })
      .from(messageFile)
      .innerJoin(messagePost, eq(messagePost.id, messageFile.postId))
      .where(eq(messageFile.id, fileId));
    if (!row || row.post.removedAt !== null || row.file.mediaType === null) throw new AppError('not_found');
    await reachThread(store.db, by, row.file.courseId, row.post.threadId);
    const { fileName, mediaType, size } = row.file;
    if (await files.send(wire, { fileId, fileName, mediaType, size, download })) return;
    log.error({ file: fileId }, 'the file of a post is missing');
    throw new AppError('not_found');
  }

  /** Removes files that came into no post in time, and those whose posts are gone with their course. */
  async expire(): Promise<void> {
    const before = new Date(this.#deps.clock.now() - unusedFor);
    const rows = await this.#deps.store.db
      .select()
      .from(messageFile)
      .where(and(isNull(messageFile.postId), lt(messageFile.createdAt, before)));
    for (const row of rows) await this.#drop(row);
  }

  /** Takes the files of a course out of the records; the answer removes them from the disk, once that is committed. */
  async letGo(queries: Queries, courseId: string): Promise<() => void> {
    const rows = await queries
      .delete(messageFile)
      .where(eq(messageFile.courseId, courseId))
      .returning({ id: messageFile.id });
    return () => {
      for (const { id } of rows) this.#deps.files.remove(id).catch(this.#cannotExpire);
    };
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Looks into a file of which all has arrived. What is refused is gone; what the scanner has not seen yet stays. */
  async #look(row: FileRow): Promise<void> {
    const { store, files } = this.#deps;
    try {
      const content = await files.keep(row.id, row.fileName);
      await store.db.update(messageFile).set(content).where(eq(messageFile.id, row.id));
    } catch (error) {
      if (error instanceof AppError && error.code !== 'scanner_away') await this.#drop(row);
      throw error;
    }
  }

  async #find(courseId: string, sender: string, clientId: string): Promise<FileRow | undefined> {
    const [row] = await this.#deps.store.db
      .select()
      .from(messageFile)
      .where(
        and(
          eq(messageFile.courseId, courseId),
          eq(messageFile.sender, sender),
          eq(messageFile.clientId, clientId),
        ),
      );
    return row;
  }

  /** The record first: a file that nobody knows is cleaner than a record without its file. */
  async #drop(row: FileRow): Promise<void> {
    const gone = await this.#deps.store.db
      .delete(messageFile)
      .where(and(eq(messageFile.id, row.id), isNull(messageFile.postId)))
      .returning({ id: messageFile.id });
    if (gone.length > 0) await this.#deps.files.remove(row.id);
  }

  readonly #cannotExpire = (error: unknown): void => {
    this.#deps.log.error({ err: error }, 'unused files of posts could not be removed');
  };
}
