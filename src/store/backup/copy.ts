import { Readable, Writable } from 'node:stream';
import type pg from 'pg';

/*
 * COPY through a connection of `pg`, which knows the messages but offers no streams. What is sent and when: PostgreSQL's
 * documentation, "Frontend/Backend Protocol", COPY Operations. `pg` calls the handle... methods of the query that it runs.
 */

/**
 * The rows of a `COPY ... TO STDOUT` as the server sends them; each chunk that is read consists of whole rows. Destroying
 * it before its end leaves the client unusable: end the client then.
 */
export class CopyOut extends Readable implements pg.Submittable {
  readonly #statement: string;
  #connection: pg.Connection | undefined;
  /** How many rows there were; known at the end. */
  rows = 0;

  constructor(statement: string) {
    super();
    this.#statement = statement;
  }

  submit(connection: pg.Connection): void {
    this.#connection = connection;
    connection.query(this.#statement);
  }

  override _read(): void {
    this.#connection?.stream.resume();
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    // A copy, because the parser uses its memory again. The server waits while the socket is not read.
    if (!this.push(Buffer.from(chunk))) this.#connection?.stream.pause();
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.rows = rowsOf(text);
  }

  handleReadyForQuery(): void {
    this.push(null);
  }

  handleError(error: Error): void {
    this.#connection?.stream.resume();
    this.destroy(error);
  }
}

/**
 * A `COPY ... FROM STDIN`; rows may be cut anywhere between two writes. It finishes when the server has taken everything,
 * and fails with what the server refused. When it is destroyed before its end, nothing has been added.
 */
export class CopyIn extends Writable implements pg.Submittable {
  readonly #statement: string;
  #connection: pg.Connection | undefined;
  /** The server takes data. */
  #copying = false;
  // What the stream waits for of the server: its readiness, its word that all is in, its word that all is dropped.
  #begun: (() => void) | undefined;
  #taken: (() => void) | undefined;
  #dropped: (() => void) | undefined;
  /** How many rows the server took; known at the end. */
  rows = 0;

  constructor(statement: string) {
    super();
    this.#statement = statement;
  }

  submit(connection: pg.Connection): void {
    this.#connection = connection;
    connection.query(this.#statement);
  }

  override _construct(done: () => void): void {
    this.#begun = done;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const stream = this.#connection?.stream;
    if (stream?.write(message('d', chunk)) !== false) done();
    else stream.once('drain', done);
  }

  override _final(done: () => void): void {
    this.#taken = done;
    this.#connection?.stream.write(message('c'));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.#copying) {
      done(error);
      return;
    }
    this.#dropped = () => done(error);
    this.#connection?.stream.write(message('f', Buffer.from('given up\0')));
  }

  handleCopyInResponse(): void {
    this.#copying = true;
    this.#begun?.();
    this.#begun = undefined;
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.#copying = false;
    this.rows = rowsOf(text);
  }

  handleReadyForQuery(): void {
    this.#taken?.();
  }

  /** The server ignores data that is still under way to it. */
  handleError(error: Error): void {
    this.#copying = false;
    this.destroy(error);
    this.#begun?.();
    this.#dropped?.();
  }
}

/** A message of the frontend: its kind, its length without the kind, and its contents. */
function message(kind: 'd' | 'c' | 'f', contents: Buffer = Buffer.alloc(0)): Buffer {
  const framed = Buffer.allocUnsafe(5 + contents.length);
  framed.write(kind, 0, 'latin1');
  framed.writeInt32BE(4 + contents.length, 1);
  contents.copy(framed, 5);
  return framed;
}

/** The server's tag of a finished statement is `COPY <rows>`. */
function rowsOf(tag: string): number {
  return Number(tag.split(' ').at(-1));
}
