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

/** Lets a socket hear what concerns its course, whichever lesson it is in. Entering twice changes nothing. */
export function enterCourse(connection: Connection): void {
  const { courseId, role } = connection.participant;
  if (courseId === null) {
    if (role === 'organiser') connection.enter(serverOrganisers);
    return;
  }
  connection.enter(courseAudience(courseId));
  if (role === 'organiser') connection.enter(organiserAudience(courseId));
}

/** Tells everybody in a course, and the organisers of the server. */
export function tellCourse<N extends NoticeName>(
  fanout: Fanout,
  courseId: string,
  name: N,
  data: NoticeData<N>,
): void {
  fanout.notice(courseAudience(courseId), name, data);
  fanout.notice(serverOrganisers, name, data);
}

/** Tells the organisers of a course, and those of the server. */
export function tellOrganisers<N extends NoticeName>(
  fanout: Fanout,
  courseId: string,
  name: N,
  data: NoticeData<N>,
): void {
  fanout.notice(organiserAudience(courseId), name, data);
  fanout.notice(serverOrganisers, name, data);
}
