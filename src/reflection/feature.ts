import type { Feature } from '../lib/feature.ts';
import { findHandedInTimes } from './repository.ts';
import { createReflectionRoutes, type ExportDependencies } from './routes.ts';
import { Reflections, type ReflectionDependencies } from './service.ts';

export interface ReflectionFeature extends Feature {
  /** Who of a course has handed in a reflection, and when, in milliseconds. For scores. */
  handedInOf(courseId: string): Promise<{ traineeId: string; at: number }[]>;
}

/** Builds the feature; `features.ts` connects it. */
export function createReflection(
  deps: ReflectionDependencies & Omit<ExportDependencies, 'queries'>,
): ReflectionFeature {
  const reflections = new Reflections(deps);
  return {
    name: 'reflection',
    routes: createReflectionRoutes(reflections, { ...deps, queries: deps.store.db }),
    handedInOf: (courseId) => findHandedInTimes(deps.store.db, courseId),
  };
}
