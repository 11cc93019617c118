import { createClient } from '@redis/client';
import { createAdapter } from '@socket.io/redis-adapter';
import { Server } from 'socket.io';
import { Adapter } from 'socket.io-adapter';

/** As much of a bus as Socket.IO's Redis adapter makes: what is sent to a room reaches the sockets of all nodes. */
export interface AdapterBus {
  publish(message: unknown): void;
  subscribe(listener: (message: unknown) => void): void;
}

const room = 'lesson:1';

/** Socket.IO with its Redis adapter, without sockets: what would go to them is handed to the listener. */
export async function openAdapterBus(url: string): Promise<AdapterBus> {
  const publisher = createClient(clientOptions(url));
  const subscriber = publisher.duplicate();
  await Promise.all([publisher.connect(), subscriber.connect()]);
  let listener: (message: unknown) => void = () => undefined;
  // The last step of a broadcast on each node, the publisher's too: writing to its own sockets.
  Adapter.prototype.broadcast = ({ data }: { data: [string, unknown] }) => listener(data[1]);
  const io = new Server({ adapter: createAdapter(publisher, subscriber) });
  // It passes on only what is for a room with somebody in it.
  await io.of('/').adapter.addAll('somebody', new Set([room]));
  return {
    publish: (message) => void io.to(room).emit('event', message),
    subscribe: (heard) => (listener = heard),
  };
}

function clientOptions(url: string) {
  return url.startsWith('unix://')
    ? { socket: { path: url.slice('unix://'.length), tls: false as const } }
    : { url };
}
