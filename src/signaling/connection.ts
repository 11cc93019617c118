import type { Socket } from 'socket.io';
import type { Participant } from '../contract/identity.ts';
import type { Connection } from '../lib/feature.ts';
import type { Logger } from '../lib/logger.ts';

/** The audience of everything that belongs to one session, on whatever socket. */
export function sessionAudience(sessionId: string): string {
  return `session:${sessionId}`;
}

/** A connection, and the way to say that whom it speaks for has another name or branch from now on. */
export interface OwnConnection extends Connection {
  speakFor(participant: Participant): void;
}

/** One socket of this node. */
export interface SocketConnection extends OwnConnection {
  /** Leaves every audience but its session's own. */
  leaveAll(): void;
  /** Closes the line below the socket: the client comes back by itself, and resumes. */
  comeBack(): void;
}

/** One socket as features see it. */
export function createConnection(socket: Socket, opener: Participant, log: Logger): SocketConnection {
  let participant = opener;
  return {
    id: socket.id,
    get participant() {
      return participant;
    },
    speakFor: (current) => {
      participant = current;
    },
    log,
    // The in-memory adapter joins and leaves before it returns.
    enter: (audience) => void socket.join(audience),
    leave: (audience) => void socket.leave(audience),
    leaveAll: () => {
      const kept = [socket.id, sessionAudience(opener.sessionId)];
      for (const audience of [...socket.rooms]) if (!kept.includes(audience)) void socket.leave(audience);
    },
    notify: (name, data) => void socket.emit('notice', { name, data }),
    dismiss: (name) => {
      socket.emit('notice', { name, data: {} });
      // An explicit disconnect is what tells Socket.IO's client not to come back by itself.
      socket.disconnect(true);
    },
    comeBack: () => socket.conn.close(),
  };
}
