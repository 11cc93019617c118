import type { Feature } from '../lib/feature.ts';
import { createReflectionRoutes, type ExportDependencies } from './routes.ts';
import { Reflections, type ReflectionDependencies } from './service.ts';

/** Builds the feature; `app.ts` connects it. */
export function createReflection(
  deps: ReflectionDependencies & Omit<ExportDependencies, 'queries'>,
): Feature {
  const reflections = new Reflections(deps);
  return {
    name: 'reflection',
    routes: createReflectionRoutes(reflections, { ...deps, queries: deps.store.db }),
  };
}
