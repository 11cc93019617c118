import { ClientError } from './client-error.ts';
import type { Api } from './api.ts';

/** Something that went wrong on this page. */
export interface RecordedError {
  code: string;
  /** Finds the server's log line; empty for what went wrong on this side. */
  reference: string;
  /** Milliseconds by the server's clock. */
  at: number;
}

/** As many as a request for help takes (contract/help-limits.ts). */
const mostKept = 10;

/**
 * Remembers the last errors of a page for whoever asks for help. Of each code only the newest is kept: a line that is down for
 * an hour fails the same way hundreds of times, and must not push out what came before it.
 */
export class ErrorRecorder {
  readonly #now: () => number;
  #kept: readonly RecordedError[] = [];

  /** @param now the server's clock, in milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The newest first. */
  readonly list = (): readonly RecordedError[] => this.#kept;

  note(error: ClientError): void {
    // A page that is being left asks for nothing any more.
    if (error.code === 'closed') return;
    const one = { code: error.code, reference: error.reference ?? '', at: this.#now() };
    this.#kept = [one, ...this.#kept.filter(({ code }) => code !== one.code)].slice(0, mostKept);
  }

  /** Notes what `work` fails with, and passes it on. */
  watch<T>(work: Promise<T>): Promise<T> {
    return work.catch((thrown: unknown) => {
      const error = ClientError.from(thrown);
      this.note(error);
      throw error;
    });
  }

  /** The same routes, watched. */
  watched(api: Api): Api {
    return {
      request: (name, input) => this.watch(api.request(name, input)),
      upload: (name, input, file) => this.watch(api.upload(name, input, file)),
      download: (name, input) => this.watch(api.download(name, input)),
      address: (name, input) => api.address(name, input),
    };
  }
}
