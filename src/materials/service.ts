import type { Participant } from '../contract/identity.ts';
import type { Material } from '../contract/materials.ts';
import type { Clock } from '../lib/clock.ts';
import { tellCourse, tellOrganisers } from '../lib/course-scope.ts';
import { AppError } from '../lib/errors.ts';
import type { Fanout, RawWire } from '../lib/feature.ts';
import type { Logger } from '../lib/logger.ts';
import type { Scan } from '../lib/scan.ts';
import { changedFields, writeAudit } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import { isShown } from './content.ts';
import { sendFile } from './file-answer.ts';
import * as receipts from './receipts.ts';
import * as repository from './repository.ts';
import type { Vault } from './vault.ts';

export interface MaterialDependencies {
  store: Store;
  clock: Clock;
  fanout: Fanout;
  log: Logger;
  /** Each file is looked at before anybody gets to see it. */
  scan: Scan;
  /** Throws `not_found`. */
  requireCourse: (courseId: string) => Promise<unknown>;
}

export interface MaterialChange {
  title?: string | undefined;
  lessonId?: string | null | undefined;
  visibleFrom?: number | undefined;
}

/** The materials of courses: who may see which, and who has which. */
export class Materials {
  readonly #deps: MaterialDependencies;
  readonly #vault: Vault;

  constructor(deps: MaterialDependencies, vault: Vault) {
    this.#deps = deps;
    this.#vault = vault;
  }

  /** Throws `not_found`. */
  async list(
    participant: Participant,
    courseId: string,
  ): Promise<{ materials: Material[]; nextVisibleAt: number | null }> {
    await this.#deps.requireCourse(courseId);
    const { db } = this.#deps.store;
    const now = new Date(this.#deps.clock.now());
    const seesAll = participant.role === 'organiser';
    const [rows, next] = await Promise.all([
      repository.findMaterials(db, courseId, seesAll ? null : now),
      repository.findNextVisible(db, courseId, now),
    ]);
    const reader = receipts.readerOf(participant);
    const ids = rows.map(({ id }) => id);
    const received = reader ? await receipts.findReceived(db, ids, reader) : new Map<string, number>();
    return {
      materials: rows.map((row) => toMaterial(row, participant, received.get(row.id) ?? null)),
      nextVisibleAt: next?.getTime() ?? null,
    };
  }

  /** Throws `not_found`. */
  async figures(courseId: string) {
    await this.#deps.requireCourse(courseId);
    return receipts.countReceived(this.#deps.store.db, courseId);
  }

  /** Throws `not_found`. */
  async receipts(courseId: string, materialId: string) {
    const row = await repository.findMaterial(this.#deps.store.db, materialId);
    if (row?.courseId !== courseId || !repository.ready(row)) throw new AppError('not_found');
    return receipts.findReceipts(this.#deps.store.db, courseId, materialId);
  }

  /** Committed when it resolves. Throws `not_found`. */
  async change(
    by: Participant,
    courseId: string,
    materialId: string,
    { title, lessonId, visibleFrom }: MaterialChange,
  ): Promise<Material> {
    const changed = await this.#deps.store.transaction(async (queries) => {
      const before = await this.#lock(queries, courseId, materialId);
      if (lessonId) await requireLesson(queries, courseId, lessonId);
      const after = await repository.changeMaterial(queries, materialId, {
        title: title ?? before.title,
        lessonId: lessonId === undefined ? before.lessonId : lessonId,
        visibleFrom: visibleFrom === undefined ? before.visibleFrom : new Date(visibleFrom),
      });
      if (!after) throw new AppError('not_found');
      const difference = changedFields(audited(before), audited(after));
      if (difference) {
        await writeAudit(queries, by, [
          { courseId, action: 'material.changed', recordId: materialId, ...difference },
        ]);
      }
      return after;
    });
    this.changed(courseId);
    return toMaterial(changed, by, null);
  }

  /** Removes the record first: a file that nobody knows is cleaner than a record without its file. Throws `not_found`. */
  async remove(by: Participant, courseId: string, materialId: string): Promise<void> {
    const row = await this.#deps.store.transaction(async (queries) => {
      const before = await this.#lock(queries, courseId, materialId);
      await repository.deleteMaterial(queries, materialId);
      await writeAudit(queries, by, [
        { courseId, action: 'material.removed', recordId: materialId, before: audited(before) },
      ]);
      return before;
    });
    await this.#vault.remove(row.storedAs);
    this.changed(courseId);
  }

  /** Sends the file and notes who has it. Throws `not_found`, also for what is not visible yet. */
  async send(participant: Participant, materialId: string, download: boolean, wire: RawWire): Promise<void> {
    const { store, clock, log, fanout } = this.#deps;
    const row = await repository.findMaterial(store.db, materialId);
    const file = row && repository.ready(row);
    if (!file || !mayOpen(participant, file, clock.now())) throw new AppError('not_found');
    if (!(await this.#vault.has(file.storedAs))) {
      log.error({ material: materialId }, 'the file of a material is missing');
      throw new AppError('not_found');
    }
    const reader = wire.request.method === 'GET' ? receipts.readerOf(participant) : null;
    const at = () => new Date(clock.now());
    let news = reader !== null && (await receipts.noteOpened(store.db, materialId, reader, at()));
    const { fileName, size, mediaType } = file;
    const path = this.#vault.pathOf(file.storedAs);
    const whole = await sendFile(wire, { path, size, etag: `"${file.id}"`, mediaType, fileName, download });
    if (whole && reader) news = (await receipts.noteReceived(store.db, materialId, reader, at())) || news;
    const { courseId } = file;
    if (news) tellOrganisers(fanout, courseId, 'materials.received', { courseId });
  }

  /** Tells everybody in the course to look again. */
  changed(courseId: string): void {
    tellCourse(this.#deps.fanout, courseId, 'materials.changed', { courseId });
  }

  async #lock(queries: Queries, courseId: string, materialId: string): Promise<repository.ReadyMaterial> {
    const row = await repository.lockMaterial(queries, materialId);
    const file = row && repository.ready(row);
    if (!file || file.courseId !== courseId) throw new AppError('not_found');
    return file;
  }
}

/** Throws `not_found`. */
export async function requireLesson(queries: Queries, courseId: string, lessonId: string): Promise<void> {
  if (!(await repository.isLessonOf(queries, courseId, lessonId))) throw new AppError('not_found');
}

/** What the audit says of a material: nothing of where it lies. */
export function audited(row: repository.MaterialRow): Readonly<Record<string, unknown>> {
  const { title, lessonId, fileName, size, visibleFrom } = row;
  return { title, lessonId, fileName, size, visibleFrom: visibleFrom.getTime() };
}

function mayOpen(participant: Participant, file: repository.ReadyMaterial, now: number): boolean {
  if (participant.courseId !== null && participant.courseId !== file.courseId) return false;
  return participant.role === 'organiser' || file.visibleFrom.getTime() <= now;
}

function toMaterial(
  row: repository.ReadyMaterial,
  { sessionId }: Participant,
  receivedAt: number | null,
): Material {
  const { id, lessonId, title, fileName, kind, mediaType, size } = row;
  return {
    id,
    lessonId,
    title,
    fileName,
    kind,
    mediaType,
    size,
    visibleFrom: row.visibleFrom.getTime(),
    addedAt: row.createdAt.getTime(),
    path: `/api/materials/${id}/file?session=${sessionId}`,
    inline: isShown(mediaType),
    receivedAt,
  };
}
