import { attendanceLimits, type OwnAttendance, type SignInAnswer } from '../contract/attendance.ts';
import type { EntryQuestion } from '../contract/entry.ts';
import type { Participant } from '../contract/identity.ts';
import type { Clock } from '../lib/clock.ts';
import { liaisonAudience, tellOrganisers } from '../lib/course-scope.ts';
import { AppError } from '../lib/errors.ts';
import type { Fanout, RouteContext } from '../lib/feature.ts';
import type { Store } from '../store/port.ts';
import { parseCode, type Codes } from './codes.ts';
import type { LessonContext } from './lesson-repository.ts';
import { placeOf, type Lessons } from './lessons.ts';
import { placeOfParticipant, type LiveAttendance } from './live.ts';
import type { AttendanceNews } from './news.ts';
import type { Passes, Scan } from './passes.ts';
import type { Points } from './points.ts';
import { showRequests } from './request-repository.ts';
import { findSignIns, toSignIn, type SignInRow } from './sign-in-repository.ts';
import type { SignInWriter, Written } from './sign-in-writer.ts';
import { minutesLate, stateAt } from './windows.ts';

/** Who a browser is; the identity feature provides it. Sets the cookies that belong to the answer. */
export interface EntryDoor {
  /** The device's id, by its cookie. */
  device(context: RouteContext): { id: string | null };
  /** The device, and whom it is known as in a course. */
  known(
    context: RouteContext,
    courseId: string,
  ): Promise<{ deviceId: string | null; participant: Participant | undefined }>;
  /** Throws `identify_failed`, `identify_elsewhere`, `too_many_attempts`. */
  identify(
    context: RouteContext,
    at: { courseId: string; branchId: string | null },
    who: { name: string; number: string },
  ): Promise<Participant>;
  question(courseId: string, branchId: string, label: string): Promise<EntryQuestion>;
}

export interface SignInDependencies {
  store: Store;
  clock: Clock;
  fanout: Fanout;
  door: EntryDoor;
  codes: Codes;
  passes: Passes;
  points: Points;
  lessons: Lessons;
  writer: SignInWriter;
  live: LiveAttendance;
  news: AttendanceNews;
}

/** Scanning a code, saying who one is, and signing in. */
export class SignIns {
  readonly #deps: SignInDependencies;

  constructor(deps: SignInDependencies) {
    this.#deps = deps;
  }

  /** Throws `sign_in_code_unknown`, `sign_in_code_old`, `sign_in_closed`. */
  async scan(context: RouteContext, text: string) {
    const { clock, door, passes } = this.#deps;
    const now = clock.now();
    const { lesson, branchId, windowId } = await this.#checked(text, now);
    const { id: lessonId, courseId } = lesson.lesson;
    const branchName = this.#branchName(lesson, branchId);
    const window = this.#window(lesson, `branch:${branchId}`, windowId);
    if (window.state === 'closed') throw new AppError('sign_in_closed', { closesAt: window.closesAt });
    // Who is early has a page that waits: the scan counts until some minutes after the window opens.
    const passUntil = Math.max(now, window.opensAt) + attendanceLimits.passMs;
    const { deviceId, participant: known } = await door.known(context, courseId);
    const scan = { lessonId, branchId, windowId, at: now, until: passUntil, deviceId: deviceId ?? '' };
    return {
      pass: passes.seal(scan),
      passUntil,
      courseId,
      courseName: lesson.courseName,
      lesson: {
        lessonId,
        title: lesson.lesson.title,
        lecturerName: lesson.lesson.lecturerName,
        startsAt: lesson.lesson.startsAt,
      },
      ...{ branchId, branchName, window },
      serverTime: clock.now(),
      known: known ?? null,
      own: known ? await this.#own(lesson, known) : null,
      elsewhere: known ? this.#elsewhere(lesson, known, branchId) : null,
      question: await door.question(courseId, branchId, branchName),
    };
  }

  /** Throws `sign_in_code_old` for a pass that does not count here or any more, and as `EntryDoor.identify` does. */
  async identify(context: RouteContext, pass: string, who: { name: string; number: string }) {
    const { door, lessons, clock } = this.#deps;
    const scan = this.#scanOf(context, pass);
    const lesson = await lessons.of(scan.lessonId);
    const { visitingRooms } = lesson.policy;
    const at = { courseId: lesson.lesson.courseId, branchId: visitingRooms ? null : scan.branchId };
    const participant = await door.identify(context, at, who);
    return {
      participant,
      own: await this.#own(lesson, participant),
      elsewhere: this.#elsewhere(lesson, participant, scan.branchId),
      serverTime: clock.now(),
    };
  }

  /**
   * Committed when it resolves. Throws `sign_in_code_old`, `sign_in_early`, `sign_in_closed`, `sign_in_elsewhere`; `forbidden`
   * without a code for whoever is no port.
   */
  async signIn(
    context: RouteContext,
    who: Participant & { traineeId: string },
    of: { courseId: string } & ({ pass: string } | { lessonId: string; windowId: string }),
  ): Promise<SignInAnswer> {
    const { lessons, clock, door } = this.#deps;
    if (!('pass' in of)) {
      if (who.role !== 'port') throw new AppError('forbidden');
      const lesson = await lessons.inCourse(of.courseId, of.lessonId);
      const deviceId = door.device(context).id;
      return this.#write(lesson, who, { windowId: of.windowId, at: clock.now(), branchId: null, deviceId });
    }
    const scan = this.#scanOf(context, of.pass);
    const lesson = await lessons.inCourse(of.courseId, scan.lessonId);
    const elsewhere = this.#elsewhere(lesson, who, scan.branchId);
    if (elsewhere?.allowed === false) {
      const { branchName, scannedBranchName } = elsewhere;
      throw new AppError('sign_in_elsewhere', { branchName, scannedBranchName });
    }
    return this.#write(lesson, who, scan);
  }

  /** What is on record of the own person in a lesson. Throws `not_found`. */
  async own(courseId: string, lessonId: string, who: Participant) {
    const lesson = await this.#deps.lessons.inCourse(courseId, lessonId);
    return { ...(await this.#own(lesson, who)), serverTime: this.#deps.clock.now() };
  }

  /** Tells whoever has to know of a sign-in or request that is committed. */
  async tell(lesson: LessonContext, written: Written, traineeBranch: string | null): Promise<SignInAnswer> {
    const { clock, live, news, fanout, store } = this.#deps;
    const { id: lessonId, courseId } = lesson.lesson;
    const { traineeId, sessionId } = written.row;
    if (written.state === 'signedIn') {
      const signIn = toSignIn(written.row, lesson);
      if (written.isNew) {
        live.noted(lessonId, traineeId, signIn);
        news.signedIn({ courseId, lessonId, branchId: traineeBranch }, { traineeId, signIn });
        fanout.notice(`session:${sessionId}`, 'attendance.signedIn', { lessonId, signIn });
        const { elsewhere, branchId } = written.row;
        if (elsewhere && branchId !== null)
          fanout.notice(liaisonAudience(courseId, branchId), 'attendance.roomChanged', {
            lessonId,
            branchId,
          });
      }
      return { state: 'signedIn', signIn, serverTime: clock.now() };
    }
    const [request] = await showRequests(store.db, { requestId: written.row.id });
    if (!request) throw new AppError('not_found');
    if (written.isNew) {
      const { branchId } = request;
      const notice = { lessonId, request };
      if (branchId !== null) {
        fanout.notice(liaisonAudience(courseId, branchId), 'attendance.requested', notice);
      }
      tellOrganisers(fanout, courseId, 'attendance.requested', notice);
      news.figuresChanged({ courseId, lessonId, branchId: traineeBranch });
    }
    return { state: 'waiting', request, serverTime: clock.now() };
  }

  /** A sign-in as it would be written now. Throws `not_found`, `sign_in_early`, `sign_in_closed`. */
  row(
    lesson: LessonContext,
    who: { traineeId: string; branchId: string | null; sessionId: string; port: boolean },
    of: Pick<SignInRow, 'windowId' | 'branchId' | 'deviceId' | 'method' | 'byName'> & { at: number },
  ): SignInRow {
    const { id: lessonId, courseId } = lesson.lesson;
    const place = of.branchId === null ? placeOf(who) : (`branch:${of.branchId}` as const);
    const window = this.#window(lesson, place, of.windowId);
    const now = this.#deps.clock.now();
    if (now < window.opensAt) throw new AppError('sign_in_early', { opensAt: window.opensAt });
    // Who scanned before the window opened was there when it did.
    const at = Math.max(of.at, window.opensAt);
    if (stateAt(window, at) === 'closed') throw new AppError('sign_in_closed', { closesAt: window.closesAt });
    return {
      ...{ lessonId, courseId, windowId: of.windowId, traineeId: who.traineeId },
      ...{ method: of.method, byName: of.byName, deviceId: of.deviceId, sessionId: who.sessionId },
      at: new Date(at),
      receivedAt: new Date(now),
      lateMinutes: minutesLate(window, at),
      branchId: of.branchId,
      branchName: of.branchId === null ? null : this.#branchName(lesson, of.branchId),
      elsewhere: of.branchId !== null && of.branchId !== who.branchId,
    };
  }

  async #write(
    lesson: LessonContext,
    who: Participant & { traineeId: string },
    of: { windowId: string; at: number; branchId: string | null; deviceId: string | null },
  ): Promise<SignInAnswer> {
    const { writer } = this.#deps;
    const port = who.role === 'port';
    const method = of.branchId === null ? ('port' as const) : ('code' as const);
    const row = this.row(lesson, { ...who, port }, { ...of, method, byName: null });
    const traineeBranch = port ? null : who.branchId;
    const others = this.#alsoOpen(lesson, row);
    const [written, ...also] = await Promise.all([row, ...others].map((one) => writer.write(one)));
    if (!written) throw new Error('the writer answered nothing');
    for (const one of also) await this.tell(lesson, one, traineeBranch);
    return this.tell(lesson, written, traineeBranch);
  }

  /** Who comes so late that a second sign-in is asked for already has signed in to the lesson with the same tap. */
  #alsoOpen(lesson: LessonContext, row: SignInRow): SignInRow[] {
    const [start] = lesson.windows;
    const asked = lesson.windows.find(({ windowId }) => windowId === row.windowId);
    if (!start || asked?.kind !== 'again') return [];
    const place = placeOf({ ...row, port: false });
    const window = this.#window(lesson, place, start.windowId);
    const state = stateAt(window, row.at.getTime());
    if (state !== 'open' && state !== 'late') return [];
    return [{ ...row, windowId: start.windowId, lateMinutes: minutesLate(window, row.at.getTime()) }];
  }

  async #checked(
    text: string,
    now: number,
  ): Promise<{ lesson: LessonContext; branchId: string; windowId: string }> {
    const { points, lessons, codes } = this.#deps;
    const parsed = parseCode(text);
    const point = parsed && (await points.find(parsed.ref));
    if (!parsed || !point) throw new AppError('sign_in_code_unknown');
    const lesson = await lessons.of(point.lessonId);
    const window = lesson.windows.find(({ ordinal }) => ordinal === parsed.ordinal);
    if (!window) throw new AppError('sign_in_code_unknown');
    const { branchId, lessonId } = point;
    const { windowId } = window;
    const place = { courseId: lesson.lesson.courseId, lessonId, branchId, windowId };
    const outcome = codes.check(place, parsed, now);
    if (outcome === 'forged') throw new AppError('sign_in_code_unknown');
    if (outcome === 'old') throw new AppError('sign_in_code_old');
    return { lesson, branchId, windowId };
  }

  /** The scan of a pass that counts on the device that asks now. */
  #scanOf(context: RouteContext, pass: string): Scan {
    const { passes, door, clock } = this.#deps;
    const scan = passes.open(pass);
    if (!scan) throw new AppError('sign_in_code_unknown');
    const isHere = scan.deviceId !== '' && scan.deviceId === door.device(context).id;
    if (!isHere || clock.now() >= scan.until) throw new AppError('sign_in_code_old');
    return scan;
  }

  async #own(lesson: LessonContext, who: Participant): Promise<OwnAttendance> {
    const { store, lessons } = this.#deps;
    const { id: lessonId } = lesson.lesson;
    const windows = lessons.windows(lesson, placeOfParticipant(who));
    const { traineeId } = who;
    if (traineeId === null) return { windows, signIns: [], request: null };
    const [rows, requests] = await Promise.all([
      findSignIns(store.db, { lessonId, traineeIds: [traineeId] }),
      showRequests(store.db, { lessonId, traineeId }),
    ]);
    const signIns = rows.map((row) => toSignIn(row, lesson));
    return { windows, signIns, request: requests.at(-1) ?? null };
  }

  /** Whether somebody may sign in in a branch that is not the own one, and the names of both; null in the own one. */
  #elsewhere(lesson: LessonContext, who: Participant, branchId: string) {
    if (who.branchId === branchId) return null;
    const own = who.branchId === null ? undefined : lesson.branches.get(who.branchId);
    const scannedBranchName = this.#branchName(lesson, branchId);
    return { branchName: own?.name ?? null, scannedBranchName, allowed: lesson.policy.visitingRooms };
  }

  #window(lesson: LessonContext, place: Parameters<Lessons['windows']>[1], windowId: string) {
    const windows = this.#deps.lessons.windows(lesson, place);
    const window = windows.find((one) => one.windowId === windowId);
    if (!window) throw new AppError('not_found');
    return window;
  }

  #branchName({ branches }: LessonContext, branchId: string): string {
    const found = branches.get(branchId);
    if (!found) throw new AppError('not_found');
    return found.name;
  }
}
