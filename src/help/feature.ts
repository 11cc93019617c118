import { enterCourse, followCourse } from '../lib/course-scope.ts';
import type { Feature } from '../lib/feature.ts';
import { createHelpRoutes } from './routes.ts';
import { HelpDesk, type HelpDependencies } from './service.ts';

/** Builds the feature; `features.ts` connects it. */
export function createHelp(deps: HelpDependencies): Feature {
  return {
    name: 'help',
    routes: createHelpRoutes(new HelpDesk(deps)),
    connected: (connection) => enterCourse(connection),
    changed: (connection, before) => followCourse(connection, before),
  };
}
