import type { Ticket } from '../../src/contract/help.ts';
import { ClientError } from './client-error.ts';
import { readKept, type KeptTickets, type UnsentTicket } from './kept-tickets.ts';
import { State } from './observable.ts';
import { remembered } from './remember.ts';
import type { ClassSession } from './types.ts';

export interface TicketsState {
  /** Written here and not known to be received; `error` says why it was refused, null while it is tried again by itself. */
  unsent: readonly (UnsentTicket & { error: ClientError | null })[];
  /** The own requests as the server has them, the newest first; null while they are not known. */
  own: readonly Ticket[] | null;
  /** Answers that have not been read on this device. */
  unseen: number;
}

/** Milliseconds between two tries while the server cannot be reached. */
const retryMs = 10_000;

/**
 * A session's requests for help: each is kept in this browser until the server has it, over drops of the line and reloads of
 * the page, and its answer is looked for.
 */
export class TicketBook {
  readonly state: State<TicketsState>;
  readonly #session: ClassSession;
  #kept: KeptTickets;
  #sending = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #courseId: string | null = null;

  constructor(session: ClassSession) {
    this.#session = session;
    this.#kept = readKept(remembered.get(this.#key));
    const unsent = this.#kept.unsent.map((one) => ({ ...one, error: null }));
    this.state = new State<TicketsState>({ unsent, own: null, unseen: 0 });
  }

  /** Sends what waits and hears of answers until the returned function is called. */
  start(): () => void {
    const { connection, notices } = this.#session;
    let wasOnline = connection.get().kind === 'online';
    const stop = [
      connection.subscribe(() => {
        const isOnline = connection.get().kind === 'online';
        if (isOnline && !wasOnline) this.#wake();
        wasOnline = isOnline;
      }),
      notices.on((notice) => {
        if (notice.name === 'help.answered') this.#heard(notice.data.ticket);
      }),
    ];
    // The network may be back before the socket has noticed that it was gone.
    const networkIsBack = (): void => void this.#sendAll();
    addEventListener('online', networkIsBack);
    this.#wake();
    return () => {
      removeEventListener('online', networkIsBack);
      clearTimeout(this.#timer);
      for (const end of stop) end();
    };
  }

  send(ticket: UnsentTicket): void {
    this.#keep({ ...this.#kept, unsent: [...this.#kept.unsent, ticket], asked: true });
    this.state.update((now) => ({ ...now, unsent: [...now.unsent, { ...ticket, error: null }] }));
    void this.#sendAll();
  }

  discard(id: string): void {
    this.#keep({ ...this.#kept, unsent: this.#kept.unsent.filter((one) => one.id !== id) });
    this.state.update((now) => ({ ...now, unsent: now.unsent.filter((one) => one.id !== id) }));
  }

  /** Asks for the own requests. Rejects with ClientError. */
  async load(): Promise<void> {
    const courseId = await this.#course();
    const params = { courseId };
    const { tickets } = await this.#session.api.request('GET /api/courses/:courseId/tickets/own', { params });
    this.#own(tickets);
  }

  /** It works again. Rejects with ClientError. */
  async close(ticketId: string): Promise<void> {
    const params = { courseId: await this.#course(), ticketId };
    await this.#session.api.request('POST /api/courses/:courseId/tickets/:ticketId/close', {
      params,
      body: {},
    });
    await this.load();
  }

  /** The answers that are here now have been read. */
  read(): void {
    const { own } = this.state.get();
    if (own === null) return;
    this.#keep({ ...this.#kept, seen: own.flatMap(answerKeys) });
    this.state.update((now) => ({ ...now, unseen: 0 }));
  }

  get #key() {
    return `help.${this.#session.sessionId}` as const;
  }

  #keep(kept: KeptTickets): void {
    this.#kept = kept;
    remembered.set(this.#key, JSON.stringify(kept));
  }

  #wake(): void {
    void this.#sendAll();
    // Who never asked has no answers to look for: hundreds of pages that open at once do not ask in vain.
    if (this.#kept.asked) void this.load().catch(() => undefined);
  }

  #heard(ticket: Ticket): void {
    const own = this.state.get().own ?? [];
    this.#own([ticket, ...own.filter(({ id }) => id !== ticket.id)].sort((a, b) => b.at - a.at));
  }

  #own(own: readonly Ticket[]): void {
    const seen = new Set(this.#kept.seen);
    const unseen = own.flatMap(answerKeys).filter((key) => !seen.has(key)).length;
    this.state.update((now) => ({ ...now, own, unseen }));
  }

  /** An organiser of the whole server asks for the course that is on the desk. */
  async #course(): Promise<string> {
    const { me, course } = this.#session.classroom.state.get();
    const known = course?.id ?? me?.courseId ?? this.#courseId;
    if (known !== null) return known;
    const { sessionId, api } = this.#session;
    const self = await api.request('GET /api/sessions/:sessionId', { params: { sessionId } });
    this.#courseId = self.participant.courseId;
    if (this.#courseId === null) throw new ClientError('not_found');
    return this.#courseId;
  }

  /** One after the other; the ones that the line stopped are tried again later. */
  async #sendAll(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#sending) return;
    this.#sending = true;
    for (;;) {
      const next = this.state.get().unsent.find(({ error }) => error === null);
      if (next === undefined) break;
      const failed = await this.#sendOne(next);
      if (failed === null) continue;
      if (failed.isPassing) {
        this.#timer = setTimeout(() => void this.#sendAll(), retryMs);
        break;
      }
      this.state.update((now) => ({
        ...now,
        unsent: now.unsent.map((one) => (one.id === next.id ? { ...one, error: failed } : one)),
      }));
    }
    this.#sending = false;
  }

  async #sendOne({ id, kind, text, lessonId, facts }: UnsentTicket): Promise<ClientError | null> {
    try {
      const ticket = await this.#session.api.request('POST /api/courses/:courseId/tickets', {
        params: { courseId: await this.#course() },
        body: { id, kind, text, lessonId, facts },
      });
      this.discard(id);
      this.#heard(ticket);
      return null;
    } catch (thrown) {
      return ClientError.from(thrown);
    }
  }
}

function answerKeys({ id, answers }: Ticket): string[] {
  return answers.map((answer) => `${id}/${answer.id}`);
}

const books = new WeakMap<ClassSession, TicketBook>();

/** The one book of a session: every part of its page sees the same requests. */
export function ticketBook(session: ClassSession): TicketBook {
  const known = books.get(session);
  if (known !== undefined) return known;
  const book = new TicketBook(session);
  books.set(session, book);
  return book;
}
