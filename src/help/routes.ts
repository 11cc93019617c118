import type { helpRoutes } from '../contract/help.ts';
import { reachable, signedIn } from '../lib/course-scope.ts';
import type { RouteHandlers } from '../lib/feature.ts';
import type { HelpDesk } from './service.ts';

export function createHelpRoutes(desk: HelpDesk): RouteHandlers<typeof helpRoutes> {
  return {
    'POST /api/courses/:courseId/tickets': async (context, { params, body }) =>
      desk.open(signedIn(context), reachable(context, params.courseId), body),
    'GET /api/courses/:courseId/tickets/own': async (context, { params }) => ({
      tickets: await desk.own(signedIn(context), reachable(context, params.courseId)),
    }),
    'GET /api/courses/:courseId/tickets': async (context, { params, query }) =>
      desk.list(reachable(context, params.courseId), query),
    'POST /api/courses/:courseId/tickets/:ticketId/answers': async (context, { params, body }) => ({
      answered: await desk.answer(
        signedIn(context),
        reachable(context, params.courseId),
        params.ticketId,
        body,
      ),
    }),
    'POST /api/courses/:courseId/tickets/:ticketId/close': async (context, { params, body }) => ({
      closed: await desk.close(
        signedIn(context),
        reachable(context, params.courseId),
        params.ticketId,
        body.group,
      ),
    }),
  };
}
