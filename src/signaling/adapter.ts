import type { Namespace } from 'socket.io';
import { Adapter, type BroadcastOptions } from 'socket.io-adapter';
import { framesOf, messagePacket } from './frames.ts';

type Packet = Parameters<Namespace['server']['encoder']['encode']>[0];
type Connection = NonNullable<ReturnType<Namespace['sockets']['get']>>['conn'];

/** A packet with bytes, as each transport takes it: a header's text and the bytes behind it, or both in their frames. */
interface Pictured {
  text: string;
  attachments: readonly Uint8Array[];
  frames: Buffer;
}

/**
 * Socket.IO's adapter, with a shorter way for the two things that a class does all day: a message to audiences, and one with
 * a picture. Socket.IO frames them once but hands each socket every frame, and head and payload of it, as pieces that cost a
 * write each; here a message is one piece, and all pictures that a socket is sent in one turn of the loop are one. They
 * follow what else was sent in that turn. Everything else is left to Socket.IO.
 */
export class OneFrameAdapter extends Adapter {
  declare readonly nsp: Namespace;
  /** What each socket is to be sent at the end of this turn. */
  readonly #gathered = new Map<string, Pictured[]>();

  override broadcast(packet: Packet, options: BroadcastOptions): void {
    const { rooms, except, flags } = options;
    const isPlain = rooms.size > 0 && !except?.size && !flags?.volatile;
    const encoded: unknown[] = isPlain
      ? this.nsp.server.encoder.encode({ ...packet, nsp: this.nsp.name })
      : [];
    const [text, ...attachments] = encoded;
    if (typeof text !== 'string' || !attachments.every((one) => one instanceof Uint8Array)) {
      super.broadcast(packet, options);
      return;
    }
    const hearers = this.#hearers(rooms);
    if (attachments.length > 0) {
      this.#gather(hearers, { text, attachments, frames: framesOf(messagePacket + text, attachments) });
      return;
    }
    // Engine.IO takes the frame for websockets, and the text for those who still poll.
    const sendOptions = { compress: false, wsPreEncodedFrame: [framesOf(messagePacket + text)] };
    for (const id of hearers) this.nsp.sockets.get(id)?.conn.send(text, sendOptions);
  }

  /** Each socket once, in however many of the audiences it is. */
  #hearers(audiences: ReadonlySet<string>): Iterable<string> {
    const sets = [...audiences].flatMap((audience) => this.rooms.get(audience) ?? []);
    return sets.length === 1 ? (sets[0] ?? []) : new Set(sets.flatMap((set) => [...set]));
  }

  #gather(hearers: Iterable<string>, packet: Pictured): void {
    if (this.#gathered.size === 0) queueMicrotask(() => this.#sendGathered());
    for (const id of hearers) {
      const packets = this.#gathered.get(id);
      if (packets) packets.push(packet);
      else this.#gathered.set(id, [packet]);
    }
  }

  #sendGathered(): void {
    for (const [id, packets] of this.#gathered) {
      const conn = this.nsp.sockets.get(id)?.conn;
      if (conn) sendAll(conn, packets);
    }
    this.#gathered.clear();
  }
}

function sendAll(conn: Connection, packets: readonly Pictured[]): void {
  const [first, ...others] = packets;
  // A connection may begin with polling and go over to a websocket, never the other way round: what is framed now stays so.
  if (first && conn.transport.name === 'websocket') {
    const frames = others.length === 0 ? first.frames : Buffer.concat(packets.map((packet) => packet.frames));
    const sendOptions = { compress: false, wsPreEncodedFrame: [frames] };
    conn.send(first.text, sendOptions);
    return;
  }
  for (const { text, attachments } of packets) {
    conn.send(text, { compress: false });
    for (const bytes of attachments) conn.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }
}
