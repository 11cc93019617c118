import type { courseRoutes } from '../contract/course.ts';
import { AppError } from '../lib/errors.ts';
import type { RouteHandlers } from '../lib/feature.ts';
import { reachable, signedIn } from './access.ts';
import type { Courses } from './service.ts';

export function createCourseRoutes(courses: Courses): RouteHandlers<typeof courseRoutes> {
  return {
    'GET /api/courses': async (context) => {
      return { courses: await courses.list(signedIn(context).courseId), demo: courses.offersDemo };
    },
    'GET /api/courses/:courseId': async (context, { params }) => {
      return courses.read(reachable(context, params.courseId));
    },
    'GET /api/courses/:courseId/invitations': async (context, { params, query }) => {
      const courseId = reachable(context, params.courseId);
      return { invitations: await courses.invitations(courseId, query.role) };
    },
    'POST /api/demo': async (context) => {
      if (!courses.offersDemo) throw new AppError('demo_off');
      return { courseId: await courses.createDemo(signedIn(context).sessionId) };
    },
  };
}
