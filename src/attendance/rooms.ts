import {
  attendanceLimits,
  type BranchFigures,
  type MarkState,
  type RollCall,
  type RoomTrainee,
  type SignIn,
  type SignInRequest,
} from '../contract/attendance.ts';
import type { Participant } from '../contract/identity.ts';
import { reachesBranch } from '../lib/access.ts';
import type { Clock } from '../lib/clock.ts';
import { liaisonAudience } from '../lib/course-scope.ts';
import { AppError } from '../lib/errors.ts';
import type { Fanout } from '../lib/feature.ts';
import { newId } from '../lib/ids.ts';
import type { Queries, Store } from '../store/port.ts';
import { noteChanges } from './changes.ts';
import type { BranchRow, LessonContext } from './lesson-repository.ts';
import type { Lessons } from './lessons.ts';
import type { AttendanceNews } from './news.ts';
import { isPhoto } from './photos.ts';
import { findReminders } from './reminders.ts';
import * as repository from './room-repository.ts';
import {
  decideRequest,
  findRequest,
  findSignIns,
  insertSignIns,
  showRequests,
  toSignIn,
  type RequestRow,
  type SignInRow,
} from './sign-in-repository.ts';
import type { SignIns } from './sign-ins.ts';
import type { SignInWriter } from './sign-in-writer.ts';

export interface RoomDependencies {
  store: Store;
  clock: Clock;
  fanout: Fanout;
  lessons: Lessons;
  signIns: SignIns;
  writer: SignInWriter;
  news: AttendanceNews;
}

/** A room of a lesson, by its address. */
export interface RoomAddress {
  courseId: string;
  lessonId: string;
  branchId: string;
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

/** The liaison's room: who is missing, people without a phone, and the roll call. */
export class Rooms {
  readonly #deps: RoomDependencies;

  constructor(deps: RoomDependencies) {
    this.#deps = deps;
  }

  /** Throws `not_found`, also for a branch that is not theirs. */
  async read(address: RoomAddress, by: Participant) {
    const { store, lessons, clock } = this.#deps;
    const { lesson, branch } = await this.#room(address, by);
    const { branchId, lessonId } = address;
    const [trainees, requests, rollCalls, reminders] = await Promise.all([
      this.#trainees(store.db, lesson, branchId),
      showRequests(store.db, { lessonId, branchId }),
      repository.findRollCalls(store.db, lessonId, branchId),
      findReminders(store.db, lessonId, [branchId]),
    ]);
    return {
      branchId,
      branchName: branch.name,
      windows: lessons.windows(lesson, `branch:${branchId}`),
      figures: figuresOf(branchId, trainees, requests),
      ...{ trainees, requests },
      rollCall: rollCalls.get(branchId) ?? repository.noRollCall(branchId),
      reminders: reminders.get(branchId) ?? [],
      serverTime: clock.now(),
    };
  }

  /**
   * Signs in somebody of the room without a phone. Throws `not_found`, `sign_in_early`, `sign_in_closed`, and `invalid_input`
   * for people of other rooms.
   */
  async signIn(
    address: RoomAddress,
    { traineeId, windowId }: { traineeId: string; windowId: string },
    by: Participant,
  ): Promise<SignIn> {
    const { store, signIns, writer, clock } = this.#deps;
    const { lesson } = await this.#room(address, by);
    const { branchId, courseId, lessonId } = address;
    const [who] = await repository.findTrainees(store.db, { courseId, branchId, ids: [traineeId] });
    if (!who) throw new AppError('invalid_input', { path: 'traineeId' });
    const person = { traineeId, branchId, sessionId: by.sessionId, port: false };
    const how = { method: 'liaison' as const, byName: by.name, deviceId: null, branchId, windowId };
    const written = await writer.write(signIns.row(lesson, person, { ...how, at: clock.now() }));
    if (written.state === 'signedIn' && written.isNew) {
      const change = { what: 'signedIn' as const, traineeId, branchId, after: 'liaison' };
      await noteChanges(store.db, { lessonId, by, at: clock.now() }, [change]);
    }
    const answer = await signIns.tell(lesson, written, who.port ? null : who.branchId);
    if (answer.state !== 'signedIn') throw new Error('a sign-in without a device became a request');
    return answer.signIn;
  }

  /** Decides about a second person on a device. Throws `not_found`. */
  async decide(
    { courseId, lessonId }: { courseId: string; lessonId: string },
    requestId: string,
    decision: 'confirm' | 'deny',
    by: Participant,
  ): Promise<SignInRequest> {
    const { store, lessons, clock } = this.#deps;
    const lesson = await lessons.inCourse(courseId, lessonId);
    const request = await findRequest(store.db, lessonId, requestId);
    if (!request) throw new AppError('not_found');
    if (request.branchId === null) {
      if (by.role === 'liaison') throw new AppError('not_found');
    } else this.#branch(lesson, request.branchId, by);
    const now = new Date(clock.now());
    const decided = await store.transaction(async (queries) => {
      const state = decision === 'confirm' ? ('confirmed' as const) : ('denied' as const);
      const row = await decideRequest(queries, requestId, { state, decidedBy: by.name, decidedAt: now });
      if (!row) return undefined;
      const { traineeId, branchId } = row;
      await noteChanges(queries, { lessonId, by, at: now.getTime() }, [{ what: state, traineeId, branchId }]);
      const signIn = fromRequest(row, lesson, { at: now, byName: by.name });
      return { row, added: state === 'confirmed' ? await insertSignIns(queries, [signIn]) : [] };
    });
    return this.#decided(lesson, requestId, decided);
  }

  /**
   * Keeps the roll call. Committed when it resolves. Throws `not_found`, `conflict`, `reason_required`, and `invalid_input`
   * for people of other rooms.
   */
  async call(address: RoomAddress, called: CalledRoom, by: Participant) {
    const { store, clock, news, fanout } = this.#deps;
    const { lesson } = await this.#room(address, by);
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
    return { rollCall, trainees: await this.#trainees(store.db, lesson, branchId) };
  }

  /** Keeps a photo of the room. Throws `not_found`, `photo_refused`, `rate_limited` with too many. */
  async addPhoto(address: RoomAddress, content: Buffer, by: Participant): Promise<string> {
    const { store, clock } = this.#deps;
    await this.#room(address, by);
    const { lessonId, branchId } = address;
    if (!isPhoto(content)) throw new AppError('photo_refused');
    if ((await repository.countPhotos(store.db, lessonId, branchId)) >= attendanceLimits.photos) {
      throw new AppError('rate_limited');
    }
    const id = newId();
    await repository.insertPhoto(store.db, { id, lessonId, branchId, at: new Date(clock.now()), content });
    return id;
  }

  /** Throws `not_found`, also for a photo of a branch that is not theirs. */
  async photo(photoId: string, by: Participant): Promise<Buffer> {
    const row = await repository.findPhoto(this.#deps.store.db, photoId);
    if (!row) throw new AppError('not_found');
    this.#branch(await this.#deps.lessons.of(row.lessonId), row.branchId, by);
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

  async #decided(
    lesson: LessonContext,
    requestId: string,
    decided: { row: RequestRow; added: SignInRow[] } | undefined,
  ): Promise<SignInRequest> {
    const { store, fanout, news, signIns } = this.#deps;
    const { id: lessonId, courseId } = lesson.lesson;
    const [request] = await showRequests(store.db, { requestId });
    if (!request) throw new AppError('not_found');
    if (!decided) return request;
    const { branchId } = request;
    const notice = { lessonId, request };
    fanout.notice(`session:${decided.row.sessionId}`, 'attendance.decided', notice);
    if (branchId !== null) {
      fanout.notice(liaisonAudience(courseId, branchId), 'attendance.requested', notice);
    }
    news.changed(courseId, lessonId);
    const [who] = await repository.findTrainees(store.db, { courseId, ids: [request.traineeId] });
    const place = who?.port === true ? null : (who?.branchId ?? null);
    news.figuresChanged({ courseId, lessonId, branchId: place });
    for (const row of decided.added)
      await signIns.tell(lesson, { state: 'signedIn', row, isNew: true }, place);
    return request;
  }

  async #trainees(queries: Queries, lesson: LessonContext, branchId: string): Promise<RoomTrainee[]> {
    const { id: lessonId, courseId } = lesson.lesson;
    const people = await repository.findTrainees(queries, { courseId, branchId });
    const ids = people.map(({ id }) => id);
    if (ids.length === 0) return [];
    const [rows, marks] = await Promise.all([
      findSignIns(queries, { lessonId, traineeIds: ids }),
      repository.findMarks(queries, lessonId, ids),
    ]);
    return people.map(({ id: traineeId, number, name, port }) => {
      const mark = marks.get(traineeId);
      const own = rows.filter((row) => row.traineeId === traineeId);
      const signIns = own.map((row) => toSignIn(row, lesson));
      return { traineeId, number, name, port, signIns, mark: mark ? repository.toMark(mark) : null };
    });
  }

  async #ownPhoto({ lessonId, branchId }: RoomAddress, photoId: string | null): Promise<void> {
    if (photoId === null) return;
    const photo = await repository.findPhoto(this.#deps.store.db, photoId);
    if (photo?.lessonId !== lessonId || photo.branchId !== branchId) {
      throw new AppError('invalid_input', { path: 'photoId' });
    }
  }

  async #room(
    { courseId, lessonId, branchId }: RoomAddress,
    by: Participant,
  ): Promise<{ lesson: LessonContext; branch: BranchRow }> {
    const lesson = await this.#deps.lessons.inCourse(courseId, lessonId);
    return { lesson, branch: this.#branch(lesson, branchId, by) };
  }

  #branch({ lesson, branches }: LessonContext, branchId: string, by: Participant): BranchRow {
    const branch = branches.get(branchId);
    const isTheirs = branch && reachesBranch(by, { ...branch, courseId: lesson.courseId });
    if (!isTheirs) throw new AppError('not_found');
    return branch;
  }
}

/** The sign-in that a confirmed request becomes: of the moment of the scan. */
function fromRequest(
  row: RequestRow,
  { lesson }: LessonContext,
  of: { at: Date; byName: string },
): SignInRow {
  const { lessonId, windowId, traineeId, method, at, lateMinutes, branchId, branchName } = row;
  return {
    ...{ lessonId, windowId, traineeId, method, at, lateMinutes, branchId, branchName },
    ...{ elsewhere: row.elsewhere, deviceId: row.deviceId, sessionId: row.sessionId, byName: of.byName },
    courseId: lesson.courseId,
    receivedAt: of.at,
  };
}

function headsOf(last: RollCall, called: CalledRoom): { before: string | null; after: string | null } {
  const text = (heads: number | null): string | null => (heads === null ? null : String(heads));
  return { before: text(last.heads), after: text(called.heads) };
}

/** How far the room has got. Its ports count among the ports. */
function figuresOf(
  branchId: string,
  trainees: readonly RoomTrainee[],
  requests: readonly SignInRequest[],
): BranchFigures {
  const inRoom = trainees.filter(({ port }) => !port);
  const own = inRoom.flatMap(({ signIns }) => signIns.filter(({ kind }) => kind === 'start'));
  return {
    branchId,
    expected: inRoom.length,
    signedIn: own.length,
    late: own.filter(({ lateMinutes }) => lateMinutes > 0).length,
    waiting: requests.filter(({ state }) => state === 'waiting').length,
  };
}
