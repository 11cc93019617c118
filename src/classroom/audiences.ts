import type { JoinAnswer, Presence } from '../contract/classroom.ts';
import type { Participant } from '../contract/identity.ts';
import type { Role } from '../contract/roles.ts';
import type { Audience } from '../lib/feature.ts';
import { audienceOf, type Classroom } from './classroom.ts';
import type { Hearers } from '../lib/live-classroom.ts';

const staff: readonly Role[] = ['organiser', 'lecturer', 'inspector'];

/** Who sees everybody's presence, and hears what is told to `staff`. */
export function isStaff(role: Role): boolean {
  return staff.includes(role);
}

/** The key under which the liaisons of a branch hear of the presence in it and in the branches below it. */
export function liaisonsOf(classroom: Classroom, branchId: string): Audience {
  return `lesson:${classroom.lesson.id}:liaisons:${branchId}`;
}

/** The key under which these people hear of this classroom. */
export function hearersOf(classroom: Classroom, to: Hearers): Audience {
  if (typeof to === 'string') return audienceOf(classroom, to);
  return 'sessionId' in to ? `session:${to.sessionId}` : branchOf(classroom, to.branchId);
}

/** What somebody in the classroom hears. */
export function audiencesFor(classroom: Classroom, { role, branchId }: Participant): Audience[] {
  const audiences = [audienceOf(classroom, 'all')];
  if (isStaff(role)) audiences.push(audienceOf(classroom, 'staff'));
  if (branchId !== null) audiences.push(branchOf(classroom, branchId));
  if (role === 'liaison' && branchId !== null) audiences.push(liaisonsOf(classroom, branchId));
  return audiences;
}

/** The key under which the people of a branch hear what concerns it: its screen, its liaison, its trainees. */
function branchOf(classroom: Classroom, branchId: string): Audience {
  return `lesson:${classroom.lesson.id}:branch:${branchId}`;
}

/** The branches and the presence that somebody sees; null for those who see none. */
export function rosterFor(classroom: Classroom, { role, branchId }: Participant): JoinAnswer['roster'] {
  if (isStaff(role)) {
    return { branches: [...classroom.branches], presence: classroom.presence() };
  }
  return role === 'liaison' && branchId !== null ? rosterBelow(classroom, branchId) : null;
}

/** A branch with those below it, and the presence of everybody who belongs to them. */
export function rosterBelow(classroom: Classroom, branchId: string): NonNullable<JoinAnswer['roster']> {
  const branches = classroom.branches.filter((one) => one.id === branchId || one.parentId === branchId);
  const ids = new Set(branches.map(({ id }) => id));
  const isInside = (presence: Presence): boolean => presence.branchId !== null && ids.has(presence.branchId);
  return { branches, presence: classroom.presence().filter(isInside) };
}
