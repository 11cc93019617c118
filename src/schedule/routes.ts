import type { scheduleRoutes } from '../contract/schedule.ts';
import { reachable, signedIn } from '../lib/course-scope.ts';
import type { RouteHandlers } from '../lib/feature.ts';
import type { Feeds } from './feeds.ts';
import type { Schedule } from './service.ts';

export function createScheduleRoutes(schedule: Schedule, feeds: Feeds): RouteHandlers<typeof scheduleRoutes> {
  return {
    'GET /api/courses/:courseId/schedule': async (context, { params }) =>
      schedule.view(signedIn(context), reachable(context, params.courseId)),
    'POST /api/courses/:courseId/schedule/seen': async (context, { params, body }) => {
      await schedule.confirm(signedIn(context), reachable(context, params.courseId), body.changeIds);
      return {};
    },
    'GET /api/courses/:courseId/schedule/changes': async (context, { params }) => ({
      changes: await schedule.changes(reachable(context, params.courseId)),
    }),
    'GET /api/courses/:courseId/schedule/changes/:changeId': async (context, { params }) =>
      schedule.change(reachable(context, params.courseId), params.changeId),
    'GET /api/courses/:courseId/feeds': async (context, { params }) => ({
      feeds: await feeds.list(signedIn(context), reachable(context, params.courseId)),
    }),
    'POST /api/courses/:courseId/feeds': async (context, { params, body }) => {
      const courseId = reachable(context, params.courseId);
      const places = [...(body.course ? [null] : []), ...body.branchIds];
      return { feeds: await feeds.make(signedIn(context), courseId, places) };
    },
    'DELETE /api/courses/:courseId/feeds/:feedId': async (context, { params }) => {
      await feeds.revoke(signedIn(context), reachable(context, params.courseId), params.feedId);
      return {};
    },
    'GET /api/calendars/:token': async (_context, { params }) => feeds.calendar(params.token),
  };
}
