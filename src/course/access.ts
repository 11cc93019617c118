import type { Participant } from '../contract/identity.ts';
import { AppError } from '../lib/errors.ts';
import type { RouteContext } from '../lib/feature.ts';

/** Who asks. Throws `not_signed_in`. */
export function signedIn({ participant }: RouteContext): Participant {
  if (!participant) throw new AppError('not_signed_in');
  return participant;
}

/** The course's id. To somebody of another course, this one does not exist. */
export function reachable(context: RouteContext, courseId: string): string {
  const own = signedIn(context).courseId;
  if (own !== null && own !== courseId) throw new AppError('not_found');
  return courseId;
}

/** The branch that bounds what somebody sees of a course; null when they see all of it. A liaison has one, always. */
export function ownBranch(context: RouteContext): string | null {
  const { role, branchId } = signedIn(context);
  if (role === 'organiser') return null;
  if (branchId === null) throw new AppError('forbidden');
  return branchId;
}
