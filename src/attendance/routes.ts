import type { signInRoutes } from '../contract/attendance.ts';
import type { attendanceDeskRoutes } from '../contract/attendance-desk.ts';
import type { attendanceRoomRoutes } from '../contract/attendance-room.ts';
import type { Participant } from '../contract/identity.ts';
import { reachable, signedIn } from '../lib/course-scope.ts';
import { AppError } from '../lib/errors.ts';
import type { Feature, RawRouteHandlers, RouteContext, RouteHandlers } from '../lib/feature.ts';
import type { Store } from '../store/port.ts';
import type { AskedWindows } from './asked-windows.ts';
import type { Boards } from './boards.ts';
import { findChanges } from './changes.ts';
import type { Decisions } from './decisions.ts';
import { isInBranch, isInState, type EvidenceBook } from './evidence.ts';
import type { AttendanceExport } from './export.ts';
import type { Lessons } from './lessons.ts';
import { parseCode } from './codes.ts';
import type { Passes } from './passes.ts';
import { contentOf } from './photos.ts';
import type { Points } from './points.ts';
import type { Policies } from './policies.ts';
import type { Reminders } from './reminders.ts';
import type { RollCalls } from './roll-calls.ts';
import type { Rooms } from './rooms.ts';
import type { SignIns } from './sign-ins.ts';
import { attendanceLimits } from '../contract/attendance.ts';

/** What lies under a lesson's attendance. */
type Of<P extends string> = `/api/courses/:courseId/lessons/:lessonId/attendance/${P}`;

export function createSignInRoutes(signIns: SignIns): RouteHandlers<typeof signInRoutes> {
  return {
    'POST /api/sign-in/scan': (context, { body }) => signIns.scan(context, body.code),
    'POST /api/sign-in/identify': (context, { body: { pass, ...who } }) =>
      signIns.identify(context, pass, who),
    'POST /api/courses/:courseId/sign-ins': async (context, { params, body }) => {
      const courseId = reachable(context, params.courseId);
      return signIns.signIn(context, trainee(context), { courseId, ...body });
    },
    'GET /api/courses/:courseId/lessons/:lessonId/attendance/own': async (context, { params }) =>
      signIns.own(reachable(context, params.courseId), params.lessonId, signedIn(context)),
  };
}

/** The courses of sign-ins whose address names none. A code or pass proves nothing here: whoever answers looks at it again. */
export function createSignInCourses(parts: {
  points: Points;
  passes: Passes;
  courseOfLesson: (lessonId: string) => Promise<string | undefined>;
}): NonNullable<Feature['courseOf']> {
  const of = async (lessonId: string | undefined) =>
    lessonId === undefined ? undefined : parts.courseOfLesson(lessonId);
  return {
    'POST /api/sign-in/scan': async ({ body }: { body: { code: string } }) => {
      const parsed = parseCode(body.code);
      return of(parsed && (await parts.points.find(parsed.ref))?.lessonId);
    },
    'POST /api/sign-in/identify': async ({ body }: { body: { pass: string } }) =>
      of(parts.passes.open(body.pass)?.lessonId),
  };
}

export function createRoomRoutes(
  rooms: Rooms,
  rollCalls: RollCalls,
): RouteHandlers<typeof attendanceRoomRoutes> {
  return {
    'GET /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId': async (context, { params }) =>
      rooms.read(address(context, params), signedIn(context)),
    'POST /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId/sign-ins': async (
      context,
      { params, body },
    ) => ({ signIn: await rooms.signIn(address(context, params), body, signedIn(context)) }),
    'POST /api/courses/:courseId/lessons/:lessonId/attendance/requests/:requestId': async (
      context,
      { params, body },
    ) => ({
      request: await rooms.decide(
        address(context, params),
        params.requestId,
        body.decision,
        signedIn(context),
      ),
    }),
    'PUT /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId/roll-call': async (
      context,
      { params, body },
    ) => rollCalls.call(address(context, params), body, signedIn(context)),
    'POST /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId/photos': async (
      context,
      { params },
    ) => {
      if (!context.upload) throw new AppError('invalid_input');
      const content = await contentOf(context.upload);
      return { photoId: await rollCalls.addPhoto(address(context, params), content, signedIn(context)) };
    },
  };
}

export function createPhotoRoutes(rollCalls: RollCalls): RawRouteHandlers<typeof attendanceRoomRoutes> {
  return {
    'GET /api/attendance-photos/:photoId': async (context, { params }, { response }) => {
      const content = await rollCalls.photo(params.photoId, signedIn(context));
      response.setHeader('content-type', 'image/jpeg');
      response.setHeader('content-length', content.length);
      // People are in it: no browser keeps a copy.
      response.setHeader('cache-control', 'no-store');
      response.end(content);
    },
  };
}

export interface DeskParts {
  store: Store;
  lessons: Lessons;
  windows: AskedWindows;
  policies: Policies;
  boards: Boards;
  evidence: EvidenceBook;
  decisions: Decisions;
  reminders: Reminders;
  exports: AttendanceExport;
  rooms: Rooms;
}

export function createDeskRoutes(parts: DeskParts): RouteHandlers<typeof attendanceDeskRoutes> {
  return { ...settingRoutes(parts), ...windowRoutes(parts), ...reviewRoutes(parts), ...actRoutes(parts) };
}

type Handlers = RouteHandlers<typeof attendanceDeskRoutes>;
type Some<K extends keyof Handlers> = Pick<Handlers, K>;

function settingRoutes({
  policies,
  exports,
}: DeskParts): Some<
  | 'GET /api/courses/:courseId/attendance-policy'
  | 'PUT /api/courses/:courseId/attendance-policy'
  | 'GET /api/courses/:courseId/attendance/export'
> {
  return {
    'GET /api/courses/:courseId/attendance-policy': async (context, { params }) =>
      policies.read(reachable(context, params.courseId)),
    'PUT /api/courses/:courseId/attendance-policy': async (context, { params, body }) =>
      policies.change(reachable(context, params.courseId), body, signedIn(context)),
    'GET /api/courses/:courseId/attendance/export': async (context, { params, query }) =>
      exports.file(reachable(context, params.courseId), { ...query, lessonId: query.lessonId }),
  };
}

function windowRoutes({
  windows,
}: DeskParts): Some<
  `GET ${Of<'windows'>}` | `POST ${Of<'windows'>}` | `POST ${Of<'windows/:windowId/close'>}`
> {
  return {
    'GET /api/courses/:courseId/lessons/:lessonId/attendance/windows': async (context, { params }) =>
      windows.list(reachable(context, params.courseId), params.lessonId),
    'POST /api/courses/:courseId/lessons/:lessonId/attendance/windows': async (context, { params, body }) => {
      const courseId = reachable(context, params.courseId);
      return { window: await windows.ask(courseId, params.lessonId, body, signedIn(context)) };
    },
    'POST /api/courses/:courseId/lessons/:lessonId/attendance/windows/:windowId/close': async (
      context,
      { params },
    ) => {
      const courseId = reachable(context, params.courseId);
      const { lessonId, windowId } = params;
      return { window: await windows.close(courseId, lessonId, windowId, signedIn(context)) };
    },
  };
}

function reviewRoutes({
  store,
  lessons,
  boards,
  evidence,
}: DeskParts): Some<
  `GET ${Of<'board'>}` | `GET ${Of<'evidence'>}` | `GET ${Of<'changes'>}` | `GET ${Of<'work-list'>}`
> {
  const lessonOf = (context: RouteContext, params: { courseId: string; lessonId: string }) =>
    lessons.inCourse(reachable(context, params.courseId), params.lessonId);
  return {
    'GET /api/courses/:courseId/lessons/:lessonId/attendance/board': async (context, { params }) =>
      boards.board(reachable(context, params.courseId), params.lessonId),
    'GET /api/courses/:courseId/lessons/:lessonId/attendance/evidence': async (
      context,
      { params, query },
    ) => {
      const { trainees } = await evidence.of(await lessonOf(context, params));
      const { traineeId, branchId, unit, text, state, offset, limit } = query;
      const found = trainees.filter(
        (one) =>
          (traineeId === undefined || one.traineeId === traineeId) &&
          (branchId === undefined || isInBranch(one, branchId)) &&
          (unit === undefined || one.unit === unit) &&
          (text === undefined || one.name.includes(text) || one.number.includes(text)) &&
          (state === undefined || isInState(one, state)),
      );
      return { trainees: found.slice(offset, offset + limit), total: found.length };
    },
    'GET /api/courses/:courseId/lessons/:lessonId/attendance/changes': async (context, { params, query }) => {
      const { lesson } = await lessonOf(context, params);
      return { changes: await findChanges(store.db, { lessonId: lesson.id, ...query }) };
    },
    'GET /api/courses/:courseId/lessons/:lessonId/attendance/work-list': async (context, { params }) => {
      const { items } = await evidence.of(await lessonOf(context, params));
      return { items: items.slice(0, attendanceLimits.workList), total: items.length };
    },
  };
}

function actRoutes({
  decisions,
  reminders,
  rooms,
}: DeskParts): Some<
  | `GET ${Of<'requests'>}`
  | `POST ${Of<'decisions'>}`
  | `POST ${Of<'settlements'>}`
  | `POST ${Of<'reminders'>}`
> {
  return {
    'GET /api/courses/:courseId/lessons/:lessonId/attendance/requests': async (context, { params }) => ({
      requests: await rooms.waiting(address(context, params)),
    }),
    'POST /api/courses/:courseId/lessons/:lessonId/attendance/decisions': async (
      context,
      { params, body },
    ) => ({ trainees: await decisions.decide(address(context, params), body, signedIn(context)) }),
    'POST /api/courses/:courseId/lessons/:lessonId/attendance/settlements': async (
      context,
      { params, body },
    ) => {
      await decisions.settle(address(context, params), body, signedIn(context));
      return {};
    },
    'POST /api/courses/:courseId/lessons/:lessonId/attendance/reminders': async (
      context,
      { params, body },
    ) => {
      const courseId = reachable(context, params.courseId);
      return { reminded: await reminders.remind(courseId, params.lessonId, body, signedIn(context)) };
    },
  };
}

/** An address whose course is theirs. */
function address<P extends { courseId: string }>(context: RouteContext, params: P): P {
  reachable(context, params.courseId);
  return params;
}

/** Somebody who is on the roster. */
function trainee(context: RouteContext): Participant & { traineeId: string } {
  const who = signedIn(context);
  if (who.traineeId === null) throw new AppError('forbidden');
  return { ...who, traineeId: who.traineeId };
}
