import type { Feature } from '../lib/feature.ts';
import { createClassroomCommands } from './commands.ts';
import { createMediaCommands } from './media-commands.ts';
import { ClassroomService, type ClassroomDependencies } from './service.ts';

/** The live classroom, and the one thing that others may do to it: end a revoked session's place. */
export interface ClassroomFeature extends Feature {
  revoke(sessionId: string): void;
}

/** Builds the feature; `app.ts` connects it. */
export function createClassroom(deps: ClassroomDependencies): ClassroomFeature {
  const service = new ClassroomService(deps);
  return {
    name: 'classroom',
    commands: { ...createClassroomCommands(service), ...createMediaCommands(service) },
    disconnected: (connection) => service.disconnected(connection),
    revoke: (sessionId) => service.revoke(sessionId),
    close: () => service.close(),
  };
}
