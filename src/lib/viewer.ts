import type { Participant } from '../contract/identity.ts';

/**
 * Who reads or writes, on whatever device: a trainee, a branch's screen or liaison, or somebody of the staff by name, so
 * that a new session finds what was read and written before.
 */
export function viewerOf({ role, name, branchId, traineeId, sessionId }: Participant): string {
  if (traineeId !== null) return `trainee:${traineeId}`;
  if ((role === 'screen' || role === 'liaison') && branchId !== null) return `${role}:${branchId}`;
  if (role === 'organiser' || role === 'lecturer' || role === 'inspector') return `${role}:${name}`;
  return `session:${sessionId}`;
}
