import type { classroomCommands } from '../contract/classroom.ts';
import type { CommandHandlers } from '../lib/feature.ts';
import type { ClassroomService } from './service.ts';

export function createClassroomCommands(
  service: ClassroomService,
): CommandHandlers<typeof classroomCommands> {
  return {
    'classroom.join': async ({ connection }, { lessonId, lastSeen, withMedia }) =>
      service.join(connection, { lessonId, lastSeen, withMedia }),
    'classroom.start': async ({ connection }) => ({ lesson: await service.start(connection) }),
    'classroom.end': async ({ connection }) => ({ lesson: await service.end(connection) }),
    'classroom.leave': async ({ connection }) => {
      service.leave(connection);
      return {};
    },
  };
}
