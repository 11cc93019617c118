import type { Server } from 'socket.io';
import { z } from 'zod';
import type { Fanout } from '../lib/feature.ts';

/** What signaling needs of the cluster's bus. */
export interface Channel {
  publish(topic: string, message: unknown): void;
  /** Returns the function that ends the subscription. */
  subscribe(topic: string, listener: (message: unknown) => void): () => void;
}

const topic = 'signaling.fanout';
const message = z.object({
  audiences: z.array(z.string()),
  kind: z.enum(['event', 'notice']),
  data: z.unknown(),
});

/** Publishes for every node; what sockets do with it is `deliver`'s part. */
export function createFanout(bus: Channel): Fanout {
  return {
    event: (audience, envelope) =>
      bus.publish(topic, { audiences: [audience], kind: 'event', data: envelope }),
    notice: (audience, name, data) =>
      bus.publish(topic, { audiences: [audience].flat(), kind: 'notice', data: { name, data } }),
  };
}

/** Sends what the bus carries to this node's sockets. It is encoded once, however many they are. */
export function deliver(bus: Channel, io: Server): () => void {
  return bus.subscribe(topic, (received) => {
    const { audiences, kind, data } = message.parse(received);
    // To no audience would mean to everybody.
    if (audiences.length > 0) io.local.to(audiences).emit(kind, data);
  });
}
