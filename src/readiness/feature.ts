import { enterCourse } from '../lib/course-scope.ts';
import type { Feature } from '../lib/feature.ts';
import { createReadinessRoutes } from './routes.ts';
import { Readiness, type ReadinessDependencies } from './service.ts';

/** Builds the feature; `features.ts` connects it. */
export function createReadiness(deps: ReadinessDependencies): Feature {
  const readiness = new Readiness(deps);
  return {
    name: 'readiness',
    routes: createReadinessRoutes(readiness),
    connected: (connection) => enterCourse(connection),
    close: async () => readiness.close(),
  };
}
