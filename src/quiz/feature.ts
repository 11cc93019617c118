import type { QuizRecord } from '../contract/quiz.ts';
import type { Clock } from '../lib/clock.ts';
import { enterCourse, followCourse } from '../lib/course-scope.ts';
import type { Fanout, Feature, RouteContext } from '../lib/feature.ts';
import type { ClassroomPart } from '../lib/live-classroom.ts';
import type { Logger } from '../lib/logger.ts';
import type { WriteSpreadsheet } from '../lib/spreadsheet.ts';
import type { Actor } from '../store/audit.ts';
import type { Store } from '../store/port.ts';
import { Admission, type AdmissionDependencies } from './admission.ts';
import { Due } from './due.ts';
import { ItemCache } from './item-cache.ts';
import { MarkingDesk } from './marking.ts';
import { MoreTime } from './more-time.ts';
import { QuizNews } from './news.ts';
import { Overseeing } from './overseeing.ts';
import { PaperWriter, type PaperWriterDependencies } from './paper-writer.ts';
import { Preparing } from './preparing.ts';
import { findPending, findResults, type QuizResults } from './results.ts';
import { createRunningRoutes, createSittingRoutes } from './routes.ts';
import { countBegun, countRooms } from './room-counts.ts';
import { Running } from './running.ts';
import { Sitting } from './sitting.ts';
import { TimeOver } from './time-over.ts';

export interface QuizDependencies
  extends Pick<AdmissionDependencies, 'isSignedIn'>, Pick<PaperWriterDependencies, 'hasCamera'> {
  store: Store;
  clock: Clock;
  fanout: Fanout;
  log: Logger;
  writeSpreadsheet: WriteSpreadsheet;
  /** Which device a request comes from. */
  deviceOf: (context: RouteContext) => string;
  /** Results of a course may be others than before: after a submission, a marking and a close. Must not throw. */
  changed: (courseId: string) => void;
  /** Whether what is due in a course is to be done by this node; without it all is. */
  runsHere?: (courseId: string) => Promise<boolean>;
}

export interface QuizFeature extends Feature {
  /** For `classroom.use`: a lesson's end opens what waits for it. */
  part: ClassroomPart;
  /** Opens a quiz or exam; one that is open stays as it is. Throws `not_found`, `quiz_closed` and `quiz_empty`. */
  open(by: Actor, courseId: string, quizId: string): Promise<QuizRecord>;
  /** Gives the people of a branch whose line was cut for `ms` milliseconds their time back, on record. */
  giveBack(branchId: string, ms: number): Promise<void>;
  /** Results of all quizzes and exams of a course that were opened, for the score. */
  resultsOf(courseId: string): Promise<QuizResults[]>;
  /** Quizzes that are open and answers that nobody has marked: results are not final before there are none. */
  pending(courseId: string): Promise<{ open: number; unmarked: number }>;
  /** Does at once what is due by the clock, without waiting for the next look at the records. */
  due(): Promise<void>;
}

/** Builds the feature; `features.ts` connects it. What ran out while the server was down is handed in before it resolves. */
export async function createQuiz(deps: QuizDependencies): Promise<QuizFeature> {
  const { store, clock, fanout, log, changed, writeSpreadsheet, isSignedIn, hasCamera, deviceOf } = deps;
  const { runsHere = async () => true } = deps;
  const news = new QuizNews({
    fanout,
    changed,
    countOf: (quizId) => countBegun(store.db, quizId),
    countRooms: (quizId, branchIds) => countRooms(store.db, { quizId, branchIds }, clock.now()),
  });
  const items = new ItemCache(store.db);
  const writer = new PaperWriter({ store, clock, items, hasCamera });
  const admission = new Admission({ store, clock, isSignedIn });
  const moreTime = new MoreTime({ store, clock, news });
  const over = new TimeOver({ store, clock, items, news });
  const running = new Running({ store, clock, news, over });
  const due = new Due({ store, clock, log, news, running, over, runsHere });
  const parts = {
    queries: store.db,
    clock,
    preparing: new Preparing({ store, clock }),
    running,
    moreTime,
    admission,
    sitting: new Sitting({ store, clock, news, items, writer, admission, hasCamera }),
    overseeing: new Overseeing({ store, clock }),
    desk: new MarkingDesk({ store, clock, news }),
    writeSpreadsheet,
    deviceOf,
  };
  await due.look();
  due.start();
  return {
    name: 'quiz',
    routes: { ...createRunningRoutes(parts), ...createSittingRoutes(parts) },
    part: {
      async lessonChanged({ id, endedAt }) {
        if (endedAt !== null) await due.lessonEnded(id);
      },
    },
    connected: enterCourse,
    changed: followCourse,
    open: (by, courseId, quizId) => running.open(by, courseId, quizId),
    giveBack: (branchId, ms) => moreTime.giveBack(branchId, ms),
    resultsOf: (courseId) => findResults(store.db, courseId),
    pending: (courseId) => findPending(store.db, courseId),
    due: () => due.look(),
    async close() {
      await due.close();
      await writer.idle();
      news.close();
    },
  };
}
