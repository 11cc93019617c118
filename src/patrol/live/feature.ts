import type { Feature } from '../../lib/feature.ts';
import type { ClassroomPart } from '../../lib/live-classroom.ts';
import { createLiveCommands } from './commands.ts';
import { LivePatrol, type LivePatrolDependencies } from './live-patrol.ts';

/** Live picture, sound and talk of patrol, and its part in live lessons. */
export interface LivePatrolFeature extends Feature {
  part: ClassroomPart;
}

/** Builds the feature; `app.ts` connects it. */
export function createLivePatrol(deps: LivePatrolDependencies): LivePatrolFeature {
  const patrol = new LivePatrol(deps);
  return {
    name: 'livePatrol',
    part: patrol,
    commands: createLiveCommands(patrol),
    close: () => patrol.close(),
  };
}
