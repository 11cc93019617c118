import { enterCourse } from '../lib/course-scope.ts';
import type { Feature } from '../lib/feature.ts';
import { Feeds } from './feeds.ts';
import { createScheduleRoutes } from './routes.ts';
import { Schedule, type ScheduleDependencies } from './service.ts';

/** The feature, and what `features.ts` gives to others of it as narrow functions. */
export interface ScheduleFeature extends Feature {
  schedule: Schedule;
}

/** Builds the feature; `features.ts` connects it. */
export async function createSchedule(deps: ScheduleDependencies): Promise<ScheduleFeature> {
  const schedule = new Schedule(deps);
  const feeds = await Feeds.create(deps);
  return {
    name: 'schedule',
    schedule,
    routes: createScheduleRoutes(schedule, feeds),
    connected: (connection) => enterCourse(connection),
  };
}
