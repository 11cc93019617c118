import type { IceServer, TrackSource } from '../../src/contract/media.ts';
import { encodingOf } from './encodings.ts';
import { IceGuard } from './ice-guard.ts';
import type { MediaDoor } from './media-door.ts';
import type { MediaEngine, OutgoingTrack, SendTransport, TransportState } from './media-engine.ts';
import { readStats } from './stats.ts';
import type { Sample } from './stats.ts';

/** One track that is on the stage over this link. */
export interface Outgoing {
  readonly trackId: string;
  readonly track: MediaStreamTrack;
  readonly paused: boolean;
}

export interface SendLinkOptions {
  engine: MediaEngine;
  iceServers: readonly IceServer[];
  door: MediaDoor;
  online: () => boolean;
  /** The link is beyond repair. Called at most once, and not by `close`. */
  lost(): void;
}

/** One sending transport with its tracks, from `media.send` to its end. */
export class SendLink {
  readonly openedAt = performance.now();
  readonly #options: SendLinkOptions;
  readonly #transport: SendTransport;
  readonly #guard: IceGuard;
  readonly #outgoing = new Map<TrackSource, Outgoing & { handle: OutgoingTrack }>();

  /** Rejects with ClientError. */
  static async open(options: SendLinkOptions): Promise<SendLink> {
    const { transport } = await options.door.send();
    return new SendLink(options, (owner) => options.engine.openSend(transport, options.iceServers, owner));
  }

  private constructor(
    options: SendLinkOptions,
    open: (owner: Parameters<MediaEngine['openSend']>[2]) => SendTransport,
  ) {
    const { door } = options;
    this.#options = options;
    this.#transport = open({
      connect: async (dtlsParameters) => {
        await door.connect(this.#transport.id, dtlsParameters);
      },
      produce: (track) => door.produce({ transportId: this.#transport.id, ...track }),
      stateChanged: (state) => this.#guard.stateChanged(state),
    });
    this.#guard = new IceGuard({
      online: options.online,
      restart: async () => {
        const { iceParameters } = await door.restartIce(this.#transport.id);
        await this.#transport.restartIce(iceParameters);
      },
      lost: () => options.lost(),
    });
  }

  get state(): TransportState {
    return this.#transport.state;
  }

  get outgoing(): ReadonlyMap<TrackSource, Outgoing> {
    return this.#outgoing;
  }

  /** Puts a track on the stage, or in place of the one that is there for its source. */
  async send(source: TrackSource, track: MediaStreamTrack): Promise<void> {
    const before = this.#outgoing.get(source);
    if (!before) {
      const handle = await this.#transport.produce({ source, track, ...encodingOf(source, track) });
      this.#outgoing.set(source, { trackId: handle.trackId, track, paused: false, handle });
      return;
    }
    if (before.track !== track) {
      await before.handle.replace(track);
      this.#outgoing.set(source, { ...before, track });
    }
    await this.#setPaused(source, false);
  }

  /** Mutes a source, if it is on the stage; its viewers stay ready for it. */
  async mute(source: TrackSource): Promise<void> {
    await this.#setPaused(source, true);
  }

  /** Whether a source's encoder works and packets leave. Costs no question to the server and no negotiation. */
  async setActive(source: TrackSource, active: boolean): Promise<void> {
    await this.#outgoing.get(source)?.handle.setActive(active);
  }

  /** Takes a source off the stage, if it is there. */
  async stop(source: TrackSource): Promise<void> {
    const outgoing = this.forget(source);
    if (outgoing) await this.#options.door.unproduce(outgoing.trackId);
  }

  /** The server took the source off the stage itself. */
  forget(source: TrackSource): Outgoing | undefined {
    const outgoing = this.#outgoing.get(source);
    this.#outgoing.delete(source);
    outgoing?.handle.close();
    return outgoing;
  }

  async sample(): Promise<Sample> {
    return readStats(await this.#transport.getStats());
  }

  addressChanged(): void {
    this.#guard.addressChanged();
  }

  lineIsBack(): void {
    this.#guard.lineIsBack();
  }

  /** Looks after its way no longer, but goes on sending until `close`. */
  retire(): void {
    this.#guard.close();
  }

  /** Idempotent. */
  close(): void {
    this.retire();
    this.#outgoing.clear();
    this.#transport.close();
  }

  async #setPaused(source: TrackSource, paused: boolean): Promise<void> {
    const outgoing = this.#outgoing.get(source);
    if (!outgoing || outgoing.paused === paused) return;
    await this.#options.door.setPaused(outgoing.trackId, paused);
    this.#outgoing.set(source, { ...outgoing, paused });
  }
}
