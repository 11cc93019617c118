import { io } from 'socket.io-client';
import { wireOver, type CreateWire, type ServerSocket } from '../../../client/session/wire.ts';
import type { Session } from '../../support/plenum-client.ts';

/** The page's own wire from Node: the cookie is set by hand, and it can be dropped as a broken line drops it. */
export function nodeWire(
  baseUrl: string,
  { cookie }: Session,
  onDrop: () => void,
): { create: CreateWire; drop: () => void } {
  const drops: (() => void)[] = [];
  const create: CreateWire = (sessionId, listener) => {
    const socket: ServerSocket = io(baseUrl, {
      transports: ['websocket'],
      auth: { session: sessionId },
      extraHeaders: { cookie },
      autoConnect: false,
      forceNew: true,
      reconnection: false,
    });
    socket.on('disconnect', onDrop);
    drops.push(() => socket.io.engine.close());
    return wireOver(socket, listener);
  };
  return {
    create,
    drop: () => {
      for (const drop of drops) drop();
    },
  };
}
