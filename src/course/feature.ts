import type { Feature } from '../lib/feature.ts';
import { createCourseRoutes } from './routes.ts';
import { Courses, type CourseDependencies } from './service.ts';

/** The feature, and what `app.ts` gives to others of it as narrow functions. */
export interface CourseFeature extends Feature {
  courses: Courses;
}

/** Builds the feature; `app.ts` connects it. */
export function createCourse(deps: CourseDependencies): CourseFeature {
  const courses = new Courses(deps);
  return { name: 'course', courses, routes: createCourseRoutes(courses) };
}
