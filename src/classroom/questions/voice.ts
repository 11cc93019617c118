import type { Participant } from '../../contract/identity.ts';
import { AppError } from '../../lib/errors.ts';

/** Who asks or supports: a person on whatever device, or a room through its liaison. Each counts once. */
export interface Voice {
  key: string;
  /** Null for somebody who sits in no branch. */
  branchId: string | null;
  forRoom: boolean;
}

/** Throws `forbidden` for a liaison without a branch. */
export function voiceOf({ role, branchId, traineeId, sessionId }: Participant): Voice {
  if (role === 'liaison') {
    if (branchId === null) throw new AppError('forbidden');
    return { key: `room:${branchId}`, branchId, forRoom: true };
  }
  return {
    key: traineeId === null ? `session:${sessionId}` : `trainee:${traineeId}`,
    branchId,
    forRoom: false,
  };
}
