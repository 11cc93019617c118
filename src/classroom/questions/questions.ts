import type { questionCommands, questionRoutes } from '../../contract/questions.ts';
import type { Clock } from '../../lib/clock.ts';
import { reachable } from '../../lib/course-scope.ts';
import { AppError } from '../../lib/errors.ts';
import type { CommandHandlers, RouteHandlers } from '../../lib/feature.ts';
import { KeyedQueue } from '../../lib/keyed-queue.ts';
import type { WriteSpreadsheet } from '../../lib/spreadsheet.ts';
import type { Store } from '../../store/port.ts';
import type { ClassroomAccess, ClassroomPart } from '../../lib/live-classroom.ts';
import { Asking } from './asking.ts';
import { createQuestionCommands } from './commands.ts';
import { OpenCourses } from './courses.ts';
import { exportQuestions } from './export.ts';
import { Handling } from './handling.ts';
import { findCourseName } from './repository.ts';
import { voiceOf } from './voice.ts';

export interface QuestionsDependencies {
  store: Store;
  clock: Clock;
  access: ClassroomAccess;
  writeSpreadsheet: WriteSpreadsheet;
}

/** The questions of a classroom, as a part of it. */
export interface Questions {
  part: ClassroomPart;
  commands: CommandHandlers<typeof questionCommands>;
  routes: RouteHandlers<typeof questionRoutes>;
  /** Waits for what is under way. Idempotent. */
  close(): Promise<void>;
}

/** Builds the part; the classroom's feature connects it. */
export function createQuestions({
  store,
  clock,
  access,
  writeSpreadsheet,
}: QuestionsDependencies): Questions {
  const courses = new OpenCourses(store, access);
  const queue = new KeyedQueue();
  const asking = new Asking({ courses, store, clock, queue });
  const handling = new Handling({ courses, access, store, clock, queue });
  return {
    part: {
      opened: (classroom) => courses.opened(classroom),
      closed: (lessonId) => courses.closed(lessonId),
      own: (lessonId, participant) => {
        const asks = participant.role === 'trainee' || participant.role === 'port';
        const isRoom = participant.role === 'liaison' && participant.branchId !== null;
        const course = asks || isRoom ? courses.of(lessonId) : undefined;
        return course ? { answersUnseen: course.book.unseen(voiceOf(participant).key) } : {};
      },
    },
    commands: createQuestionCommands(courses, asking, handling),
    routes: {
      'GET /api/courses/:courseId/questions/export': async (context, { params, query }) => {
        const courseId = reachable(context, params.courseId);
        const courseName = await findCourseName(store.db, courseId);
        if (courseName === undefined) throw new AppError('not_found');
        const of = { courseId, courseName, lessonId: query.lessonId };
        return exportQuestions(writeSpreadsheet, store.db, of, query);
      },
    },
    close: async () => {
      await queue.idle();
      await asking.idle();
    },
  };
}
