import { z } from 'zod';
import type { Bus } from '../cluster/port.ts';
import { participant as participantShape, type OwnSession, type Participant } from '../contract/identity.ts';
import type { Role } from '../contract/roles.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Logger } from '../lib/logger.ts';
import type { Actor } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import { sessionSecret } from './cookies.ts';
import { KnownSessions } from './known-sessions.ts';
import * as repository from './session-repository.ts';
import type { CurrentSession, SessionRow, SessionsOf } from './session-repository.ts';
import { hashSecret, matches, newSecret } from './tokens.ts';

export interface SessionsDependencies {
  store: Store;
  /** Tells the other nodes which sessions changed. */
  bus: Bus;
  clock: Clock;
  log: Logger;
  /** A session was ended, here or on another node: its sockets and media are to be closed. */
  onRevoked: (sessionId: string) => void;
  /** The sessions that have a page open on this node: they are in use, however long nobody asks for anything. */
  openSessions?: () => Iterable<string>;
  /** Milliseconds between two looks for sessions whose time is over; 10 s unless said otherwise. */
  overInterval?: number;
  /** A session stands for another name or branch from now on, here or on another node: its sockets and seat follow. */
  onChanged?: (current: CurrentSession) => void;
}

/** The browser that asks. */
export interface Device {
  /** From its device cookie; null only where there are no cookies. */
  id: string | null;
  userAgent: string;
}

/** Whom a session is for. */
export interface NewSession {
  role: Role;
  name: string;
  courseId: string | null;
  branchId: string | null;
  traineeId: string | null;
  invitationId?: string | null;
  accountId?: string;
  placeId?: string;
  /** When its person last gave the account's password. */
  provenAt?: Date | null;
}

/** A session that was just opened. The secret goes into the cookie and nowhere else. */
export interface OpenedSession {
  participant: Participant;
  secret: string;
}

/** What a transaction has opened; `Sessions.opened` makes it count once that is committed. */
export interface Opening extends OpenedSession {
  /** Another device had this session: what is remembered of it is out of date. */
  tookOver: boolean;
}

/** Milliseconds between two notes of who was seen; it is for people to look at, so it may lag. */
const seenInterval = 60_000;

/** Milliseconds between two notes of the sessions that have a page open: what is counted in days need not be more exact. */
const openInterval = 3_600_000;
/** Milliseconds between two looks for sessions whose time is over. */
const overInterval = 10_000;

const topic = 'identity.session';
const sessionChange = z.object({
  sessionId: z.string(),
  revoked: z.boolean(),
  current: z.object({ participant: participantShape, branchName: z.string().nullable() }).optional(),
});

/** Sessions: who a browser is, from the moment it got in until somebody ends it. */
export class Sessions {
  readonly #deps: SessionsDependencies;
  readonly #known: KnownSessions;
  readonly #seen = new Set<string>();
  readonly #seenTimer: NodeJS.Timeout;
  readonly #overTimer: NodeJS.Timeout;
  #openNotedAt = 0;
  readonly #unsubscribe: () => void;
  readonly #unsubscribeGap: () => void;

  constructor(deps: SessionsDependencies) {
    this.#deps = deps;
    this.#known = new KnownSessions((ids) => repository.findSessions(deps.store.db, ids));
    this.#unsubscribe = deps.bus.subscribe(topic, (message) => this.#changed(sessionChange.parse(message)));
    this.#unsubscribeGap = deps.bus.onGap(() => void this.#lookAgain());
    this.#seenTimer = setInterval(() => void this.noteSeen(), seenInterval);
    this.#seenTimer.unref();
    this.#overTimer = setInterval(() => void this.endOver(), deps.overInterval ?? overInterval);
    this.#overTimer.unref();
  }

  /**
   * Who a request or handshake speaks for: the session that it names, if its cookie has that session's secret. Undefined
   * when not. Takes no query for a session that was used since the start.
   */
  async authenticate(sessionId: string, cookieHeader: string | undefined): Promise<Participant | undefined> {
    const secret = sessionSecret(cookieHeader, sessionId);
    if (secret === undefined) return undefined;
    const known = await this.#known.get(sessionId);
    if (!known || !matches(secret, known.secretHash)) return undefined;
    this.#seen.add(sessionId);
    return known.participant;
  }

  /** Opens a session in the caller's transaction; call `opened` when that is committed. */
  async open(queries: Queries, who: NewSession, device: Device): Promise<Opening> {
    const secret = newSecret();
    const now = new Date(this.#deps.clock.now());
    const row = { ...who, id: newId() };
    await repository.insertSession(queries, {
      ...row,
      secretHash: hashSecret(secret),
      deviceId: device.id,
      userAgent: device.userAgent,
      createdAt: now,
      lastSeenAt: now,
    });
    return { participant: repository.toParticipant(row), secret, tookOver: false };
  }

  /** Hands a session to another browser, in the caller's transaction: the one that had it is signed out. */
  async takeOver(queries: Queries, existing: SessionRow, device: Device): Promise<Opening> {
    const secret = newSecret();
    const now = new Date(this.#deps.clock.now());
    await repository.takeOverSession(queries, existing.id, {
      secretHash: hashSecret(secret),
      deviceId: device.id,
      userAgent: device.userAgent,
      // Somebody has proven anew who they are.
      createdAt: now,
      lastSeenAt: now,
    });
    return { participant: repository.toParticipant(existing), secret, tookOver: true };
  }

  /** Gives the participant's own session a new token, in the caller's transaction: its person has just given the password. */
  async renew(queries: Queries, { sessionId }: Participant, device: Device): Promise<Opening> {
    const row = await repository.findSession(queries, sessionId);
    if (!row) throw new AppError('not_signed_in');
    await repository.noteProof(queries, sessionId, new Date(this.#deps.clock.now()));
    return this.takeOver(queries, row, device);
  }

  /** Notes that the session's person has just given the password. */
  noteProof({ sessionId }: Participant): Promise<void> {
    return repository.noteProof(this.#deps.store.db, sessionId, new Date(this.#deps.clock.now()));
  }

  /** The transaction that opened it is committed: from now on it may be used. */
  opened({ participant, secret, tookOver }: Opening): OpenedSession {
    if (tookOver) this.#publish(participant.sessionId, false);
    else this.#known.keep({ participant, secretHash: hashSecret(secret) });
    return { participant, secret };
  }

  /** Ends sessions in the caller's transaction, and answers with their ids for `revoked`. */
  revoke(queries: Queries, of: SessionsOf, by: Actor): Promise<string[]> {
    return repository.revokeSessions(queries, of, by, new Date(this.#deps.clock.now()));
  }

  /** The transaction that ended them is committed: their sockets and media go at once, on every node. */
  revoked(sessionIds: readonly string[]): void {
    for (const id of sessionIds) this.#publish(id, true);
  }

  /** The transaction that changed their people or branches is committed: everything live follows, on every node. */
  changed(sessions: readonly CurrentSession[]): void {
    for (const current of sessions) this.#publish(current.participant.sessionId, false, current);
  }

  /** The open sessions of the participant's person. */
  async own(participant: Participant): Promise<{ row: SessionRow; sessions: OwnSession[] }> {
    const { db } = this.#deps.store;
    const row = await repository.findSession(db, participant.sessionId);
    if (!row) throw new AppError('not_signed_in');
    return { row, sessions: await repository.findOwnSessions(db, row) };
  }

  /** Ends the participant's session, or another one of the same person. Throws `forbidden` for anybody else's. */
  async end(sessionId: string, by: Participant): Promise<void> {
    if (sessionId !== by.sessionId) {
      const { sessions } = await this.own(by);
      if (!sessions.some((session) => session.sessionId === sessionId)) throw new AppError('forbidden');
    }
    const ended = await this.#deps.store.transaction((queries) => this.revoke(queries, { sessionId }, by));
    this.revoked(ended);
  }

  /** Ends sessions whose time is over; their sockets and media go with them. What cannot be done now is done at the next look. */
  async endOver(): Promise<void> {
    const { store, clock, log } = this.#deps;
    try {
      const over = { overAt: clock.now() };
      const ended = await store.transaction((queries) => this.revoke(queries, over, { sessionId: null }));
      this.revoked(ended);
    } catch (error) {
      log.warn({ err: error }, 'sessions whose time is over could not be ended');
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#seenTimer);
    clearInterval(this.#overTimer);
    this.#unsubscribe();
    this.#unsubscribeGap();
    await this.noteSeen();
  }

  #publish(sessionId: string, revoked: boolean, current?: CurrentSession): void {
    // Here at once, so that nothing which follows this call sees the old state; on the other nodes through the bus.
    this.#known.forget(sessionId);
    const message: z.input<typeof sessionChange> = { sessionId, revoked, current };
    this.#deps.bus.publish(topic, message);
  }

  #changed({ sessionId, revoked, current }: z.output<typeof sessionChange>): void {
    this.#known.forget(sessionId);
    if (revoked) this.#deps.onRevoked(sessionId);
    else if (current) this.#deps.onChanged?.(current);
  }

  /** What other nodes said of sessions may have been missed: those that are remembered are compared with the records. */
  async #lookAgain(): Promise<void> {
    try {
      for (const sessionId of await this.#known.renew()) this.#deps.onRevoked(sessionId);
    } catch (error) {
      this.#deps.log.error({ err: error }, 'sessions could not be compared with the records after a gap');
    }
  }

  /** Writes down who was seen since the last time. */
  async noteSeen(): Promise<void> {
    const now = this.#deps.clock.now();
    if (now >= this.#openNotedAt + openInterval) {
      this.#openNotedAt = now;
      for (const id of this.#deps.openSessions?.() ?? []) this.#seen.add(id);
    }
    if (this.#seen.size === 0) return;
    const ids = [...this.#seen];
    this.#seen.clear();
    try {
      await repository.touchSessions(this.#deps.store.db, ids, new Date(this.#deps.clock.now()));
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'who was seen last could not be noted');
    }
  }
}
