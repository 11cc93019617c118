import type { Stage } from '../../src/contract/classroom.ts';
import type { Participant } from '../../src/contract/identity.ts';
import type { Role } from '../../src/contract/roles.ts';
import type { DevicePlace, Picture, Sound } from './types.ts';

/** Who leads from the main classroom. */
export function isMain(role: Role): boolean {
  return role === 'lecturer' || role === 'organiser';
}

/** Where a device of the main classroom is; the server knows, and this is what it tells. */
export function placeOf({ sessionId, role }: Participant, { standby, tracks }: Stage): DevicePlace {
  if (standby.some(({ participantId }) => participantId === sessionId)) return 'standby';
  if (role === 'lecturer' || tracks.some(({ participantId }) => participantId === sessionId)) return 'air';
  return 'none';
}

/** What decides whether something that arrives is on air, and whether it is played here. */
export interface Sight {
  role: Role;
  /** The own session. */
  own: string | null;
  stage: Pick<Stage, 'tracks' | 'standby'>;
}

/**
 * Whatever others receive is on air. The main classroom also receives whoever was called: those are seen, but not heard
 * before they are on air. A device that stands in the main classroom does not play that room's own voice into it.
 */
export function asReceived(
  all: { pictures: readonly Picture[]; sounds: readonly Sound[] },
  { role, own, stage }: Sight,
): { pictures: readonly Picture[]; sounds: readonly Sound[] } {
  if (!isMain(role)) return all;
  const onAir = new Set(stage.tracks.map(({ trackId }) => trackId));
  const inTheRoom =
    role === 'lecturer' ||
    stage.standby.some(({ participantId }) => participantId === own) ||
    stage.tracks.some(({ participantId }) => participantId === own);
  return {
    pictures: all.pictures.map((picture) => ({ ...picture, onAir: onAir.has(picture.trackId) })),
    sounds: all.sounds.map((sound) => ({
      ...sound,
      onAir: onAir.has(sound.trackId),
      audible: onAir.has(sound.trackId) && !(inTheRoom && sound.main),
    })),
  };
}
