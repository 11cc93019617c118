import type { ConsumerOptions, IceServer } from '../../src/contract/media.ts';
import { IceGuard } from './ice-guard.ts';
import type { MediaDoor } from './media-door.ts';
import type { IncomingTrack, MediaEngine, ReceiveTransport, TransportState } from './media-engine.ts';
import { readStats } from './stats.ts';
import type { Sample } from './stats.ts';

/** One track that arrives over the link. */
export interface Incoming {
  readonly consumerId: string;
  readonly options: ConsumerOptions;
  readonly track: MediaStreamTrack;
  paused: boolean;
  /** The layer that comes; null when it is switched off; undefined before the server said. */
  layer: number | null | undefined;
  /** Frames decoded until now, and `performance.now()` when there was last a new one (or since it may flow). */
  frames: number;
  progressAt: number;
  /** A key frame was asked for again since the last progress. */
  nudged: boolean;
}

export interface ReceiveLinkOptions {
  engine: MediaEngine;
  iceServers: readonly IceServer[];
  door: MediaDoor;
  /** The path comes up at once, also when there is nothing to receive yet. */
  early?: boolean;
  online: () => boolean;
  /** A track can be shown. */
  arrived(incoming: Incoming): void;
  /** The link is beyond repair. Called at most once, and not by `close`. */
  lost(): void;
}

/** One receiving transport with its consumers, from `media.receive` to its end. */
export class ReceiveLink {
  readonly #options: ReceiveLinkOptions;
  readonly #transport: ReceiveTransport;
  readonly #guard: IceGuard;
  readonly #incoming = new Map<string, Incoming>();
  readonly #handles = new Map<string, IncomingTrack>();
  #closed = false;
  #connectedAt = 0;
  #heldBackMs = 0;

  /** Opens the transport and all consumers of the stage. Rejects with ClientError. */
  static async open(options: ReceiveLinkOptions): Promise<ReceiveLink> {
    const { transport, consumers } = await options.door.receive(options.engine.receiveCapabilities);
    const link = new ReceiveLink(options, (owner) =>
      options.engine.openReceive(transport, options.iceServers, owner),
    );
    try {
      if (options.early && consumers.length === 0) await link.#transport.openPath();
      await link.add(consumers);
    } catch (thrown) {
      link.close();
      throw thrown;
    }
    return link;
  }

  private constructor(
    options: ReceiveLinkOptions,
    open: (owner: Parameters<MediaEngine['openReceive']>[2]) => ReceiveTransport,
  ) {
    this.#options = options;
    this.#transport = open({
      connect: async (dtlsParameters) => {
        await options.door.connect(this.#transport.id, dtlsParameters);
      },
      stateChanged: (state) => {
        if (state === 'connected') this.#connectedAt = performance.now();
        this.#guard.stateChanged(state);
      },
    });
    this.#guard = new IceGuard({
      online: options.online,
      restart: async () => {
        const { iceParameters } = await options.door.restartIce(this.#transport.id);
        await this.#transport.restartIce(iceParameters);
      },
      lost: () => options.lost(),
    });
  }

  get state(): TransportState {
    return this.#transport.state;
  }

  /** `performance.now()` when the path last came up. */
  get connectedAt(): number {
    return this.#connectedAt;
  }

  get incoming(): ReadonlyMap<string, Incoming> {
    return this.#incoming;
  }

  /** Sets consumers up and lets them flow. Rejects with ClientError, or with the browser's reason. */
  async add(consumers: readonly ConsumerOptions[]): Promise<void> {
    const fresh = consumers.filter(({ id }) => !this.#incoming.has(id));
    if (fresh.length === 0) return;
    // Together, so that they cost one negotiation.
    const handles = await Promise.all(fresh.map((one) => this.#transport.consume(one, group(one))));
    if (this.#closed) return;
    const ids: string[] = [];
    for (const [index, options] of fresh.entries()) {
      const handle = handles[index];
      if (!handle) continue;
      ids.push(options.id);
      this.#handles.set(options.id, handle);
      if (this.#heldBackMs > 0) handle.holdBack(this.#heldBackMs);
      const incoming: Incoming = {
        consumerId: options.id,
        options,
        track: handle.track,
        paused: options.producerPaused,
        layer: undefined,
        frames: 0,
        progressAt: performance.now(),
        nudged: false,
      };
      this.#incoming.set(options.id, incoming);
      this.#options.arrived(incoming);
    }
    await this.#options.door.ready(ids);
  }

  /** Returns what was removed. */
  remove(consumerId: string): Incoming | undefined {
    const incoming = this.#incoming.get(consumerId);
    this.#incoming.delete(consumerId);
    this.#handles.get(consumerId)?.close();
    this.#handles.delete(consumerId);
    return incoming;
  }

  /** Counts frames; call it about once a second. */
  async sample(): Promise<Sample> {
    const sample = readStats(await this.#transport.getStats());
    const byTrack = new Map(sample.incoming.map((stream) => [stream.trackIdentifier, stream]));
    for (const incoming of this.#incoming.values()) {
      const frames = byTrack.get(incoming.track.id)?.frames ?? 0;
      if (frames > incoming.frames) {
        incoming.progressAt = sample.at;
        incoming.nudged = false;
      }
      incoming.frames = frames;
    }
    return sample;
  }

  /** Asks once more to let a consumer flow, which brings a key frame. */
  nudge(incoming: Incoming): void {
    incoming.nudged = true;
    this.#options.door.ready([incoming.consumerId]).catch(() => undefined);
  }

  /** Holds back what arrives for at least so many milliseconds; 0 leaves it to the browser. */
  holdBack(ms: number): void {
    if (ms === this.#heldBackMs) return;
    this.#heldBackMs = ms;
    for (const handle of this.#handles.values()) handle.holdBack(ms);
  }

  addressChanged(): void {
    this.#guard.addressChanged();
  }

  lineIsBack(): void {
    this.#guard.lineIsBack();
  }

  /** Tells nobody any more, but leaves the last pictures standing until `close`. */
  retire(): void {
    this.#closed = true;
    this.#guard.close();
  }

  /** Idempotent. */
  close(): void {
    this.retire();
    this.#incoming.clear();
    this.#handles.clear();
    this.#transport.close();
  }
}

/** The picture of a source and its sound are played in step; the screen must not wait for the camera's voice. */
function group({ source }: ConsumerOptions): string {
  switch (source) {
    case 'camera':
    case 'microphone':
      return 'camera';
    case 'screen':
    case 'screenAudio':
      return 'screen';
    case 'clip':
    case 'clipAudio':
      return 'clip';
    case 'patrolCamera':
    case 'patrolMicrophone':
      return 'patrol';
    case 'talkMicrophone':
      return 'talk';
  }
}
