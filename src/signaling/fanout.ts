import type { Server } from 'socket.io';
import { z } from 'zod';
import type { Fanout } from '../lib/feature.ts';

/** What signaling needs of the cluster's bus. */
export interface Channel {
  publish(topic: string, message: unknown, bytes?: Uint8Array): void;
  /** Returns the function that ends the subscription. */
  subscribe(topic: string, listener: (message: unknown, bytes: Uint8Array | undefined) => void): () => void;
}

const topic = 'signaling.fanout';
const message = z.object({
  audiences: z.array(z.string()),
  kind: z.enum(['event', 'notice']),
  data: z.unknown(),
});
/** A notice whose bytes travel beside it, and the field that they belong to. */
const noticeWithBytes = z.object({
  audiences: z.array(z.string()),
  name: z.string(),
  data: z.record(z.string(), z.unknown()),
  bytesIn: z.string(),
});

/** Publishes for every node; what sockets do with it is `deliver`'s part. */
export function createFanout(bus: Channel): Fanout {
  return {
    event: (audience, envelope) =>
      bus.publish(topic, { audiences: [audience], kind: 'event', data: envelope }),
    notice: (audience, name, data) => {
      const audiences = [audience].flat();
      const bytesIn = bytesField(data);
      if (!bytesIn) {
        bus.publish(topic, { audiences, kind: 'notice', data: { name, data } });
        return;
      }
      const { field, bytes, rest } = bytesIn;
      bus.publish(topic, { audiences, name, data: rest, bytesIn: field }, bytes);
    },
  };
}

/** Sends what the bus carries to this node's sockets. It is encoded once, however many they are. */
export function deliver(bus: Channel, io: Server): () => void {
  const emit = (audiences: string[], kind: string, data: unknown): void => {
    // To no audience would mean to everybody.
    if (audiences.length > 0) io.local.to(audiences).emit(kind, data);
  };
  return bus.subscribe(topic, (received, bytes) => {
    if (bytes === undefined) {
      const { audiences, kind, data } = message.parse(received);
      emit(audiences, kind, data);
      return;
    }
    const { audiences, name, data, bytesIn } = noticeWithBytes.parse(received);
    emit(audiences, 'notice', { name, data: { ...data, [bytesIn]: bytes } });
  });
}

/** The field of a notice that holds bytes, of which the contract gives a notice one at most. */
function bytesField(
  data: object,
): { field: string; bytes: Uint8Array; rest: Record<string, unknown> } | undefined {
  const fields: [string, unknown][] = Object.entries(data);
  for (const [field, bytes] of fields) {
    if (!(bytes instanceof Uint8Array)) continue;
    return { field, bytes, rest: Object.fromEntries(fields.filter(([name]) => name !== field)) };
  }
  return undefined;
}
