import type { IceServer } from '../../src/contract/media.ts';
import type { Joined } from './classroom.ts';
import { ClientError } from './client-error.ts';
import type { Connection } from './connection.ts';
import type { LoadEngine, MediaEngine } from './media-engine.ts';
import { retryPause } from './retry-pause.ts';

/** A transport with what goes over it. */
export interface MediaLink {
  addressChanged(): void;
  lineIsBack(): void;
  close(): void;
}

/** What a link is opened with. */
export interface LinkContext {
  engine: MediaEngine;
  iceServers: readonly IceServer[];
  /** True while the line to the server is up. */
  online: () => boolean;
  /** True until another link is being opened in place of this one, or none is wanted any more. */
  current: () => boolean;
  /** The link is beyond repair. */
  lost: () => void;
}

export interface MediaRecoveryOptions<L extends MediaLink> {
  connection: Connection;
  loadEngine: LoadEngine;
  /** Worker deaths hit many at once: they come back spread over so many milliseconds. */
  lossSpreadMs: number;
  /** What the classroom gave for media when it was entered, if it was. */
  media?: Joined['media'];
  /** Whether there is to be a link at all. */
  wanted(): boolean;
  /** Rejects with whatever went wrong. */
  open(context: LinkContext): Promise<L>;
  /** A link is out of use, and to be closed now or a little later. */
  leave(link: L): void;
  /** Another link is going to be opened. */
  rebuilding(): void;
  /** The new link is there. */
  opened(link: L): void;
  /** People should be told; `retrying` says that it will be tried again by itself. */
  failed(error: ClientError, retrying: boolean): void;
  /** The lesson is over: nothing is to be sent or received. */
  over(): void;
}

/** Keeps one link to the media server open: opens it, opens another in place of one that broke, and tries again after failures. */
export class MediaRecovery<L extends MediaLink> {
  readonly #options: MediaRecoveryOptions<L>;
  #media: Joined['media'];
  #link: L | null = null;
  /** Whatever was begun in an earlier turn is not wanted any more. */
  #turn = 0;
  #opening = false;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(options: MediaRecoveryOptions<L>) {
    this.#options = options;
    this.#media = options.media ?? null;
  }

  get link(): L | null {
    return this.#link;
  }

  /** True while a link is being opened. */
  get opening(): boolean {
    return this.#opening;
  }

  /** The classroom was entered. Returns true when the link from before goes on; else another is being opened, if one is wanted. */
  joined({ sameEpoch, mediaKept, media }: Joined): boolean {
    this.#media = media;
    if (!this.#options.wanted()) return false;
    this.#failures = 0;
    if (this.#link && sameEpoch && mediaKept) {
      this.#link.lineIsBack();
      return true;
    }
    this.rebuild();
    return false;
  }

  /** This machine's address changed. */
  addressChanged(): void {
    this.#link?.addressChanged();
  }

  /** The server lost our transport with its worker. */
  transportLost(): void {
    this.rebuild(Math.random() * this.#options.lossSpreadMs);
  }

  /** Opens a link in place of whatever there is, after so many milliseconds. */
  rebuild(afterMs = 0): void {
    if (this.#media === null || !this.#options.wanted()) return;
    const media = this.#media;
    this.#leave();
    this.#options.rebuilding();
    if (afterMs === 0) void this.#open(media);
    else this.#retry = setTimeout(() => void this.#open(this.#media ?? media), afterMs);
  }

  /** The link does what it is for: the next failure is the first again. */
  succeeded(): void {
    this.#failures = 0;
  }

  /** Something over the link failed, or its opening did: decides what comes next. */
  failed(error: ClientError): void {
    this.#opening = false;
    switch (error.code) {
      // The next join opens it again.
      case 'offline':
      case 'not_joined':
      case 'closed':
        return;
      case 'lesson_ended':
        this.#options.over();
        return;
      case 'forbidden':
        this.#options.failed(error, false);
        return;
      default:
        this.#failures += 1;
        // One or two failures are a hiccup, and not worth a sentence.
        if (this.#failures > 2 || error.code === 'media_full' || error.code === 'unsupported') {
          this.#options.failed(error, true);
        }
        this.#retry = setTimeout(() => this.rebuild(), retryPause(error, this.#failures));
    }
  }

  /** No link is wanted; idempotent. */
  stop(): void {
    this.#leave();
  }

  #leave(): void {
    this.#turn += 1;
    this.#opening = false;
    clearTimeout(this.#retry);
    const link = this.#link;
    this.#link = null;
    if (link) this.#options.leave(link);
  }

  async #open({ routerRtpCapabilities, iceServers }: NonNullable<Joined['media']>): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const current = (): boolean => turn === this.#turn;
    this.#opening = true;
    try {
      const engine = await this.#options.loadEngine(routerRtpCapabilities);
      if (!current()) return;
      const link = await this.#options.open({
        engine,
        iceServers,
        online: () => this.#options.connection.state.get().kind === 'online',
        current,
        lost: () => {
          if (current()) this.rebuild();
        },
      });
      if (!current()) {
        link.close();
        return;
      }
      this.#link = link;
      this.#opening = false;
      this.#options.opened(link);
    } catch (thrown) {
      if (current()) this.failed(ClientError.from(thrown));
    }
  }
}
