import type * as ms from 'mediasoup/types';
import { AppError } from '../../lib/errors.ts';
import { wireParameters } from '../capabilities.ts';
import type { Room } from '../room.ts';
import { ForeignTrack } from './foreign-track.ts';
import type { Link } from './link.ts';
import { connectPipe, openPipe, type PipeEnd, type PipeSocket } from './pipe-socket.ts';
import type { Input, Output } from './wire.ts';

interface Given {
  pipe: string;
  transport: ms.PipeTransport;
}

/** The tracks of one room that other nodes fetch from this one: one pipe for each node and track. */
export class Exports {
  readonly #room: Room;
  readonly #link: Link;
  readonly #socket: PipeSocket;
  readonly #given = new Map<string, Given>();
  #closed = false;

  constructor(room: Room, link: Link, socket: PipeSocket) {
    this.#room = room;
    this.#link = link;
    this.#socket = socket;
  }

  /** Rejects with `media_gone` for a track that is not here (yet). A second pipe for the same takes the place of the first. */
  async give(to: string, wanted: Input<'media.pull'>): Promise<Output<'media.pull'>> {
    const { trackId, pipe } = wanted;
    const track = this.#room.entry(trackId);
    if (!track || track.ended) throw new AppError('media_gone');
    const router =
      track instanceof ForeignTrack ? await track.router() : this.#room.ownEntry(trackId)?.router;
    if (!router || router.closed) throw new AppError('media_gone');
    const { transport, end } = await openPipe(router, this.#socket);
    try {
      const consumer = await this.#consume(transport, trackId, wanted);
      const key = `${to} ${trackId}`;
      this.#given.get(key)?.transport.close();
      const given = { pipe, transport };
      this.#given.set(key, given);
      transport.observer.once('close', () => {
        if (this.#given.get(key) === given) this.#given.delete(key);
      });
      // What is sent here and has ended is known to everybody from the room's owner; a way that broke only to us.
      const lost = (): void => {
        transport.close();
        if (track instanceof ForeignTrack) this.#tellCut(to, trackId, pipe);
      };
      consumer.once('producerclose', lost);
      transport.once('routerclose', lost);
      const { kind, rtpParameters, producerPaused: paused } = consumer;
      return { ...end, kind, rtpParameters: wireParameters(rtpParameters), paused };
    } catch (error) {
      transport.close();
      throw error;
    }
  }

  /** Bytes that were sent through a pipe. Rejects with `media_gone`. */
  async sent(to: string, { trackId, pipe }: Input<'media.piped'>): Promise<number> {
    const given = this.#given.get(`${to} ${trackId}`);
    if (given?.pipe !== pipe) throw new AppError('media_gone');
    const [stats] = await given.transport.getStats();
    return stats?.bytesSent ?? 0;
  }

  takeBack(to: string, { trackId, pipe }: { trackId: string; pipe: string }): void {
    const given = this.#given.get(`${to} ${trackId}`);
    if (given?.pipe === pipe) given.transport.close();
  }

  nodeLeft(nodeId: string): void {
    for (const [key, { transport }] of [...this.#given]) if (key.startsWith(`${nodeId} `)) transport.close();
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    for (const { transport } of [...this.#given.values()]) transport.close();
  }

  async #consume(transport: ms.PipeTransport, trackId: string, to: PipeEnd): Promise<ms.Consumer> {
    await connectPipe(transport, to);
    const consumer = await transport.consume({ producerId: trackId });
    if (consumer.closed || this.#closed) throw new AppError('media_gone');
    return consumer;
  }

  #tellCut(to: string, trackId: string, pipe: string): void {
    if (this.#closed) return;
    void this.#link.insist(
      to,
      'media.cut',
      () => ({ room: this.#room.id, trackId, pipe }),
      () => !this.#closed,
    );
  }
}
