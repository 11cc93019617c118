import type * as ms from 'mediasoup/types';
import { AppError } from '../lib/errors.ts';
import type { Track } from './port.ts';

/** Sockets of the pipes between workers; a pipe carries what all viewers of a worker get, so a lost packet is lost for all. */
export interface PipeSettings {
  ports: { min: number; max: number };
  recvBufferBytes: number;
  sendBufferBytes: number;
}

/** A track as those see it who receive it, wherever it comes from. */
export interface FollowedTrack {
  readonly track: Track;
  /** It is over, and nothing of it will come any more. */
  readonly ended: boolean;
  /** Brings the track to a router of this node, once however many ask for it at once. */
  reach(router: ms.Router): Promise<void>;
}

/** A published track: its producer, the router that it lives on, and the routers that it has been piped to. */
export class TrackEntry implements FollowedTrack {
  readonly producer: ms.Producer;
  #track: Track;
  /** The router that the producer lives on. */
  readonly router: ms.Router;
  readonly #pipeSettings: PipeSettings;
  readonly #pipes = new Map<ms.Router, Promise<void>>();

  constructor(track: Track, producer: ms.Producer, router: ms.Router, pipeSettings: PipeSettings) {
    this.#track = track;
    this.producer = producer;
    this.router = router;
    this.#pipeSettings = pipeSettings;
  }

  get track(): Track {
    return this.#track;
  }

  get ended(): boolean {
    return this.producer.closed;
  }

  async setPaused(paused: boolean): Promise<void> {
    await (paused ? this.producer.pause() : this.producer.resume());
    this.#track = { ...this.#track, paused };
  }

  reach(router: ms.Router): Promise<void> {
    if (router === this.router) return Promise.resolve();
    const existing = this.#pipes.get(router);
    if (existing) return existing;
    const pipe = this.#pipe(router);
    this.#pipes.set(router, pipe);
    // Whoever comes after a failure tries anew; those who wait for this one are told by their own promise.
    pipe.catch(() => this.#forget(router, pipe));
    return pipe;
  }

  async #pipe(router: ms.Router): Promise<void> {
    const { ports, recvBufferBytes, sendBufferBytes } = this.#pipeSettings;
    const { pipeConsumer, pipeProducer } = await this.router.pipeToRouter({
      producerId: this.producer.id,
      router,
      enableSctp: false,
      listenInfo: {
        protocol: 'udp',
        ip: '127.0.0.1',
        portRange: ports,
        recvBufferSize: recvBufferBytes,
        sendBufferSize: sendBufferBytes,
      },
    });
    if (!pipeConsumer || !pipeProducer || pipeProducer.closed) throw new AppError('media_gone');
    forwardPauses(pipeConsumer, pipeProducer);
    pipeProducer.observer.once('close', () => this.#pipes.delete(router));
  }

  #forget(router: ms.Router, pipe: Promise<void>): void {
    if (this.#pipes.get(router) === pipe) this.#pipes.delete(router);
  }
}

/**
 * Does what mediasoup's own handlers do, but looks after the promises: theirs are left alone, and a worker that dies
 * before it answers one would end this whole process by an unhandled rejection.
 */
function forwardPauses(consumer: ms.Consumer, producer: ms.Producer): void {
  // A pipe that is closed has nothing to pause any more.
  const ignore = () => undefined;
  consumer.observer.removeAllListeners('pause');
  consumer.observer.removeAllListeners('resume');
  consumer.observer.on('pause', () => void producer.pause().catch(ignore));
  consumer.observer.on('resume', () => void producer.resume().catch(ignore));
}
