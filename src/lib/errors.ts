import { errorCatalogue, type ErrorCode } from '../contract/errors.ts';

/** An error that people are told about. Everything else that is thrown reaches them as `internal`, without its text. */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** Facts for the client, for example which field is wrong. They are sent as they are: nothing internal belongs here. */
  readonly details: unknown;

  constructor(code: ErrorCode, details?: unknown, options?: ErrorOptions) {
    super(errorCatalogue[code].en, options);
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }
}

/**
 * Why the server, or a program beside it, cannot begin. The message is for the person at the console: what is wrong, and
 * what to do next. It needs no stack.
 */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartError';
  }
}

/** For the end of an exhaustive switch: does not compile while a case is missing. */
export function assertUnreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
