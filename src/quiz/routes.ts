import type { paperRoutes } from '../contract/paper.ts';
import type { quizRoutes } from '../contract/quiz.ts';
import type { Clock } from '../lib/clock.ts';
import { reachable, signedIn } from '../lib/course-scope.ts';
import { AppError } from '../lib/errors.ts';
import type { RouteContext, RouteHandlers } from '../lib/feature.ts';
import type { WriteSpreadsheet } from '../lib/spreadsheet.ts';
import type { Queries } from '../store/port.ts';
import { exportQuiz } from './export.ts';
import type { Admission } from './admission.ts';
import type { MarkingDesk } from './marking.ts';
import type { MoreTime } from './more-time.ts';
import type { Overseeing } from './overseeing.ts';
import type { Preparing } from './preparing.ts';
import { findQuiz } from './repository.ts';
import { countRoom } from './room-counts.ts';
import type { Running } from './running.ts';
import type { Sitting } from './sitting.ts';

export interface Parts {
  queries: Queries;
  clock: Clock;
  preparing: Preparing;
  running: Running;
  moreTime: MoreTime;
  admission: Admission;
  sitting: Sitting;
  overseeing: Overseeing;
  desk: MarkingDesk;
  writeSpreadsheet: WriteSpreadsheet;
  /** Which device a request comes from. */
  deviceOf: (context: RouteContext) => string;
}

export function createRunningRoutes(parts: Parts): RouteHandlers<typeof quizRoutes> {
  const { preparing, running, moreTime, overseeing, desk, queries, clock, writeSpreadsheet } = parts;
  return {
    'GET /api/courses/:courseId/quizzes': async (context, { params, query }) => ({
      quizzes: await preparing.list(reachable(context, params.courseId), query.lessonId),
    }),
    'POST /api/courses/:courseId/quizzes': async (context, { params, body }) =>
      preparing.create(signedIn(context), reachable(context, params.courseId), body),
    'PATCH /api/courses/:courseId/quizzes/:quizId': async (context, { params, body }) =>
      preparing.change(signedIn(context), reachable(context, params.courseId), params.quizId, body),
    'DELETE /api/courses/:courseId/quizzes/:quizId': async (context, { params, query }) => {
      const courseId = reachable(context, params.courseId);
      await preparing.remove(signedIn(context), courseId, params.quizId, query.revision);
      return {};
    },
    'GET /api/courses/:courseId/quizzes/:quizId/preview': async (context, { params }) =>
      preparing.preview(reachable(context, params.courseId), params.quizId),
    'POST /api/courses/:courseId/quizzes/:quizId/opening': async (context, { params }) =>
      running.open(signedIn(context), reachable(context, params.courseId), params.quizId),
    'POST /api/courses/:courseId/quizzes/:quizId/close': async (context, { params }) =>
      running.finish(signedIn(context), reachable(context, params.courseId), params.quizId),
    'POST /api/courses/:courseId/quizzes/:quizId/extension': async (context, { params, body }) =>
      moreTime.extend(signedIn(context), reachable(context, params.courseId), params.quizId, body),
    'GET /api/courses/:courseId/quizzes/:quizId/progress': async (context, { params }) =>
      overseeing.progress(signedIn(context), reachable(context, params.courseId), params.quizId),
    'GET /api/courses/:courseId/quizzes/:quizId/room-counts': async (context, { params }) => {
      const of = { courseId: reachable(context, params.courseId), quizId: params.quizId };
      return countRoom(queries, of, { by: signedIn(context), now: clock.now() });
    },
    'GET /api/courses/:courseId/quizzes/:quizId/sittings': async (context, { params, query }) =>
      overseeing.sittings(signedIn(context), reachable(context, params.courseId), params.quizId, query),
    'GET /api/courses/:courseId/quizzes/:quizId/markings': async (context, { params, query }) =>
      desk.list(reachable(context, params.courseId), params.quizId, query),
    'PUT /api/courses/:courseId/quizzes/:quizId/markings/:paperId/:itemId': async (
      context,
      { params, body },
    ) => {
      reachable(context, params.courseId);
      return desk.mark(signedIn(context), params, body);
    },
    'GET /api/courses/:courseId/quizzes/:quizId/export': async (context, { params, query }) => {
      const found = await findQuiz(queries, reachable(context, params.courseId), params.quizId);
      if (!found) throw new AppError('not_found');
      return exportQuiz(writeSpreadsheet, queries, found, query);
    },
  };
}

export function createSittingRoutes({
  sitting,
  admission,
  deviceOf,
}: Parts): RouteHandlers<typeof paperRoutes> {
  const sitter = (context: RouteContext) => ({ ...signedIn(context), deviceId: deviceOf(context) });
  return {
    'GET /api/courses/:courseId/sittings': async (context, { params }) =>
      admission.list(signedIn(context), reachable(context, params.courseId)),
    'POST /api/courses/:courseId/quizzes/:quizId/papers': async (context, { params, body }) =>
      sitting.begin(sitter(context), reachable(context, params.courseId), params.quizId, body.again),
    'GET /api/courses/:courseId/papers/:paperId': async (context, { params }) =>
      sitting.read(signedIn(context), reachable(context, params.courseId), params.paperId),
    'PUT /api/courses/:courseId/papers/:paperId/answers': async (context, { params, body }) =>
      sitting.save(sitter(context), reachable(context, params.courseId), params.paperId, body),
    'POST /api/courses/:courseId/papers/:paperId/submission': async (context, { params, body }) =>
      sitting.submit(sitter(context), reachable(context, params.courseId), params.paperId, body.answers),
    'POST /api/courses/:courseId/quizzes/:quizId/papers-for/:traineeId': async (context, { params }) =>
      sitting.beginFor(sitter(context), reachable(context, params.courseId), params.quizId, params.traineeId),
  };
}
