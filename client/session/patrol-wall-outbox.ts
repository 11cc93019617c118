import type { CommandInput } from '../../src/contract/index.ts';
import type { Finding, Sighting } from '../../src/contract/patrol.ts';
import { ClientError } from './client-error.ts';
import { State } from './observable.ts';
import type { ClassSession } from './types.ts';

/** Milliseconds until something that the line refused is tried again. */
const tryAgainMs = 3_000;

/**
 * What an inspector says of a room. The id is made by the page, so that sending it twice counts once. `isAbsent`: nobody was
 * there by what the page showed; what goes on record is the server's to say.
 */
export type WallEntry = { id: string; tileId: string; name: string } & (
  | { kind: 'mark'; headCount: number | null; isAbsent: boolean }
  | { kind: 'finding'; said: Omit<CommandInput<'patrol.file'>, 'findingId' | 'tileId'> }
);

/** How far it has come: `received` only when the server has it on record. */
export type WallEntryState =
  | { kind: 'sending' }
  /** The line is down; it goes by itself when it is back. */
  | { kind: 'waiting' }
  | { kind: 'received'; seen: Sighting | null; already: boolean; finding: Finding | null }
  | { kind: 'refused'; error: ClientError };

export interface SentEntry {
  entry: WallEntry;
  state: WallEntryState;
}

/** How many of what was received are kept to be shown. */
const shownReceived = 1;

/** Sends marks and findings in their order and keeps what is not received, over drops of the line. */
export class WallOutbox {
  /** The oldest first. */
  readonly state = new State<readonly SentEntry[]>([]);
  readonly #ground: Pick<ClassSession, 'command' | 'connection'>;
  readonly #stop: () => void;
  #sending = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(ground: Pick<ClassSession, 'command' | 'connection'>) {
    this.#ground = ground;
    this.#stop = ground.connection.subscribe(() => {
      if (ground.connection.get().kind === 'online') this.#next();
    });
    addEventListener('beforeunload', this.#leaving);
  }

  send(entry: WallEntry): void {
    const kept = this.state.get().filter(({ state }) => state.kind !== 'refused');
    this.state.set([...kept, { entry, state: { kind: 'sending' } }]);
    this.#next();
  }

  /** Takes away what was refused. */
  dismiss(id: string): void {
    this.state.update((all) => all.filter((one) => one.entry.id !== id || isUnsent(one)));
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#stop();
    removeEventListener('beforeunload', this.#leaving);
  }

  /** The browser asks before a page is left that has something unsent. */
  readonly #leaving = (event: BeforeUnloadEvent): void => {
    if (this.state.get().some(isUnsent)) event.preventDefault();
  };

  #next(): void {
    const next = this.state.get().find(isUnsent);
    if (this.#closed || this.#sending || next === undefined) return;
    clearTimeout(this.#timer);
    this.#sending = true;
    this.#set(next.entry.id, { kind: 'sending' });
    this.#ask(next.entry).then(
      (state) => this.#answered(next.entry.id, state),
      (thrown: unknown) => this.#failed(next.entry.id, ClientError.from(thrown)),
    );
  }

  async #ask(entry: WallEntry): Promise<WallEntryState> {
    const { command } = this.#ground;
    const { id, tileId } = entry;
    if (entry.kind === 'mark') {
      const { headCount } = entry;
      const { seen, already } = await command('patrol.mark', { markId: id, tileId, headCount });
      return { kind: 'received', seen, already, finding: null };
    }
    const { finding } = await command('patrol.file', { findingId: id, tileId, ...entry.said });
    return { kind: 'received', seen: null, already: false, finding };
  }

  #answered(id: string, state: WallEntryState): void {
    this.#sending = false;
    this.#set(id, state);
    this.#tidy();
    this.#next();
  }

  #failed(id: string, error: ClientError): void {
    this.#sending = false;
    if (this.#closed) return;
    if (!isOfLine(error)) {
      this.#set(id, { kind: 'refused', error });
      this.#next();
      return;
    }
    this.#set(id, { kind: 'waiting' });
    this.#timer = setTimeout(() => this.#next(), tryAgainMs);
  }

  #set(id: string, state: WallEntryState): void {
    this.state.update((all) => all.map((one) => (one.entry.id === id ? { ...one, state } : one)));
  }

  #tidy(): void {
    const received = this.state.get().filter(({ state }) => state.kind === 'received');
    const old = new Set(received.slice(0, -shownReceived));
    this.state.update((all) => all.filter((one) => !old.has(one)));
  }
}

/** Whether it is still to be received. */
export function isUnsent({ state }: SentEntry): boolean {
  return state.kind === 'sending' || state.kind === 'waiting';
}

/** Trying again cures these. */
function isOfLine({ code }: ClientError): boolean {
  const cured: readonly string[] = [
    'offline',
    'timeout',
    'not_joined',
    'shutting_down',
    'unavailable',
    'rate_limited',
  ];
  return cured.includes(code);
}
