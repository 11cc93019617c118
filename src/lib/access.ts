import type { Participant } from '../contract/identity.ts';

/** Whether a course is the participant's: their own, or any for an organiser of the whole server. */
export function reachesCourse({ courseId: own }: Participant, courseId: string): boolean {
  return own === null || own === courseId;
}

/**
 * Whether a branch is the participant's. Who belongs to no branch reaches every branch of their courses; a liaison reaches
 * the own branch and those below it; everybody else of a branch reaches that branch.
 */
export function reachesBranch(
  participant: Participant,
  branch: { id: string; courseId: string; parentId: string | null },
): boolean {
  if (!reachesCourse(participant, branch.courseId)) return false;
  const { branchId: own, role } = participant;
  if (own === null) return role !== 'liaison' && role !== 'screen';
  return own === branch.id || (role === 'liaison' && own === branch.parentId);
}
