import type { Participant } from '../../contract/identity.ts';
import type { Role } from '../../contract/roles.ts';
import type { StageGuest } from '../../contract/stage.ts';
import { AppError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import type { Classroom } from '../classroom.ts';
import type { Seat } from '../seat.ts';

/** Whom to call: a port or screen that is there, or the screen of a branch. */
export type Callee = { participantId: string } | { branchId: string };

/** The call of somebody who knows nothing of it yet. */
export function newGuest({ sessionId, role, name, branchId }: Participant, calledAt: number): StageGuest {
  return {
    callId: newId(),
    participantId: sessionId,
    role,
    name,
    branchId,
    state: 'called',
    calledAt,
    liveAt: null,
  };
}

/** Only those who have a camera for the stage and nothing else to do with it. */
export function mayBeGuest(role: Role): boolean {
  return role === 'screen' || role === 'port';
}

/** The seat of whoever is called. Throws `guest_away` when they are not there, `invalid_input` for those who cannot come. */
export function calledSeat(classroom: Classroom, callee: Callee): Seat {
  for (const seat of classroom.seats()) {
    const { sessionId, role, branchId } = seat.participant;
    const meant =
      'participantId' in callee
        ? sessionId === callee.participantId
        : role === 'screen' && branchId === callee.branchId;
    if (!meant || seat.state !== 'online') continue;
    if (!mayBeGuest(role)) throw new AppError('invalid_input', { path: 'participantId' });
    return seat;
  }
  throw new AppError('guest_away');
}
