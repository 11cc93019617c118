import { z } from 'zod';
import { invitation } from '../../src/contract/course.ts';
import { roles, type Role } from '../../src/contract/roles.ts';
import { signIn, signUp, type Session } from './wire.ts';

/** The demo course on a running server, and its links. */
export interface Demo {
  courseId: string;
  /** The first organiser, with an account of their own. */
  organiser: Session;
  /** The paths of all links of a role that open a session as they are. */
  paths(role: Role): string[];
  /** Signs in by the first link of a role. */
  signIn(role: Role): Promise<Session>;
}

/** Takes the server's first link and makes the demo course. Works once on each server. */
export async function makeDemo(server: { url: string; organiserLink: string | null }): Promise<Demo> {
  if (server.organiserLink === null) throw new Error('the server has an organiser already');
  const organiser = await signUp(server.url, server.organiserLink);
  const made = await organiser.request('POST', '/api/demo', {});
  const { courseId } = z.object({ courseId: z.string() }).parse(await made.json());
  const listed = await organiser.request('GET', `/api/courses/${courseId}/invitations`);
  const { invitations } = z.object({ invitations: z.array(invitation) }).parse(await listed.json());
  const paths = (role: Role): string[] =>
    invitations
      .filter((one) => one.role === role && (role !== 'trainee' || one.traineeId !== null))
      .map((one) => one.path);
  return {
    courseId,
    organiser,
    paths,
    signIn(role) {
      const [path] = paths(role);
      if (path === undefined) throw new Error(`the demo course has no link for ${role}`);
      return signIn(server.url, path);
    },
  };
}

/** One session of each role. */
export async function signInAll(demo: Demo): Promise<Map<Role, Session>> {
  const sessions = await Promise.all(roles.map(async (role) => [role, await demo.signIn(role)] as const));
  return new Map(sessions);
}
