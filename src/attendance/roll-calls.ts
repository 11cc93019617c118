import { attendanceLimits, type MarkState, type RollCall } from '../contract/attendance.ts';
import type { Participant } from '../contract/identity.ts';
import type { Clock } from '../lib/clock.ts';
import { liaisonAudience } from '../lib/course-scope.ts';
import { AppError } from '../lib/errors.ts';
import type { Fanout } from '../lib/feature.ts';
import { newId } from '../lib/ids.ts';
import type { Scan } from '../lib/scan.ts';
import type { Queries, Store } from '../store/port.ts';
import { noteChanges } from './changes.ts';
import type { Lessons } from './lessons.ts';
import type { AttendanceNews } from './news.ts';
import { isPhoto } from './photos.ts';
import { branchOf, findRoomTrainees, roomOf, type RoomAddress } from './room-access.ts';
import * as repository from './room-repository.ts';

export interface RollCallDependencies {
  store: Store;
  clock: Clock;
  fanout: Fanout;
  lessons: Lessons;
  news: AttendanceNews;
  /** Each photo is looked at before anybody gets to see it. */
  scan: Scan;
}

/** What a liaison says of the room. */
export interface CalledRoom {
  revision: number;
  marks: readonly { traineeId: string; state: MarkState }[];
  heads: number | null;
  note: string;
  photoId: string | null;
  signOff: boolean;
  reason: string;
}

/** Roll calls of rooms, with their photos. */
export class RollCalls {
  readonly #deps: RollCallDependencies;

  constructor(deps: RollCallDependencies) {
    this.#deps = deps;
  }

  /**
   * Keeps the roll call. Committed when it resolves. Throws `not_found`, `conflict`, `reason_required`, and `invalid_input`
   * for people of other rooms.
   */
  async call(address: RoomAddress, called: CalledRoom, by: Participant) {
    const { store, clock, news, fanout } = this.#deps;
    const { lesson } = await roomOf(this.#deps.lessons, address, by);
    const { courseId, lessonId, branchId } = address;
    const now = clock.now();
    const people = await repository.findTrainees(store.db, { courseId, branchId });
    const known = new Set(people.map(({ id }) => id));
    if (called.marks.some(({ traineeId }) => !known.has(traineeId))) {
      throw new AppError('invalid_input', { path: 'marks' });
    }
    await this.#ownPhoto(address, called.photoId);
    const rollCall = await store.transaction((queries) => this.#keep(queries, { address, called, by, now }));
    news.changed(courseId, lessonId);
    fanout.notice(liaisonAudience(courseId, branchId), 'attendance.roomChanged', { lessonId, branchId });
    return { rollCall, trainees: await findRoomTrainees(store.db, lesson, branchId) };
  }

  /** Keeps a photo of the room. Throws `not_found`, `photo_refused`, `rate_limited` with too many, and as `Scan` does. */
  async addPhoto(address: RoomAddress, content: Buffer, by: Participant): Promise<string> {
    const { store, clock } = this.#deps;
    await roomOf(this.#deps.lessons, address, by);
    const { lessonId, branchId } = address;
    if (!isPhoto(content)) throw new AppError('photo_refused');
    if ((await repository.countPhotos(store.db, lessonId, branchId)) >= attendanceLimits.photos) {
      throw new AppError('rate_limited');
    }
    await this.#deps.scan(() => [content]);
    const id = newId();
    await repository.insertPhoto(store.db, { id, lessonId, branchId, at: new Date(clock.now()), content });
    return id;
  }

  /** Throws `not_found`, also for a photo of a branch that is not theirs. */
  async photo(photoId: string, by: Participant): Promise<Buffer> {
    const row = await repository.findPhoto(this.#deps.store.db, photoId);
    if (!row) throw new AppError('not_found');
    branchOf(await this.#deps.lessons.of(row.lessonId), row.branchId, by);
    return row.content;
  }

  async #keep(
    queries: Queries,
    { address, called, by, now }: { address: RoomAddress; called: CalledRoom; by: Participant; now: number },
  ): Promise<RollCall> {
    const { lessonId, branchId } = address;
    const before = await repository.findRollCalls(queries, lessonId, branchId);
    const last = before.get(branchId) ?? repository.noRollCall(branchId);
    if (last.revision !== called.revision) throw new AppError('conflict');
    const ids = called.marks.map(({ traineeId }) => traineeId);
    const marks = await repository.findMarks(queries, lessonId, ids);
    const changed = called.marks.filter(({ traineeId, state }) => marks.get(traineeId)?.state !== state);
    const isOther = changed.length > 0 || called.heads !== last.heads || called.note !== last.note;
    if (last.signedOffAt !== null && isOther && called.reason === '') throw new AppError('reason_required');
    // What was signed off stays so: a change of it is signed by whoever made it.
    const signed = called.signOff || last.signedOffAt !== null;
    const row = {
      ...{ lessonId, branchId, heads: called.heads, note: called.note, photoId: called.photoId },
      revision: called.revision + 1,
      signedOffAt: signed ? new Date(now) : null,
      signedOffBy: signed ? by.name : null,
    };
    if (!(await repository.saveRollCall(queries, called.revision, row))) throw new AppError('conflict');
    const newest = [...new Map(changed.map((one) => [one.traineeId, one])).values()];
    const rows = newest.map((one) => ({ ...one, lessonId, branchId, at: new Date(now), byName: by.name }));
    await repository.saveMarks(queries, rows);
    const { reason } = called;
    await noteChanges(queries, { lessonId, by, at: now }, [
      ...newest.map(({ traineeId, state }) => {
        const previous = marks.get(traineeId)?.state ?? null;
        return { what: 'marked' as const, traineeId, branchId, before: previous, after: state, reason };
      }),
      ...(signed ? [{ what: 'signedOff' as const, branchId, ...headsOf(last, called), reason }] : []),
    ]);
    const { heads, note, photoId, revision, signedOffBy } = row;
    return { branchId, heads, note, photoId, revision, signedOffBy, signedOffAt: signed ? now : null };
  }

  async #ownPhoto({ lessonId, branchId }: RoomAddress, photoId: string | null): Promise<void> {
    if (photoId === null) return;
    const photo = await repository.findPhoto(this.#deps.store.db, photoId);
    if (photo?.lessonId !== lessonId || photo.branchId !== branchId) {
      throw new AppError('invalid_input', { path: 'photoId' });
    }
  }
}

function headsOf(last: RollCall, called: CalledRoom): { before: string | null; after: string | null } {
  const text = (heads: number | null): string | null => (heads === null ? null : String(heads));
  return { before: text(last.heads), after: text(called.heads) };
}
