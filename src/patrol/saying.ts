import type { Participant } from '../contract/identity.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { Connection } from '../lib/feature.ts';
import type { ClassroomAccess } from '../lib/live-classroom.ts';
import { writeAudit } from '../store/audit.ts';
import type { Store } from '../store/port.ts';
import type { Patrol } from './patrol.ts';

/** A line of text to one branch, on its screen and on its liaison's page. Committed when it resolves; said once per id. */
export type SayToBranch = (
  by: Participant,
  courseId: string,
  line: { messageId: string; branchId: string; text: string },
) => Promise<unknown>;

export interface SayingDependencies {
  store: Store;
  clock: Clock;
  access: ClassroomAccess;
  patrol: Patrol;
  sayToBranch: SayToBranch;
}

/**
 * Says a line of text to a room or a port.
 * @throws `not_joined`, `not_found` for an unknown room, `port_away`, and what announcing throws
 */
export async function sayToRoom(
  { store, clock, access, patrol, sayToBranch }: SayingDependencies,
  connection: Connection,
  { messageId, tileId, text }: { messageId: string; tileId: string; text: string },
): Promise<void> {
  const { participant: by, view, wall } = patrol.require(connection);
  const { id: lessonId, courseId } = view.lesson;
  const room = wall.room(tileId);
  if (!room) throw new AppError('not_found');
  if (room.record.of === 'branch') {
    await sayToBranch(by, courseId, { messageId, branchId: tileId, text });
    return;
  }
  const sessions = room.online();
  if (sessions.length === 0) throw new AppError('port_away');
  const after = { name: room.record.name, text };
  await writeAudit(store.db, by, [{ courseId, action: 'port.told', recordId: tileId, after }]);
  const said = { messageId, text, by: by.name, at: clock.now() };
  for (const sessionId of sessions) access.tell(lessonId, { sessionId }, 'patrol.said', said);
}
