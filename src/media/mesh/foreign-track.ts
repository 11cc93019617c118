import type * as ms from 'mediasoup/types';
import { AppError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Track } from '../port.ts';
import { TrackEntry, type FollowedTrack, type PipeSettings } from '../track-entry.ts';
import type { Link } from './link.ts';
import { connectPipe, openPipe, type PipeSocket } from './pipe-socket.ts';
import { PipeWatch } from './pipe-watch.ts';
import { within } from './within.ts';

/** How long those who want to receive a track wait for its pipe; they get it later if it takes longer. */
const PATIENCE_MS = 2_000;
const ATTEMPT_MS = 3_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;
/** Attempts after which the operator should know. */
const WORTH_A_WARNING = 6;

export interface ImportContext {
  readonly room: string;
  readonly link: Link;
  readonly socket: PipeSocket;
  readonly pipes: PipeSettings;
  readonly pipeLookMs: number;
  readonly log: Logger;
  /** A router for a track that nobody here receives, only nodes behind this one. */
  anyRouter(): Promise<ms.Router>;
  /** The track can be had, after those who wanted it have given up waiting. */
  arrived(track: ForeignTrack): void;
  pausedChanged(track: ForeignTrack): void;
}

/** The one pipe that brings the track to this node. From its router it goes to the others as if it were sent here. */
interface Arrival {
  /** Names this one pipe at both ends. */
  pipe: string;
  from: string;
  transport: ms.PipeTransport;
  entry: TrackEntry;
}

/**
 * A track that is sent on another node. It is fetched when somebody wants to receive it, once for this node, onto the worker
 * of whoever was first, and fetched anew when its pipe is lost at either end.
 */
export class ForeignTrack implements FollowedTrack {
  readonly #context: ImportContext;
  #track: Track;
  #from: string;
  #ended = false;
  #finish: () => void = () => undefined;
  /** Rejects when the track is over. */
  readonly #over = new Promise<never>((_resolve, reject) => {
    this.#finish = () => reject(new AppError('media_gone'));
  });
  #arriving: Promise<Arrival> | undefined;
  #arrival: Arrival | undefined;

  /** @param from the node that has it for us */
  constructor(track: Track, from: string, context: ImportContext) {
    this.#track = track;
    this.#from = from;
    this.#context = context;
    // Most tracks end when nobody waits for them.
    this.#over.catch(() => undefined);
  }

  get track(): Track {
    return this.#track;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** What the room's owner says of it now. Another way lets go of the present pipe: those who follow fetch it anew. */
  update(track: Track, from: string): void {
    const resumed = track.paused !== this.#track.paused;
    this.#track = track;
    if (from !== this.#from) {
      this.#from = from;
      this.#letGo();
    }
    if (!resumed) return;
    this.#alignPause();
    this.#context.pausedChanged(this);
  }

  async reach(router: ms.Router): Promise<void> {
    const { entry } = await this.#patiently(this.#arrive(async () => router));
    await entry.reach(router);
  }

  /** The router that it is on, for a node behind this one. Rejects with `media_gone` or `media_unavailable`. */
  async router(): Promise<ms.Router> {
    const { entry } = await this.#patiently(this.#arrive(() => this.#context.anyRouter()));
    return entry.router;
  }

  /** The node that we have it from says that it has lost it. */
  cut(pipe: string): void {
    if (this.#arrival?.pipe === pipe) this.#letGo();
  }

  /** Idempotent. */
  end(): void {
    this.#ended = true;
    this.#finish();
    this.#letGo();
  }

  #patiently(arriving: Promise<Arrival>): Promise<Arrival> {
    return within(Promise.race([arriving, this.#over]), PATIENCE_MS);
  }

  /** One at a time, for all who ask. */
  #arrive(routerOf: () => Promise<ms.Router>): Promise<Arrival> {
    if (this.#ended) return Promise.reject(new AppError('media_gone'));
    if (this.#arriving) return this.#arriving;
    const arriving = this.#insist(routerOf);
    this.#arriving = arriving;
    arriving.then(
      () => this.#context.arrived(this),
      () => {
        if (this.#arriving === arriving) this.#arriving = undefined;
      },
    );
    return arriving;
  }

  /** Fetches until it is here: the node that has it may itself be fetching it, or be about to be replaced by another. */
  async #insist(routerOf: () => Promise<ms.Router>): Promise<Arrival> {
    const router = await routerOf();
    for (let attempt = 1; ; attempt += 1) {
      if (this.#ended) throw new AppError('media_gone');
      if (router.closed) throw new AppError('media_unavailable');
      try {
        return await this.#fetch(router);
      } catch (error) {
        const level = attempt === WORTH_A_WARNING ? 'warn' : 'debug';
        this.#context.log[level](
          { err: error, track: this.#track.id, from: this.#from },
          'track not fetched',
        );
      }
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
      await new Promise((resolve) => setTimeout(resolve, pause).unref());
    }
  }

  async #fetch(router: ms.Router): Promise<Arrival> {
    const { link, room, socket, pipes } = this.#context;
    const [from, pipe, trackId] = [this.#from, newId(), this.#track.id];
    const { transport, end } = await openPipe(router, socket);
    try {
      const question = link.ask(from, 'media.pull', { room, trackId, pipe, ...end });
      const source = await within(question, ATTEMPT_MS);
      await connectPipe(transport, source);
      const producer = await transport.produce({
        id: trackId,
        kind: source.kind,
        // As everywhere: the shape is checked, the meaning is mediasoup's to check.
        rtpParameters: source.rtpParameters as ms.RtpParameters,
        paused: source.paused,
      });
      if (this.#ended || this.#from !== from || producer.closed) throw new AppError('media_gone');
      const track = { ...this.#track, paused: source.paused };
      const arrival = { pipe, from, transport, entry: new TrackEntry(track, producer, router, pipes) };
      this.#arrival = arrival;
      // By its worker's death, for example.
      producer.observer.once('close', () => {
        if (this.#arrival === arrival) this.#letGo();
      });
      this.#watch(arrival, source);
      this.#alignPause();
      return arrival;
    } catch (error) {
      transport.close();
      this.#tellUnneeded(from, pipe);
      throw error;
    }
  }

  #watch({ pipe, from, transport }: Arrival, { ip, port }: { ip: string; port: number }): void {
    const { link, room, log, pipeLookMs } = this.#context;
    const trackId = this.#track.id;
    new PipeWatch({
      transport,
      lookEveryMs: pipeLookMs,
      sent: async () => (await link.ask(from, 'media.piped', { room, trackId, pipe })).bytes,
      changed: (blocked) => {
        const here = { ip: transport.tuple.localAddress, port: transport.tuple.localPort };
        const way = { node: from, track: trackId, there: { ip, port }, here };
        if (blocked)
          log.warn(way, 'nothing of what another node sends arrives: is UDP between nodes blocked?');
        else log.info(way, 'what another node sends arrives again');
      },
    });
  }

  #letGo(): void {
    const arrival = this.#arrival;
    if (!arrival) return;
    this.#arrival = undefined;
    this.#arriving = undefined;
    // Closing the transport does not tell its producer's own observers in the same moment everywhere: this does.
    arrival.entry.producer.close();
    arrival.transport.close();
    this.#tellUnneeded(arrival.from, arrival.pipe);
  }

  #tellUnneeded(from: string, pipe: string): void {
    const { link, room } = this.#context;
    void link.insist(from, 'media.unpull', () => ({ room, trackId: this.#track.id, pipe }));
  }

  #alignPause(): void {
    const entry = this.#arrival?.entry;
    if (!entry || entry.track.paused === this.#track.paused) return;
    entry.setPaused(this.#track.paused).catch((error: unknown) => {
      if (!entry.ended) this.#context.log.warn({ err: error, track: this.#track.id }, 'pause not passed on');
    });
  }
}
