import pg from 'pg';
import { StartError } from '../lib/errors.ts';

/** The records cannot be opened. */
export class StoreError extends StartError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
  }
}

/** Another process has taken the data directory. */
export class DirectoryTakenError extends StoreError {
  constructor(message: string) {
    super(message);
    this.name = 'DirectoryTakenError';
  }
}

/** The programs of the PostgreSQL version that wrote the private records are not there. */
export class MissingVersionError extends StoreError {
  constructor(message: string) {
    super(message);
    this.name = 'MissingVersionError';
  }
}

/** PostgreSQL does not answer at all. */
export function unreachable(cause: unknown): StoreError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StoreError(
    `The records cannot be reached (${reason}). Check database.url and that PostgreSQL runs.`,
    { cause },
  );
}

/** What a failed statement means for the person at the console; other errors stay what they are. */
export function refusedBy(error: unknown): unknown {
  if (error instanceof Error && error.message.startsWith('Connection terminated'))
    return new StoreError('The connection to PostgreSQL was lost. Start again.', { cause: error });
  if (!(error instanceof pg.DatabaseError)) return error;
  // Class 57P: the server shuts down or crashed. https://www.postgresql.org/docs/current/errcodes-appendix.html
  if (error.code?.startsWith('57P') === true)
    return new StoreError('PostgreSQL was stopped meanwhile. Start again.', { cause: error });
  const detail = error.detail === undefined ? '' : ` ${error.detail}`;
  return new StoreError(`PostgreSQL refused: ${error.message}.${detail} Nothing was changed.`, {
    cause: error,
  });
}
