import { ClientError } from './client-error.ts';
import { State } from './observable.ts';

/** Pause before the next try, in milliseconds: grows from the first to the second, and is spread by half. */
const firstPauseMs = 800;
const longestPauseMs = 5_000;
/** Milliseconds without an answer after which nobody should believe any more that it arrived. */
const slowMs = 3_000;

/** `unsent`: not received as far as this page knows; it goes on trying by itself. */
export type SendingState<Answer> =
  | { kind: 'idle' }
  | { kind: 'sending' }
  | { kind: 'unsent' }
  | { kind: 'answered'; answer: Answer }
  | { kind: 'refused'; error: ClientError };

/** Sends one sign-in until the server has answered it. It may be sent twice: the server counts it once. */
export class SignInSender<Answer> {
  readonly state = new State<SendingState<Answer>>({ kind: 'idle' });
  readonly #send: () => Promise<Answer>;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #slow: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #closed = false;

  constructor(send: () => Promise<Answer>) {
    this.#send = send;
    globalThis.addEventListener('online', this.#hurry);
  }

  /** Signs in. A second tap while the first is on its way, or after it was received, changes nothing. */
  readonly tap = (): void => {
    const { kind } = this.state.get();
    if (this.#closed || kind === 'sending' || kind === 'unsent' || kind === 'answered') return;
    this.#tries = 0;
    this.state.set({ kind: 'sending' });
    void this.#try();
  };

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#slow);
    globalThis.removeEventListener('online', this.#hurry);
  }

  readonly #hurry = (): void => {
    if (this.#retry === undefined) return;
    clearTimeout(this.#retry);
    void this.#try();
  };

  async #try(): Promise<void> {
    this.#retry = undefined;
    this.#tries += 1;
    this.#slow = setTimeout(() => this.state.set({ kind: 'unsent' }), slowMs);
    try {
      const answer = await this.#send();
      this.#settle({ kind: 'answered', answer });
    } catch (thrown) {
      const error = ClientError.from(thrown);
      if (!error.isPassing) this.#settle({ kind: 'refused', error });
      else {
        this.#settle({ kind: 'unsent' });
        this.#again();
      }
    }
  }

  #settle(state: SendingState<Answer>): void {
    clearTimeout(this.#slow);
    if (!this.#closed) this.state.set(state);
  }

  #again(): void {
    if (this.#closed) return;
    const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(this.#tries - 1, 6));
    this.#retry = setTimeout(() => void this.#try(), pause * (0.75 + Math.random() / 2));
  }
}
