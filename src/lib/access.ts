import type { Participant } from '../contract/identity.ts';
import type { Permission } from '../contract/permissions.ts';

/**
 * Whether somebody may do something at all, as far as role and reach over the whole server decide it. Whether a course,
 * branch or lesson is theirs is for the feature to check, which knows what an id belongs to.
 */
export function mayAct(permission: Permission, participant: Participant | undefined): boolean {
  if (permission.scope === 'public') return true;
  if (!participant?.role || !permission.roles.includes(participant.role)) return false;
  return permission.scope !== 'server' || participant.courseId === null;
}
