import type { Server } from 'socket.io';
import { readFrames } from './frames.ts';

type Wire = NonNullable<ReturnType<Server['sockets']['sockets']['get']>>['conn'];

/**
 * Sends messages that are framed already to whoever is in their audiences. Socket.IO frames a message once, but hands each
 * socket every frame, and head and payload of it, as pieces that cost a write each; here a message is one piece, and all
 * messages with pictures that a socket is sent in one turn of the loop are one. They follow what else was sent in that turn.
 */
export class Delivery {
  readonly #io: Server;
  /** What with pictures each socket is to be sent at the end of this turn. */
  #gathered = new Map<string, Uint8Array[]>();

  constructor(io: Server) {
    this.#io = io;
  }

  /**
   * @param audiences a socket that is in several of them hears it once
   * @param frames one message of Socket.IO, as `framesOf` makes it
   */
  send(audiences: readonly string[], frames: Uint8Array, { pictured }: { pictured: boolean }): void {
    const hearers = this.#hearers(audiences);
    if (pictured) this.#gather(hearers, frames);
    else for (const id of hearers) this.#sendTo(id, [frames]);
  }

  #hearers(audiences: readonly string[]): Iterable<string> {
    const { rooms } = this.#io.sockets.adapter;
    const sets = audiences.flatMap((audience) => rooms.get(audience) ?? []);
    return sets.length === 1 ? (sets[0] ?? []) : new Set(sets.flatMap((set) => [...set]));
  }

  #gather(hearers: Iterable<string>, frames: Uint8Array): void {
    if (this.#gathered.size === 0) queueMicrotask(() => this.#sendGathered());
    for (const id of hearers) {
      const messages = this.#gathered.get(id);
      if (messages) messages.push(frames);
      else this.#gathered.set(id, [frames]);
    }
  }

  #sendGathered(): void {
    const gathered = this.#gathered;
    // A new map, as one that is cleared keeps what it held: V8 leaves the old table with a pointer to the new one, and once one
    // of them is old, minor collections free none of those that came after it, with all the pictures in them.
    this.#gathered = new Map();
    for (const [id, messages] of gathered) this.#sendTo(id, messages);
  }

  #sendTo(id: string, messages: readonly Uint8Array[]): void {
    const wire = this.#io.sockets.sockets.get(id)?.conn;
    if (!wire) return;
    // A connection may begin with polling and go over to a websocket, never the other way round: what is framed stays so.
    if (wire.transport.name === 'websocket') sendFrames(wire, messages);
    else for (const frames of messages) sendPieces(wire, frames);
  }
}

function sendFrames(wire: Wire, [first, ...others]: readonly Uint8Array[]): void {
  if (!first) return;
  const frames = others.length === 0 ? first : Buffer.concat([first, ...others]);
  // The websocket takes the frames that are ready; the data say how much waits while it cannot send (`WireGuard`).
  const options = { compress: false, wsPreEncodedFrame: [frames] };
  wire.send(frames, options);
}

/** For those who poll, each text and each piece of bytes is a packet of its own. */
function sendPieces(wire: Wire, frames: Uint8Array): void {
  const { text, attachments } = readFrames(frames);
  wire.send(text, { compress: false });
  for (const bytes of attachments) wire.send(bytes, { compress: false });
}
