import type { Participant } from '../contract/identity.ts';

/**
 * Whose confirmation a session's is. A trainee confirms once for all devices, a branch's screen and liaison for the branch,
 * and a lecturer by name, so that a new session is not asked again.
 */
export function viewerOf({ role, name, branchId, traineeId, sessionId }: Participant): string {
  if (traineeId !== null) return `trainee:${traineeId}`;
  if ((role === 'screen' || role === 'liaison') && branchId !== null) return `${role}:${branchId}`;
  if (role === 'lecturer') return `lecturer:${name}`;
  return `session:${sessionId}`;
}
