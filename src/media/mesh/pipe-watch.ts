import type * as ms from 'mediasoup/types';

/** Milliseconds between two looks at a pipe: a way that is blocked is said within two of them. */
export const PIPE_LOOK_MS = 5_000;

export interface PipeWatchOptions {
  transport: ms.PipeTransport;
  lookEveryMs: number;
  /** Bytes that the other end has sent into the pipe. */
  sent: () => Promise<number>;
  /** What is sent does not come (any more), or comes again. */
  changed: (blocked: boolean) => void;
}

/**
 * Notices when what another node sends into a pipe does not come out here: the control plane reaches that node, and UDP does not.
 * The other end is asked only when nothing came since the last look; silence of both ends is no news.
 */
export class PipeWatch {
  readonly #options: PipeWatchOptions;
  readonly #timer: NodeJS.Timeout;
  #received = 0;
  #sent = 0;
  #blocked = false;

  constructor(options: PipeWatchOptions) {
    this.#options = options;
    this.#timer = setInterval(() => {
      // A worker or a node that is gone says nothing: whoever sees that ends this watch.
      this.#look().catch(() => undefined);
    }, options.lookEveryMs).unref();
    options.transport.observer.once('close', () => clearInterval(this.#timer));
  }

  async #look(): Promise<void> {
    const { transport, sent } = this.#options;
    const [{ bytesReceived } = { bytesReceived: 0 }] = await transport.getStats();
    const cameIn = bytesReceived > this.#received;
    this.#received = bytesReceived;
    if (cameIn) {
      this.#say(false);
      return;
    }
    const before = this.#sent;
    this.#sent = await sent();
    // Counted at two moments: what was sent just now may still be on its way.
    if (before > 0 && this.#sent > before) this.#say(true);
  }

  #say(blocked: boolean): void {
    if (blocked === this.#blocked) return;
    this.#blocked = blocked;
    this.#options.changed(blocked);
  }
}
