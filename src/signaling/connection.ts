import type { Socket } from 'socket.io';
import type { Participant } from '../contract/identity.ts';
import type { Connection } from '../lib/feature.ts';
import type { Logger } from '../lib/logger.ts';

/** The audience of everything that belongs to one session, on whatever socket. */
export function sessionAudience(sessionId: string): string {
  return `session:${sessionId}`;
}

/** One socket as features see it. */
export function createConnection(socket: Socket, participant: Participant, log: Logger): Connection {
  return {
    id: socket.id,
    participant,
    log,
    // The in-memory adapter joins and leaves before it returns.
    enter: (audience) => void socket.join(audience),
    leave: (audience) => void socket.leave(audience),
    notify: (name, data) => void socket.emit('notice', { name, data }),
    dismiss: (name) => {
      socket.emit('notice', { name, data: {} });
      // An explicit disconnect is what tells Socket.IO's client not to come back by itself.
      socket.disconnect(true);
    },
  };
}
