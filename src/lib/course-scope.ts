import type { Participant } from '../contract/identity.ts';
import { AppError } from './errors.ts';
import type { Audience, Connection, Fanout, RouteContext } from './feature.ts';
import type { NoticeData, NoticeName } from '../contract/index.ts';

/** Who asks. Throws `not_signed_in`. */
export function signedIn({ participant }: RouteContext): Participant {
  if (!participant) throw new AppError('not_signed_in');
  return participant;
}

/** The course of a request's address. To somebody of another course it does not exist: throws `not_found`. */
export function reachable(context: RouteContext, courseId: string): string {
  const own = signedIn(context).courseId;
  if (own !== null && own !== courseId) throw new AppError('not_found');
  return courseId;
}

/** Organisers of the whole server: they hear of every course. */
const serverOrganisers: Audience = 'organisers';

function courseAudience(courseId: string): Audience {
  return `course:${courseId}:all`;
}

function organiserAudience(courseId: string): Audience {
  return `course:${courseId}:organisers`;
}

/** Everybody who belongs to a branch: its screen, its liaison, its trainees. */
export function branchAudience(courseId: string, branchId: string): Audience {
  return `course:${courseId}:branch:${branchId}`;
}

/** The liaisons of a branch; with null those of all branches of the course. */
export function liaisonAudience(courseId: string, branchId: string | null): Audience {
  return `course:${courseId}:liaisons${branchId === null ? '' : `:${branchId}`}`;
}

/** Everybody who learns, in branches and on ports. */
export function learnerAudience(courseId: string): Audience {
  return `course:${courseId}:learners`;
}

/** The big screens of a branch. */
export function screenAudience(courseId: string, branchId: string): Audience {
  return `course:${courseId}:screens:${branchId}`;
}

/** One trainee's own devices. */
export function traineeAudience(traineeId: string): Audience {
  return `trainee:${traineeId}`;
}

/** Lecturers and inspectors of the course. */
export function staffAudience(courseId: string): Audience {
  return `course:${courseId}:staff`;
}

function audiencesOf({ courseId, branchId, traineeId, role }: Participant): Audience[] {
  if (courseId === null) return role === 'organiser' ? [serverOrganisers] : [];
  const audiences = [courseAudience(courseId)];
  if (branchId !== null) audiences.push(branchAudience(courseId, branchId));
  if (role === 'organiser') audiences.push(organiserAudience(courseId));
  if (traineeId !== null) audiences.push(traineeAudience(traineeId));
  if (role === 'screen' && branchId !== null) audiences.push(screenAudience(courseId, branchId));
  if (role === 'lecturer' || role === 'inspector') audiences.push(staffAudience(courseId));
  if (role === 'trainee' || role === 'port') audiences.push(learnerAudience(courseId));
  if (role === 'liaison') {
    audiences.push(liaisonAudience(courseId, null));
    if (branchId !== null) audiences.push(liaisonAudience(courseId, branchId));
  }
  return audiences;
}

/** Lets a socket hear what concerns its course, whichever lesson it is in. Entering twice changes nothing. */
export function enterCourse(connection: Connection): void {
  for (const audience of audiencesOf(connection.participant)) connection.enter(audience);
}

/** The socket's session stands for another branch than `before`: it hears that branch's news from now on. */
export function followCourse(connection: Connection, before: Participant): void {
  const now = audiencesOf(connection.participant);
  for (const audience of audiencesOf(before)) if (!now.includes(audience)) connection.leave(audience);
  for (const audience of now) connection.enter(audience);
}

/** Tells everybody in a course, and the organisers of the server. */
export function tellCourse<N extends NoticeName>(
  fanout: Fanout,
  courseId: string,
  name: N,
  data: NoticeData<N>,
): void {
  fanout.notice([courseAudience(courseId), serverOrganisers], name, data);
}

/** Tells the organisers of a course, and those of the server. */
export function tellOrganisers<N extends NoticeName>(
  fanout: Fanout,
  courseId: string,
  name: N,
  data: NoticeData<N>,
): void {
  fanout.notice([organiserAudience(courseId), serverOrganisers], name, data);
}
