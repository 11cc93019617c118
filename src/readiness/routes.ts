import type { readinessRoutes } from '../contract/readiness.ts';
import { reachable, signedIn } from '../lib/course-scope.ts';
import { AppError } from '../lib/errors.ts';
import type { RouteHandlers } from '../lib/feature.ts';
import type { Readiness } from './service.ts';
import { Transfers } from './transfers.ts';

export function createReadinessRoutes(readiness: Readiness): RouteHandlers<typeof readinessRoutes> {
  const transfers = new Transfers();
  return {
    'GET /api/courses/:courseId/readiness': async (context, { params }) => ({
      entries: await readiness.board(reachable(context, params.courseId)),
    }),
    'POST /api/courses/:courseId/readiness': async (context, { params, body }) => ({
      check: await readiness.save(signedIn(context), reachable(context, params.courseId), body),
    }),
    'GET /api/courses/:courseId/readiness/own': async (context, { params }) => ({
      check: await readiness.own(signedIn(context), reachable(context, params.courseId)),
    }),
    'POST /api/courses/:courseId/readiness/probe': async (context, { params }) =>
      readiness.probe(signedIn(context), reachable(context, params.courseId)),
    'GET /api/readiness/bytes': async (_context, { query }) => ({
      name: 'bytes',
      type: 'application/octet-stream',
      content: transfers.download(query.size),
    }),
    'POST /api/readiness/bytes': async ({ upload }) => {
      if (!upload) throw new AppError('invalid_input');
      return { bytes: await transfers.upload(upload) };
    },
  };
}
