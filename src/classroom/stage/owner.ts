import type { Participant } from '../../contract/identity.ts';

/** For whom somebody comes to the stage or raises a hand: a port for itself, everybody else for their branch; null for nobody. */
export function ownerOf({ role, branchId, traineeId, sessionId }: Participant): string | null {
  if (role === 'port') return `port:${traineeId ?? sessionId}`;
  return branchId === null ? null : `branch:${branchId}`;
}
