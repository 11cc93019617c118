import type { courseRoutes } from '../contract/course.ts';
import type { Participant } from '../contract/identity.ts';
import { AppError } from '../lib/errors.ts';
import type { RouteContext, RouteHandlers } from '../lib/feature.ts';
import type { Courses } from './service.ts';

export function createCourseRoutes(courses: Courses): RouteHandlers<typeof courseRoutes> {
  return {
    'GET /api/courses': async (context) => {
      return { courses: await courses.list(signedIn(context).courseId) };
    },
    'GET /api/courses/:courseId': async (context, { params }) => {
      return courses.read(reachable(context, params.courseId));
    },
    'GET /api/courses/:courseId/invitations': async (context, { params, query }) => {
      const courseId = reachable(context, params.courseId);
      return { invitations: await courses.invitations(courseId, query.role) };
    },
    'POST /api/demo': async (context) => {
      return { courseId: await courses.createDemo(signedIn(context).sessionId) };
    },
  };
}

function signedIn({ participant }: RouteContext): Participant {
  if (!participant) throw new AppError('not_signed_in');
  return participant;
}

/** To somebody of another course, this one does not exist. */
function reachable(context: RouteContext, courseId: string): string {
  const own = signedIn(context).courseId;
  if (own !== null && own !== courseId) throw new AppError('not_found');
  return courseId;
}
