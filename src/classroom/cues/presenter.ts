import type { Connection } from '../../lib/feature.ts';
import type { Classroom } from '../classroom.ts';
import { isMain } from '../stage/direction.ts';

/**
 * The session of the device that presents: one of the main classroom that is there and on air. When there are several, the
 * one that asks, else one that sends.
 */
export function presenterOf(classroom: Classroom, { participant }: Connection): string | undefined {
  const onAir = [...classroom.seats()].flatMap(({ state, participant: { sessionId, role } }) => {
    const presents = isMain(role) && classroom.direction.placeOf(sessionId, role) === 'air';
    return presents && state === 'online' ? [sessionId] : [];
  });
  const sends = (sessionId: string): boolean =>
    classroom.tracks.some(({ participantId }) => participantId === sessionId);
  return onAir.find((id) => id === participant.sessionId) ?? onAir.find(sends) ?? onAir[0];
}
