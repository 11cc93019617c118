import type { ErrorCode, WireError } from '../../src/contract/errors.ts';

/**
 * What goes wrong on this side of the wire. `offline`: there is no connection to the server; `timeout`: it did not answer in
 * time; `unsupported`: this browser cannot do it; `closed`: the page is being left.
 */
export const localErrorCodes = ['offline', 'timeout', 'unsupported', 'closed'] as const;
export type LocalErrorCode = (typeof localErrorCodes)[number];
export type ClientErrorCode = ErrorCode | LocalErrorCode;

/** The only error that session code rejects with. */
export class ClientError extends Error {
  readonly code: ClientErrorCode;
  /** The number that finds the server's log line; for the help desk. */
  readonly reference: string | undefined;
  readonly details: unknown;

  constructor(
    code: ClientErrorCode,
    options: { reference?: string | undefined; details?: unknown; cause?: unknown } = {},
  ) {
    super(code, { cause: options.cause });
    this.name = 'ClientError';
    this.code = code;
    this.reference = options.reference;
    this.details = options.details;
  }

  static fromWire(error: WireError): ClientError {
    return new ClientError(error.code, { reference: error.reference, details: error.details });
  }

  /** Trying again helps: the server did not say no. */
  get isPassing(): boolean {
    switch (this.code) {
      case 'offline':
      case 'timeout':
      case 'internal':
      case 'shutting_down':
      case 'unavailable':
      case 'rate_limited':
        return true;
      default:
        return false;
    }
  }

  /** Wraps whatever was thrown; an own error stays as it is. */
  static from(thrown: unknown, code: LocalErrorCode = 'unsupported'): ClientError {
    return thrown instanceof ClientError ? thrown : new ClientError(code, { cause: thrown });
  }
}
