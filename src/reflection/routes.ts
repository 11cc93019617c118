import type { reflectionRoutes } from '../contract/reflection.ts';
import { reachable, signedIn } from '../lib/course-scope.ts';
import type { RouteHandlers } from '../lib/feature.ts';
import type { WriteSpreadsheet } from '../lib/spreadsheet.ts';
import type { Queries } from '../store/port.ts';
import { exportReflections } from './export.ts';
import type { Reflections } from './service.ts';

export interface ExportDependencies {
  queries: Queries;
  writeSpreadsheet: WriteSpreadsheet;
  /** Throws `not_found`. */
  courseName: (courseId: string) => Promise<string>;
}

export function createReflectionRoutes(
  reflections: Reflections,
  { queries, writeSpreadsheet, courseName }: ExportDependencies,
): RouteHandlers<typeof reflectionRoutes> {
  return {
    'GET /api/courses/:courseId/reflection-policy': async (context, { params }) =>
      reflections.policy(reachable(context, params.courseId)),
    'PUT /api/courses/:courseId/reflection-policy': async (context, { params, body }) =>
      reflections.setPolicy(signedIn(context), reachable(context, params.courseId), body),
    'GET /api/courses/:courseId/reflections': async (context, { params, query }) =>
      reflections.list(signedIn(context), reachable(context, params.courseId), query),
    'GET /api/courses/:courseId/reflections/own': async (context, { params }) =>
      reflections.own(signedIn(context), reachable(context, params.courseId)),
    'GET /api/courses/:courseId/reflections/shown': async (context, { params, query }) =>
      reflections.shown(reachable(context, params.courseId), query),
    'PUT /api/courses/:courseId/reflections/own': async (context, { params, body }) =>
      reflections.save(signedIn(context), reachable(context, params.courseId), body),
    'POST /api/courses/:courseId/reflections/:traineeId/comments': async (context, { params, body }) =>
      reflections.comment(signedIn(context), reachable(context, params.courseId), params.traineeId, body),
    'PUT /api/courses/:courseId/reflections/:traineeId/shown': async (context, { params, body }) => {
      const courseId = reachable(context, params.courseId);
      return reflections.show(signedIn(context), courseId, params.traineeId, body.shown);
    },
    'GET /api/courses/:courseId/reflections-export': async (context, { params, query }) => {
      const courseId = reachable(context, params.courseId);
      const of = { courseId, courseName: await courseName(courseId) };
      return exportReflections(writeSpreadsheet, queries, of, query);
    },
  };
}
