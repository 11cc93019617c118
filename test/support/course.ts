import { z } from 'zod';
import { courseRoutes } from '../../src/contract/course.ts';
import type { Role } from '../../src/contract/roles.ts';
import type { TestServer } from './server.ts';
import { signUp, type Session } from './wire.ts';

/** The artificial course on a running server, with its links. */
export interface OpenCourse {
  courseId: string;
  organiser: Session;
  /** Full addresses of the links of a role that open a session as they are, in the server's order. */
  links(role: Role): Promise<string[]>;
}

/** Makes the first organiser's account and creates the artificial course. */
export async function openCourse(server: Pick<TestServer, 'url' | 'organiserLink'>): Promise<OpenCourse> {
  if (server.organiserLink === null) throw new Error('the server has an organiser already');
  const organiser = await signUp(server.url, server.organiserLink);
  const created = await organiser.request('POST', '/api/demo', {});
  const { courseId } = courseRoutes['POST /api/demo'].output.parse(await created.json());
  return {
    courseId,
    organiser,
    links: async (role) => {
      const answer = await organiser.request('GET', `/api/courses/${courseId}/invitations?role=${role}`);
      const { invitations } = courseRoutes['GET /api/courses/:courseId/invitations'].output.parse(
        z.unknown().parse(await answer.json()),
      );
      return invitations
        .filter((one) => one.role !== 'trainee' || one.traineeId !== null)
        .map(({ path }) => `${server.url}${path}`);
    },
  };
}

/** The list's element at that place; fails the test when it is not there. */
export function at<T>(list: readonly T[], index: number): T {
  const element = list[index];
  if (element === undefined) throw new Error(`there is no element ${index} of ${list.length}`);
  return element;
}
