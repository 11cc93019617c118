import type { EventEnvelope } from '../../src/contract/classroom.ts';
import type { Answer } from '../../src/contract/command.ts';
import type { ErrorCode } from '../../src/contract/errors.ts';
import type { CommandInput, CommandName, CommandOutput, Notice } from '../../src/contract/index.ts';
import { wireError } from './api.ts';
import { ClientError } from './client-error.ts';
import { Signal, State } from './observable.ts';
import type { ConnectionState } from './types.ts';
import type { CreateWire, Wire } from './wire.ts';

/** Milliseconds until one try of a command is given up. */
const answerTimeoutMs = 8_000;
/** Milliseconds for which a command that may be repeated is tried, over drops of the line. */
const retryForMs = 25_000;
/** Pause between two tries to come back: grows from the first to the second, and is spread by half, in milliseconds. */
const firstPauseMs = 300;
const longestPauseMs = 3_000;
/** Milliseconds after which a command is sent again that the server could not do because it is recovering. */
const recoveringPauseMs = 500;
/**
 * Milliseconds for opening a socket. An attempt that began while the line was down hangs until it is given up, so the first
 * ones are short; a line that is merely slow gets more time with each attempt.
 */
const firstOpenMs = 3_000;
const moreOpenMs = 500;
const longestOpenMs = 15_000;

/** Doing these twice is the same as doing them once (see their summaries in the contract), so a lost answer is asked for again. */
const repeatable: ReadonlySet<CommandName> = new Set<CommandName>([
  'classroom.join',
  'classroom.start',
  'classroom.end',
  'media.setPaused',
  'media.unproduce',
  'stage.arrange',
  'stage.call',
  'stage.checked',
  'stage.admit',
  'stage.release',
  'stage.standby',
  'stage.dismissShown',
  'hand.raise',
  'poll.list',
  'poll.close',
  'poll.showResults',
  'poll.dismiss',
  'poll.progress',
  'poll.ownBranch',
  'poll.roomCounts',
  'poll.entry',
  'pick.list',
  'hand.lower',
  'hand.dismiss',
  'hand.list',
  'hand.setFair',
  'question.ask',
  'question.support',
  'question.own',
  'question.seen',
  'question.visible',
  'question.room',
  'question.list',
  'question.edit',
  'question.answer',
  'question.postpone',
  'question.reopen',
  'question.approve',
  'question.show',
  'question.configure',
  'attendance.code',
  'attendance.visibility',
]);

/** Refusals of a handshake that trying again does not cure. */
const finalRefusals: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'not_signed_in',
  'forbidden',
  'link_expired',
]);

/** Whether the line is gone for good. */
export function isFinal({ kind }: ConnectionState): boolean {
  return kind === 'replaced' || kind === 'revoked' || kind === 'failed';
}

interface Pending {
  reject(error: ClientError): void;
}

/** Sends a command and resolves to what it answers; rejects with ClientError. */
export type SendCommand = <N extends CommandName>(
  name: N,
  input: CommandInput<N>,
) => Promise<CommandOutput<N>>;

/**
 * The line to the server. It comes back for ever, until the server says that it must not (`replaced`, `revoked`, `failed`).
 * Commands other than `classroom.join` wait until the classroom has been entered over the present socket: see `admit`.
 */
export class Connection {
  readonly state = new State<ConnectionState>({ kind: 'connecting' });
  /** A socket opened: the classroom has to be entered (again). */
  readonly opened = new Signal<undefined>();
  readonly events = new Signal<EventEnvelope>();
  readonly notices = new Signal<Notice>();
  readonly #wire: Wire;
  readonly #pending = new Set<Pending>();
  /** Commands that wait for the classroom to be entered; a drop does not end them. */
  readonly #waiting = new Set<Pending>();
  readonly #admission = new Signal<undefined>();
  #admitted = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(sessionId: string, createWire: CreateWire) {
    this.#wire = createWire(sessionId, {
      opened: () => this.#opened(),
      dropped: () => this.#dropped(),
      refused: (answer) => this.#refused(answer),
      event: (envelope) => this.events.emit(envelope),
      notice: (notice) => this.#notice(notice),
    });
  }

  open(): void {
    this.#wire.open(longestOpenMs);
  }

  /** The classroom has been entered over the present socket: other commands may go. */
  admit(): void {
    this.#admitted = true;
    this.#admission.emit(undefined);
  }

  /** Tries to come back now instead of after the pause: the computer woke up, or its network is back. */
  hurry(): void {
    if (this.#retry === undefined) return;
    clearTimeout(this.#retry);
    this.#reopen();
  }

  /** Sends a command. What may be repeated is repeated over drops of the line; the rest fails at once with `offline`. */
  readonly command: SendCommand = async <N extends CommandName>(
    name: N,
    input: CommandInput<N>,
  ): Promise<CommandOutput<N>> => {
    const until = Date.now() + retryForMs;
    const mayRepeat = repeatable.has(name);
    for (;;) {
      if (!this.#mayGo(name)) {
        if (!mayRepeat || this.#isFinal() || name === 'classroom.join') throw this.#lineError();
        await this.#admittedWithin(until - Date.now());
      }
      try {
        // The server parsed the answer with the contract's schema before it sent it.
        return (await this.#once(name, input)) as CommandOutput<N>;
      } catch (thrown) {
        const error = ClientError.from(thrown);
        const cured: readonly string[] = ['offline', 'timeout', 'not_joined', 'unavailable'];
        const isOver = !cured.includes(error.code) || Date.now() >= until;
        if (!mayRepeat || isOver || name === 'classroom.join') throw error;
        if (error.code === 'unavailable') await new Promise((go) => setTimeout(go, recoveringPauseMs));
      }
    }
  };

  /** Sends what is soon out of date, without asking for an answer. False when it could not go: the line is down. */
  tell<N extends CommandName>(name: N, input: CommandInput<N>): boolean {
    if (!this.#mayGo(name)) return false;
    this.#wire.tell(name, input);
    return true;
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#end();
    this.#failPending(new ClientError('closed'));
  }

  #mayGo(name: CommandName): boolean {
    return this.state.get().kind === 'online' && (this.#admitted || name === 'classroom.join');
  }

  #isFinal(): boolean {
    return this.#closed || isFinal(this.state.get());
  }

  #lineError(): ClientError {
    const state = this.state.get();
    if (this.#closed) return new ClientError('closed');
    return state.kind === 'failed' ? state.error : new ClientError('offline');
  }

  #once(name: CommandName, input: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const pending: Pending = { reject: (error) => settle(() => reject(error)) };
      const timer = setTimeout(() => pending.reject(new ClientError('timeout')), answerTimeoutMs);
      const settle = (how: () => void) => {
        clearTimeout(timer);
        this.#pending.delete(pending);
        how();
      };
      this.#pending.add(pending);
      this.#wire.send(name, input, (answer: Answer<unknown>) => {
        if (!this.#pending.has(pending)) return;
        if (answer.ok) settle(() => resolve(answer.data));
        else pending.reject(ClientError.fromWire(wireError(answer)));
      });
    });
  }

  #admittedWithin(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const pending: Pending = { reject: (error) => settle(() => reject(error)) };
      const timer = setTimeout(() => pending.reject(this.#lineError()), Math.max(0, ms));
      const stop = this.#admission.on(() => settle(resolve));
      const settle = (how: () => void) => {
        clearTimeout(timer);
        stop();
        this.#waiting.delete(pending);
        how();
      };
      this.#waiting.add(pending);
    });
  }

  #opened(): void {
    this.state.set({ kind: 'online' });
    this.opened.emit(undefined);
  }

  #dropped(): void {
    this.#admitted = false;
    const before = this.state.get();
    if (before.kind === 'online') this.state.set({ kind: 'reconnecting', since: Date.now(), attempt: 0 });
    for (const pending of [...this.#pending]) pending.reject(new ClientError('offline'));
    if (!this.#isFinal()) this.#comeBack();
  }

  #refused(answer: unknown): void {
    if (this.#isFinal()) return;
    if (answer !== undefined) {
      const error = ClientError.fromWire(wireError(answer));
      if (finalRefusals.has(error.code as ErrorCode)) {
        this.#become({ kind: 'failed', error });
        return;
      }
    }
    this.#comeBack();
  }

  #comeBack(): void {
    if (this.#retry !== undefined) return;
    const before = this.state.get();
    const next = before.kind === 'reconnecting' || before.kind === 'stopping' ? before : undefined;
    const attempt = (next?.attempt ?? 0) + 1;
    this.state.set({ kind: next?.kind ?? 'reconnecting', since: next?.since ?? Date.now(), attempt });
    const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(attempt - 1, 8));
    this.#retry = setTimeout(() => this.#reopen(), pause * (0.5 + Math.random() / 2));
  }

  #reopen(): void {
    this.#retry = undefined;
    const state = this.state.get();
    const attempt = 'attempt' in state ? state.attempt : 1;
    this.#wire.open(Math.min(longestOpenMs, firstOpenMs + moreOpenMs * attempt));
  }

  #notice(notice: Notice): void {
    switch (notice.name) {
      case 'session.replaced':
        this.#become({ kind: 'replaced' });
        break;
      case 'session.revoked':
        this.#become({ kind: 'revoked' });
        break;
      case 'server.stopping':
        this.state.set({ kind: 'stopping', since: Date.now(), attempt: 0 });
        break;
      default:
        break;
    }
    this.notices.emit(notice);
  }

  /** Takes a final state. */
  #become(state: ConnectionState): void {
    this.state.set(state);
    this.#end();
    this.#failPending(this.#lineError());
  }

  #end(): void {
    this.#admitted = false;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#wire.close();
  }

  #failPending(error: ClientError): void {
    for (const pending of [...this.#pending, ...this.#waiting]) pending.reject(error);
  }
}
