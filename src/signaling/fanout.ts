import type { Server } from 'socket.io';
import { Encoder, PacketType } from 'socket.io-parser';
import { z } from 'zod';
import type { Bus } from '../cluster/port.ts';
import type { Fanout } from '../lib/feature.ts';
import { Delivery } from './delivery.ts';
import { framesOf } from './frames.ts';

const topic = 'signaling.fanout';
/** Beside it travels the message, as websockets are sent it. */
const message = z.object({
  audiences: z.array(z.string()),
  /** It has bytes that are no text. */
  pictured: z.boolean(),
});

/**
 * Publishes for every node; what sockets do with it is `deliver`'s part. A message is encoded here, once, however many nodes
 * and sockets it goes to.
 */
export function createFanout(bus: Pick<Bus, 'publish'>): Fanout {
  const encoder = new Encoder();
  const publish = (audiences: readonly string[], name: 'event' | 'notice', data: unknown): void => {
    const packet = { type: PacketType.EVENT, nsp: '/', data: [name, data] };
    const [text, ...attachments] = encoded.parse(encoder.encode(packet));
    bus.publish(topic, { audiences, pictured: attachments.length > 0 }, framesOf(text, attachments));
  };
  return {
    event: (audience, envelope) => publish([audience], 'event', envelope),
    notice: (audience, name, data) => publish([audience].flat(), 'notice', { name, data }),
  };
}

/** Socket.IO's encoder leaves bytes as they are, behind the text that names their places. */
const encoded = z.tuple([z.string()], z.instanceof(Uint8Array));

/** Sends what the bus carries to this node's sockets. */
export function deliver(bus: Pick<Bus, 'subscribe'>, io: Server): () => void {
  const delivery = new Delivery(io);
  return bus.subscribe(topic, (received, frames) => {
    const { audiences, pictured } = message.parse(received);
    if (frames) delivery.send(audiences, frames, { pictured });
  });
}
