import type { retentionRoutes } from '../contract/retention.ts';
import { reachable, signedIn } from '../lib/course-scope.ts';
import type { Feature, RouteHandlers } from '../lib/feature.ts';
import { Retention, type RetentionDependencies } from './service.ts';

/** The feature, with what is done by the clock. */
export interface RetentionFeature extends Feature {
  retention: Retention;
}

/** Builds the feature; `features.ts` connects it. */
export function createRetention(deps: RetentionDependencies): RetentionFeature {
  const retention = new Retention(deps);
  const routes: RouteHandlers<typeof retentionRoutes> = {
    'GET /api/retention': async (context) => ({ courses: await retention.soon(signedIn(context).courseId) }),
    'GET /api/courses/:courseId/retention': (context, { params }) =>
      retention.read(reachable(context, params.courseId)),
    'PUT /api/courses/:courseId/retention': (context, { params, body }) =>
      retention.settle(reachable(context, params.courseId), body.days, signedIn(context)),
  };
  return { name: 'retention', retention, routes, close: async () => retention.close() };
}
