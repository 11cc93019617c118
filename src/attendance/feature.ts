import type { Clock } from '../lib/clock.ts';
import type { Fanout, Feature } from '../lib/feature.ts';
import type { ClassroomAccess, ClassroomPart } from '../lib/live-classroom.ts';
import type { Logger } from '../lib/logger.ts';
import type { Scan } from '../lib/scan.ts';
import type { WriteSpreadsheet } from '../lib/spreadsheet.ts';
import type { Store } from '../store/port.ts';
import { AskedWindows } from './asked-windows.ts';
import { Boards } from './boards.ts';
import { CodeDesk } from './code-desk.ts';
import { Codes } from './codes.ts';
import { createAttendanceCommands } from './commands.ts';
import { Decisions } from './decisions.ts';
import { EvidenceBook } from './evidence.ts';
import { AttendanceExport } from './export.ts';
import { Figures } from './figures.ts';
import { Lessons } from './lessons.ts';
import { LiveAttendance } from './live.ts';
import { AttendanceNews } from './news.ts';
import { Passes } from './passes.ts';
import type { AskPatrol } from './patrol-seen.ts';
import { Points } from './points.ts';
import { Policies } from './policies.ts';
import { findLosses } from './presence-repository.ts';
import { Reminders } from './reminders.ts';
import { RollCalls } from './roll-calls.ts';
import { Rooms } from './rooms.ts';
import {
  createDeskRoutes,
  createPhotoRoutes,
  createRoomRoutes,
  createSignInCourses,
  createSignInRoutes,
} from './routes.ts';
import { findSignIns } from './sign-in-repository.ts';
import { SignInWriter } from './sign-in-writer.ts';
import { SignIns, type EntryDoor } from './sign-ins.ts';
import { verdictsOf, type LessonVerdicts } from './verdicts.ts';
import type { Loss } from './windows.ts';

export interface AttendanceDependencies {
  store: Store;
  clock: Clock;
  fanout: Fanout;
  log: Logger;
  access: ClassroomAccess;
  writeSpreadsheet: WriteSpreadsheet;
  /** Each photo is looked at before anybody gets to see it. */
  scan: Scan;
  /** Who a browser is. */
  door: EntryDoor;
  /** A secret of 256 bits for one purpose, the same after every restart. */
  keyFor: (purpose: string) => Uint8Array;
  /** The course that a lesson belongs to; undefined when there is no such lesson. */
  courseOfLesson: (lessonId: string) => Promise<string | undefined>;
  /** What the patrol saw in a lesson. */
  askPatrol: AskPatrol;
  /** Verdicts of a course may be others than before. Must not throw. */
  verdictsChanged: (courseId: string) => void;
  /** The line of a branch is back after so many milliseconds. Must not throw. */
  lineReturned: (branchId: string, ms: number) => void;
}

/** How many of a branch signed in to the lesson's own window. */
export interface SignInFigure {
  signedIn: number;
  /** Trainees on the roster. */
  expected: number;
}

/** The feature, and what `features.ts` gives to others of it as narrow functions. */
export interface AttendanceFeature extends Feature {
  /** Takes part in live lessons. */
  part: ClassroomPart;
  /** By branch, and under null the ports; half a second old at most. For tiles of the patrol's wall. */
  signInFigures(courseId: string, lessonId: string): Promise<ReadonlyMap<string | null, SignInFigure>>;
  /** Whether somebody signed in to the lesson's own window, in time or late. For who may sit a quiz. */
  isSignedIn(traineeId: string, lessonId: string): Promise<boolean>;
  /** What attendance comes to in all lessons of a course that were held, as of now. For scores. */
  verdictsOf(courseId: string): Promise<LessonVerdicts[]>;
  /** The times in which a branch's line was gone during a window of the lesson, in their order; ended ones only. */
  lineLoss(lessonId: string, branchId: string): Promise<Loss[]>;
}

/** Builds the feature; `features.ts` connects it. */
export function createAttendance(deps: AttendanceDependencies): AttendanceFeature {
  const { store, keyFor } = deps;
  const lessons = new Lessons(deps);
  const figures = new Figures(store);
  const news = new AttendanceNews({ ...deps, figures });
  const reminders = new Reminders({ ...deps, lessons, figures });
  const live = new LiveAttendance({ ...deps, lessons, figures, news, reminders });
  const points = new Points(store);
  const codes = new Codes(keyFor('attendance.code'));
  const passes = new Passes(keyFor('attendance.pass'));
  const writer = new SignInWriter(store);
  const signIns = new SignIns({ ...deps, codes, passes, points, lessons, writer, live, news });
  const rooms = new Rooms({ ...deps, lessons, signIns, writer, news });
  const rollCalls = new RollCalls({ ...deps, lessons, news });
  const evidence = new EvidenceBook({ ...deps, lessons });
  const policies = new Policies({ store, lessons, changed: (courseId) => live.policyChanged(courseId) });
  const desk = {
    ...{ store, lessons, policies, evidence, reminders, rooms },
    windows: new AskedWindows({ ...deps, lessons, live }),
    boards: new Boards({ ...deps, lessons, figures, evidence }),
    decisions: new Decisions({ ...deps, lessons, evidence, news }),
    exports: new AttendanceExport({ ...deps, lessons, evidence, policies }),
  };
  const codeDesk = new CodeDesk({ ...deps, codes, points, lessons, figures });
  return {
    name: 'attendance',
    part: live,
    commands: createAttendanceCommands(codeDesk, live),
    routes: {
      ...createSignInRoutes(signIns),
      ...createRoomRoutes(rooms, rollCalls),
      ...createDeskRoutes(desk),
    },
    rawRoutes: createPhotoRoutes(rollCalls),
    courseOf: createSignInCourses({ points, passes, courseOfLesson: deps.courseOfLesson }),
    signInFigures: (courseId, lessonId) => figures.of(courseId, lessonId),
    isSignedIn: async (traineeId, lessonId) =>
      (await findSignIns(store.db, { lessonId, traineeIds: [traineeId] })).some(
        ({ windowId }) => windowId === lessonId,
      ),
    verdictsOf: (courseId) => verdictsOf({ ...deps, lessons, evidence }, courseId),
    lineLoss: (lessonId, branchId) => findLosses(store.db, lessonId, `branch:${branchId}`),
    close: async () => {
      await writer.idle();
      news.close();
      await live.close();
    },
  };
}
