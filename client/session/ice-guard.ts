import type { TransportState } from './media-engine.ts';

/** A dropped path often heals within this time by itself, in milliseconds. */
const healMs = 2_000;
/** A path that has not come up by then, in milliseconds, will not. */
const connectMs = 6_000;

export interface IceGuardOptions {
  /** Whether the server can be asked. While it cannot, the guard waits for `lineIsBack`. */
  online: () => boolean;
  /** Renews ICE of the guarded transport; rejects when the server does not know the transport any more. */
  restart(): Promise<void>;
  /** The transport is beyond repair: open a new one. Called at most once. */
  lost(): void;
}

/** Watches one transport's path: waits, renews ICE, and gives up, in this order. */
export class IceGuard {
  readonly #options: IceGuardOptions;
  #state: TransportState = 'new';
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** ICE was renewed since the path was last up. */
  #renewed = false;
  #done = false;

  constructor(options: IceGuardOptions) {
    this.#options = options;
  }

  stateChanged(state: TransportState): void {
    this.#state = state;
    if (this.#done) return;
    clearTimeout(this.#timer);
    switch (state) {
      case 'new':
        break;
      case 'connecting':
        this.#timer = setTimeout(() => this.#giveUp(), connectMs);
        break;
      case 'connected':
        this.#renewed = false;
        break;
      case 'disconnected':
        this.#timer = setTimeout(() => this.#renew(), healMs);
        break;
      case 'failed':
        if (this.#renewed) this.#giveUp();
        else this.#renew();
        break;
      case 'closed':
        this.close();
        break;
    }
  }

  /** This machine's address changed: the old path may be dead long before ICE notices. */
  addressChanged(): void {
    if (!this.#done && this.#state !== 'new') this.#renew();
  }

  /** The server can be asked again. */
  lineIsBack(): void {
    if (!this.#done && this.#state !== 'new' && this.#state !== 'connected') this.#renew();
  }

  /** Idempotent. */
  close(): void {
    this.#done = true;
    clearTimeout(this.#timer);
  }

  #renew(): void {
    clearTimeout(this.#timer);
    if (!this.#options.online()) return;
    this.#renewed = true;
    this.#timer = setTimeout(() => {
      if (this.#state !== 'connected') this.#giveUp();
    }, connectMs);
    this.#options.restart().catch(() => this.#giveUp());
  }

  #giveUp(): void {
    // Without a line the server could not be told of a new transport either, and the old one may yet heal.
    if (this.#done || !this.#options.online()) return;
    this.close();
    this.#options.lost();
  }
}
