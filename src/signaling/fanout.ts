import type { Server } from 'socket.io';
import { z } from 'zod';
import type { Bus } from '../cluster/port.ts';
import type { Fanout } from '../lib/feature.ts';
import { takeApart } from './bytes.ts';

const topic = 'signaling.fanout';
const message = z.object({
  audiences: z.array(z.string()),
  kind: z.enum(['event', 'notice']),
  data: z.unknown(),
});
/** A notice whose bytes travel beside it, under the field that they belong to. */
const noticeWithBytes = z.object({
  name: z.string(),
  data: z.record(z.string(), z.unknown()),
  bytesIn: z.string(),
});

/** Publishes for every node; what sockets do with it is `deliver`'s part. */
export function createFanout(bus: Pick<Bus, 'publish'>): Fanout {
  return {
    event: (audience, envelope) =>
      bus.publish(topic, { audiences: [audience], kind: 'event', data: envelope }),
    notice: (audience, name, data) => {
      const audiences = [audience].flat();
      const { field, bytes, rest } = takeApart(data);
      bus.publish(topic, { audiences, kind: 'notice', data: { name, data: rest, bytesIn: field } }, bytes);
    },
  };
}

/** Sends what the bus carries to this node's sockets. It is encoded once, however many they are. */
export function deliver(bus: Pick<Bus, 'subscribe'>, io: Server): () => void {
  return bus.subscribe(topic, (received, bytes) => {
    const { audiences, kind, data } = message.parse(received);
    // To no audience would mean to everybody.
    if (audiences.length > 0) {
      io.local.to(audiences).emit(kind, bytes === undefined ? data : withBytes(data, bytes));
    }
  });
}

function withBytes(received: unknown, bytes: Uint8Array): { name: string; data: Record<string, unknown> } {
  const { name, data, bytesIn } = noticeWithBytes.parse(received);
  return { name, data: { ...data, [bytesIn]: bytes } };
}
