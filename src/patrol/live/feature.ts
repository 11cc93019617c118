import type { Feature } from '../../lib/feature.ts';
import type { ClassroomPart } from '../../lib/live-classroom.ts';
import { createLiveCommands } from './commands.ts';
import { LivePatrol, type LivePatrolDependencies } from './live-patrol.ts';

/** Live picture, sound and talk of patrol, and its part in live lessons. */
export interface LivePatrolFeature extends Feature {
  part: ClassroomPart;
  /** Whether the camera of a branch's room, or of a trainee's port, is on patrol in a lesson; with null in any. */
  hasCamera(lessonId: string | null, of: { traineeId: string; branchId: string | null }): boolean;
}

/** Builds the feature; `features.ts` connects it. */
export function createLivePatrol(deps: LivePatrolDependencies): LivePatrolFeature {
  const patrol = new LivePatrol(deps);
  return {
    name: 'livePatrol',
    part: patrol,
    hasCamera: (lessonId, { traineeId, branchId }) =>
      patrol.isPublishing(lessonId, (one) =>
        one.role === 'screen' ? branchId !== null && one.branchId === branchId : one.traineeId === traineeId,
      ),
    commands: createLiveCommands(patrol),
    close: () => patrol.close(),
  };
}
