import { io, type Socket } from 'socket.io-client';
import type { EventEnvelope } from '../../../src/contract/classroom.ts';
import type { Notice } from '../../../src/contract/index.ts';
import type { CreateWire } from '../../../client/session/wire.ts';
import type { Session } from '../../support/plenum-client.ts';

interface Heard {
  event: (envelope: EventEnvelope) => void;
  notice: (notice: Notice) => void;
}
type Sent = Record<string, (...args: unknown[]) => void>;

/** A socket as the page opens one, from Node: the cookie is set by hand, and it can be dropped as a broken line drops it. */
export function nodeWire(
  baseUrl: string,
  { cookie }: Session,
  onDrop: () => void,
): { create: CreateWire; drop: () => void } {
  const drops: (() => void)[] = [];
  const create: CreateWire = (sessionId, listener) => {
    const socket: Socket<Heard, Sent> = io(baseUrl, {
      transports: ['websocket'],
      auth: { session: sessionId },
      extraHeaders: { cookie },
      autoConnect: false,
      forceNew: true,
      reconnection: false,
    });
    socket.on('connect', () => listener.opened());
    socket.on('disconnect', () => {
      onDrop();
      listener.dropped();
    });
    socket.on('connect_error', (error) => listener.refused('data' in error ? error.data : undefined));
    socket.on('event', (envelope) => listener.event(envelope));
    socket.on('notice', (notice) => listener.notice(notice));
    drops.push(() => socket.io.engine.close());
    return {
      open: (withinMs) => {
        socket.io.timeout(withinMs);
        socket.connect();
      },
      send: (name, input, answered) => void socket.emit('command', name, input, answered),
      close: () => {
        socket.off();
        socket.disconnect();
      },
    };
  };
  return {
    create,
    drop: () => {
      for (const drop of drops) drop();
    },
  };
}
