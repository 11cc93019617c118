import type { BranchFigures, RoomTrainee, SignIn, SignInRequest } from '../contract/attendance.ts';
import type { Participant } from '../contract/identity.ts';
import type { Clock } from '../lib/clock.ts';
import { liaisonAudience } from '../lib/course-scope.ts';
import { AppError } from '../lib/errors.ts';
import type { Fanout } from '../lib/feature.ts';
import type { Store } from '../store/port.ts';
import { noteChanges } from './changes.ts';
import type { LessonContext } from './lesson-repository.ts';
import type { Lessons } from './lessons.ts';
import type { AttendanceNews } from './news.ts';
import { findReminders } from './reminders.ts';
import { decideRequest, findRequest, showRequests, type RequestRow } from './request-repository.ts';
import { branchOf, findRoomTrainees, findRoomVisitors, roomOf, type RoomAddress } from './room-access.ts';
import { findRollCalls, findTrainees, noRollCall } from './room-repository.ts';
import { insertSignIns, type SignInRow } from './sign-in-repository.ts';
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

/** The liaison's room: who is missing, people without a phone, and second persons on a device. */
export class Rooms {
  readonly #deps: RoomDependencies;

  constructor(deps: RoomDependencies) {
    this.#deps = deps;
  }

  /** Throws `not_found`, also for a branch that is not theirs. */
  async read(address: RoomAddress, by: Participant) {
    const { store, lessons, clock } = this.#deps;
    const { lesson, branch } = await roomOf(lessons, address, by);
    const { branchId, lessonId } = address;
    const [trainees, visitors, requests, rollCalls, reminders] = await Promise.all([
      findRoomTrainees(store.db, lesson, branchId),
      findRoomVisitors(store.db, lesson, branchId),
      showRequests(store.db, { lessonId, branchId }),
      findRollCalls(store.db, lessonId, branchId),
      findReminders(store.db, lessonId, [branchId]),
    ]);
    return {
      branchId,
      branchName: branch.name,
      windows: lessons.windows(lesson, `branch:${branchId}`),
      figures: figuresOf(lesson, branchId, { trainees, requests }),
      ...{ trainees, visitors, requests },
      rollCall: rollCalls.get(branchId) ?? noRollCall(branchId),
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
    const { store, lessons, signIns, writer, clock } = this.#deps;
    const { lesson } = await roomOf(lessons, address, by);
    const { branchId, courseId, lessonId } = address;
    const [who] = await findTrainees(store.db, { courseId, branchId, ids: [traineeId] });
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

  /** Second persons on a device who wait, in all rooms and on ports. Throws `not_found`. */
  async waiting({ courseId, lessonId }: { courseId: string; lessonId: string }) {
    const { store, lessons } = this.#deps;
    const { branches } = await lessons.inCourse(courseId, lessonId);
    const requests = await showRequests(store.db, { lessonId, state: 'waiting' });
    return requests.map((one) => ({
      ...one,
      branchName: one.branchId === null ? null : (branches.get(one.branchId)?.name ?? null),
    }));
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
    } else branchOf(lesson, request.branchId, by);
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
    const [who] = await findTrainees(store.db, { courseId, ids: [request.traineeId] });
    const place = who?.port === true ? null : (who?.branchId ?? null);
    news.figuresChanged({ courseId, lessonId, branchId: place });
    for (const row of decided.added)
      await signIns.tell(lesson, { state: 'signedIn', row, isNew: true }, place);
    return request;
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

/** How far the room has got. Its ports count among the ports. */
function figuresOf(
  { windows }: LessonContext,
  branchId: string,
  of: { trainees: readonly RoomTrainee[]; requests: readonly SignInRequest[] },
): BranchFigures {
  const inRoom = of.trainees.filter(({ port }) => !port);
  const own = inRoom.flatMap(({ signIns }) => signIns.filter(({ kind }) => kind === 'start'));
  const asked = windows.findLast(({ kind }) => kind !== 'start');
  const signedInTo = (id: string): number =>
    inRoom.filter(({ signIns }) => signIns.some(({ windowId }) => windowId === id)).length;
  return {
    branchId,
    expected: inRoom.length,
    signedIn: own.length,
    late: own.filter(({ lateMinutes }) => lateMinutes > 0).length,
    waiting: of.requests.filter(({ state }) => state === 'waiting').length,
    asked: asked ? { windowId: asked.windowId, signedIn: signedInTo(asked.windowId) } : null,
  };
}
