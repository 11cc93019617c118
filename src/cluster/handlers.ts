import { isErrorCode } from '../contract/error-codes.ts';
import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { Parcel } from './port.ts';

/** Milliseconds that a call waits for its answer. */
export const answerWithin = 10_000;

type Handler = (parcel: Parcel, from: string) => Promise<Parcel>;

/** What an asked node says: what was wanted, or why not. */
export type Answer = { ok: true; parcel: Parcel } | { ok: false; code: string; details?: unknown };

/** What this node does when it is asked. */
export class Handlers {
  readonly #log: Logger;
  readonly #handlers = new Map<string, Handler>();

  constructor(log: Logger) {
    this.#log = log;
  }

  add(name: string, handler: Handler): void {
    if (this.#handlers.has(name)) throw new Error(`"${name}" has a handler already`);
    this.#handlers.set(name, handler);
  }

  /** Never rejects. The handler begins before this returns, so that calls begin in the order in which they came. */
  async answer(name: string, parcel: Parcel, from: string): Promise<Answer> {
    try {
      const handler = this.#handlers.get(name);
      if (!handler) throw new Error(`nobody here answers "${name}"`);
      return { ok: true, parcel: await handler(parcel, from) };
    } catch (error) {
      if (error instanceof AppError) return { ok: false, code: error.code, details: error.details };
      this.#log.error({ err: error, call: name, from }, 'a call of another node failed');
      return { ok: false, code: 'internal' };
    }
  }
}

/** The parcel, or the error that the other side threw. */
export function opened(answer: Answer): Parcel {
  if (answer.ok) return answer.parcel;
  throw new AppError(isErrorCode(answer.code) ? answer.code : 'internal', answer.details);
}
