import type { Feature } from '../lib/feature.ts';
import { Exports } from './export/exports.ts';
import { Imports } from './import/imports.ts';
import { createAuditRoutes, createImportRoutes, createRecordRoutes } from './record-routes.ts';
import { BranchRecords } from './records/branches.ts';
import { CourseRecords } from './records/courses.ts';
import { LessonRecords, type LessonChanged } from './records/lessons.ts';
import type { Following, Removing } from './records/roster.ts';
import { TraineeRecords } from './records/trainees.ts';
import { UnitRecords } from './records/units.ts';
import { createCourseRoutes } from './routes.ts';
import { Courses, type CourseDependencies } from './service.ts';

/** The feature, and what `features.ts` gives to others of it as narrow functions. */
export interface CourseFeature extends Feature {
  courses: Courses;
  /** Deletes a course whose time is over. */
  expire: (courseId: string) => Promise<void>;
}

/** Builds the feature; `features.ts` connects it. */
export function createCourse(
  deps: CourseDependencies & { lessonChanged?: LessonChanged; removing?: Removing; following?: Following },
): CourseFeature {
  // Without it, as in a program that only adds records, nobody is there to be told.
  const nobody = () => Promise.resolve(() => undefined);
  const { store, clock, lessonChanged = nobody, removing = nobody, following = nobody } = deps;
  const courses = new Courses(deps);
  const imports = new Imports(store, clock, following);
  const own = {
    courses: new CourseRecords(store, removing),
    lessons: new LessonRecords(store, lessonChanged),
    units: new UnitRecords(store),
  };
  const records = {
    ...own,
    store,
    branches: new BranchRecords(store, { removing, following }),
    trainees: new TraineeRecords(store, { removing, following }),
    imports,
    exports: new Exports(store, own),
  };
  return {
    name: 'course',
    courses,
    expire: (courseId) => own.courses.expire(courseId),
    routes: {
      ...createCourseRoutes(courses),
      ...createRecordRoutes(records),
      ...createImportRoutes(records),
      ...createAuditRoutes(records),
    },
    close: () => imports.close(),
  };
}
