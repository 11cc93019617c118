import type { pollRoutes } from '../../contract/polls.ts';
import { reachable, signedIn } from '../../lib/course-scope.ts';
import { AppError } from '../../lib/errors.ts';
import type { RouteHandlers } from '../../lib/feature.ts';
import { exportPolls } from './export.ts';
import type { WriteSpreadsheet } from '../../lib/spreadsheet.ts';
import type { Store } from '../../store/port.ts';
import type { PreparedPolls } from './preparing.ts';
import { courseName } from './repository.ts';

export function createPollRoutes(
  prepared: PreparedPolls,
  { store, writeSpreadsheet }: { store: Store; writeSpreadsheet: WriteSpreadsheet },
): RouteHandlers<typeof pollRoutes> {
  return {
    'GET /api/courses/:courseId/polls': async (context, { params, query }) => {
      const courseId = reachable(context, params.courseId);
      return { polls: await prepared.list(courseId, query.lessonId) };
    },
    'POST /api/courses/:courseId/polls': async (context, { params, body }) =>
      prepared.create(reachable(context, params.courseId), body.lessonId, body.draft, signedIn(context)),
    'PATCH /api/courses/:courseId/polls/:pollId': async (context, { params, body }) =>
      prepared.change(reachable(context, params.courseId), params.pollId, body, signedIn(context)),
    'DELETE /api/courses/:courseId/polls/:pollId': async (context, { params, query }) => {
      const courseId = reachable(context, params.courseId);
      await prepared.remove(courseId, params.pollId, query.revision, signedIn(context));
      return {};
    },
    'GET /api/courses/:courseId/polls/:pollId/results': async (context, { params }) =>
      prepared.results(reachable(context, params.courseId), params.pollId),
    'GET /api/courses/:courseId/polls/export': async (context, { params, query }) => {
      const courseId = reachable(context, params.courseId);
      const name = await courseName(store.db, courseId);
      if (name === undefined) throw new AppError('not_found');
      const of = { courseId, courseName: name, lessonId: query.lessonId };
      return exportPolls(writeSpreadsheet, store.db, of, query);
    },
  };
}
