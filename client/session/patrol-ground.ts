import type { SessionGround } from './lead.ts';
import type { SoundOutput } from './types.ts';

/** What a room's part in patrol stands on. */
export interface PatrolCameraGround extends SessionGround {
  /** What plays the stage, and is turned down while somebody speaks to the room. */
  sound: SoundOutput;
}
