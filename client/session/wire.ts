import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import type { Answer } from '../../src/contract/command.ts';
import type { EventEnvelope } from '../../src/contract/classroom.ts';
import type { Notice } from '../../src/contract/index.ts';

/** What a socket tells its connection. */
export interface WireListener {
  opened(): void;
  /** An open socket is gone. */
  dropped(): void;
  /** An attempt to open failed; `answer` is what the server said, undefined when it could not be reached. */
  refused(answer: unknown): void;
  event(envelope: EventEnvelope): void;
  notice(notice: Notice): void;
}

/** One socket that can be opened again and again. It does not come back by itself. */
export interface Wire {
  /** @param withinMs milliseconds after which the attempt is given up, handshake included */
  open(withinMs: number): void;
  /** Sends a command over the open socket; `answered` is called at most once, and never after a drop. */
  send(name: string, input: unknown, answered: (answer: Answer<unknown>) => void): void;
  /** Sends a command whose answer nobody waits for. */
  tell(name: string, input: unknown): void;
  /** Idempotent; nothing is told afterwards. */
  close(): void;
}

export type CreateWire = (sessionId: string, listener: WireListener) => Wire;

interface ServerToClient {
  event: (envelope: EventEnvelope) => void;
  notice: (notice: Notice) => void;
}

interface ClientToServer {
  command: (name: string, input: unknown, answered?: (answer: Answer<unknown>) => void) => void;
}

/** A Socket.IO socket that speaks as the server's contract says. */
export type ServerSocket = Socket<ServerToClient, ClientToServer>;

/** The wire over a socket that was made without `autoConnect` and `reconnection`. */
export function wireOver(socket: ServerSocket, listener: WireListener): Wire {
  socket.on('connect', () => listener.opened());
  socket.on('disconnect', () => listener.dropped());
  socket.on('connect_error', (error) => listener.refused('data' in error ? error.data : undefined));
  socket.on('event', (envelope) => listener.event(envelope));
  socket.on('notice', (notice) => listener.notice(notice));
  return {
    open: (withinMs) => {
      socket.io.timeout(withinMs);
      socket.connect();
    },
    send: (name, input, answered) => void socket.emit('command', name, input, answered),
    tell: (name, input) => void socket.emit('command', name, input),
    close: () => {
      socket.off();
      socket.disconnect();
    },
  };
}

/** The server's Socket.IO: WebSocket, and long polling where a proxy swallows it. */
export const createSocketIoWire: CreateWire = (sessionId, listener) =>
  wireOver(
    io({
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      auth: { session: sessionId },
      autoConnect: false,
      // When to come back is decided by the connection, which knows why the socket went.
      reconnection: false,
    }),
    listener,
  );
