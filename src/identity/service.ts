import { z } from 'zod';
import type { Bus } from '../cluster/port.ts';
import type { Invitation } from '../contract/course.ts';
import type { Participant } from '../contract/identity.ts';
import type { Role } from '../contract/roles.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Logger } from '../lib/logger.ts';
import type { Queries, Store } from '../store/port.ts';
import { sessionSecret } from './cookies.ts';
import { KnownSessions } from './known-sessions.ts';
import * as repository from './repository.ts';
import { hashSecret, invitationToken, matches, newSecret } from './tokens.ts';

export interface IdentityDependencies {
  store: Store;
  /** Tells the other nodes which sessions changed. */
  bus: Bus;
  clock: Clock;
  log: Logger;
  /** A session was ended, here or on another node: its sockets and media are to be closed. */
  onRevoked: (sessionId: string) => void;
}

/** What the organiser wants a link for. */
export interface NewInvitation {
  role: Role;
  /** What others see of whoever comes through this link: a person's name, or the branch's. */
  label: string;
  courseId: string;
  branchId?: string;
  traineeId?: string;
}

/** A session that was just opened. The secret goes into the cookie and nowhere else. */
export interface OpenedSession {
  participant: Participant;
  secret: string;
}

/**
 * Places that there is one of. Opening such a link a second time does not add a participant: the new device takes over the
 * session, with its seat, and the old one's cookie is worth nothing any more.
 */
const singlePlaces: readonly Role[] = ['lecturer', 'screen', 'port', 'trainee'];

/** Milliseconds for which the first organiser's link is good. */
const organiserLinkLife = 7 * 24 * 3600 * 1000;
/** Milliseconds between two notes of who was seen; it is for people to look at, so it may lag. */
const seenInterval = 60_000;

const topic = 'identity.session';
const sessionChange = z.object({ sessionId: z.string(), revoked: z.boolean() });

/** Who somebody is: invitation links, and the sessions that they open. */
export class Identity {
  readonly #deps: IdentityDependencies;
  readonly #serverSecret: string;
  readonly #known: KnownSessions;
  readonly #seen = new Set<string>();
  readonly #seenTimer: NodeJS.Timeout;
  readonly #unsubscribe: () => void;

  private constructor(deps: IdentityDependencies, serverSecret: string) {
    this.#deps = deps;
    this.#serverSecret = serverSecret;
    this.#known = new KnownSessions((ids) => repository.findSessions(deps.store.db, ids));
    this.#unsubscribe = deps.bus.subscribe(topic, (message) => this.#changed(sessionChange.parse(message)));
    this.#seenTimer = setInterval(() => void this.#writeSeen(), seenInterval);
    this.#seenTimer.unref();
  }

  /** Makes the server's secret on the first start and reads it on every later one. */
  static async create(deps: IdentityDependencies): Promise<Identity> {
    return new Identity(deps, await repository.settingOr(deps.store.db, 'server-secret', newSecret()));
  }

  /** Opens a session for whoever has a link's token. Throws `link_unknown`, `link_expired`. */
  async exchange(token: string, userAgent: string): Promise<OpenedSession> {
    const secret = newSecret();
    const { participant, tookOver } = await this.#deps.store.transaction(async (queries) => {
      const invitation = await repository.lockInvitation(queries, hashSecret(token));
      if (!invitation) throw new AppError('link_unknown');
      if (!this.#isOpen(invitation)) throw new AppError('link_expired');
      if (invitation.usesLeft !== null) await repository.countUse(queries, invitation.id);
      return this.#openSession(queries, invitation, secret, userAgent);
    });
    if (tookOver) this.#publish(participant.sessionId, false);
    else this.#known.keep({ participant, secretHash: hashSecret(secret) });
    return { participant, secret };
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

  /** Ends a session; its sockets and media go at once, on every node. */
  async end(sessionId: string, by: Participant): Promise<void> {
    const ended = await this.#deps.store.transaction((queries) =>
      repository.revokeSession(queries, sessionId, by.sessionId, new Date(this.#deps.clock.now())),
    );
    if (ended) this.#publish(sessionId, true);
  }

  /** Makes links, in the transaction of whoever needs them. */
  async invite(queries: Queries, invitations: readonly NewInvitation[]): Promise<void> {
    await repository.insertInvitations(
      queries,
      invitations.map((wanted) => this.#newRow(wanted)),
    );
  }

  /** The links of a course, with the paths that they open. */
  async invitationsOf(courseId: string, role: Role | undefined): Promise<Invitation[]> {
    const rows = await repository.findInvitations(this.#deps.store.db, courseId, role);
    return rows.map((row) => ({
      id: row.id,
      role: row.role,
      label: row.label,
      branchId: row.branchId,
      path: this.#path(row.id),
      expiresAt: row.expiresAt?.getTime() ?? null,
      revokedAt: row.revokedAt?.getTime() ?? null,
    }));
  }

  /** False until somebody has come in by the first organiser's link. */
  hasOrganiser(): Promise<boolean> {
    return repository.hasServerOrganiser(this.#deps.store.db);
  }

  /** The path of a link that makes its first user an organiser of the whole server. It works once, within a week. */
  async organiserPath(): Promise<string> {
    const now = this.#deps.clock.now();
    return this.#deps.store.transaction(async (queries) => {
      const open = await repository.findOpenOrganiserInvitation(queries, new Date(now));
      if (open) return this.#path(open.id);
      const row = this.#newRow({ role: 'organiser', label: '主办方' });
      await repository.insertInvitations(queries, [
        { ...row, usesLeft: 1, expiresAt: new Date(now + organiserLinkLife) },
      ]);
      return this.#path(row.id);
    });
  }

  async close(): Promise<void> {
    clearInterval(this.#seenTimer);
    this.#unsubscribe();
    await this.#writeSeen();
  }

  #isOpen(invitation: repository.InvitationRow): boolean {
    const now = this.#deps.clock.now();
    const expired = invitation.expiresAt !== null && invitation.expiresAt.getTime() <= now;
    return !expired && invitation.revokedAt === null && invitation.usesLeft !== 0;
  }

  async #openSession(
    queries: Queries,
    invitation: repository.InvitationRow,
    secret: string,
    userAgent: string,
  ): Promise<{ participant: Participant; tookOver: boolean }> {
    const now = new Date(this.#deps.clock.now());
    const change = { secretHash: hashSecret(secret), userAgent, lastSeenAt: now };
    if (singlePlaces.includes(invitation.role)) {
      const existing = await repository.findSessionOfInvitation(queries, invitation.id);
      if (existing) {
        await repository.takeOverSession(queries, existing.id, change);
        return { participant: repository.toParticipant(existing), tookOver: true };
      }
    }
    const { role, label: name, courseId, branchId, traineeId } = invitation;
    const row = { id: newId(), role, name, courseId, branchId, traineeId };
    await repository.insertSession(queries, {
      ...row,
      ...change,
      invitationId: invitation.id,
      createdAt: now,
    });
    return { participant: repository.toParticipant(row), tookOver: false };
  }

  #newRow({
    role,
    label,
    courseId,
    branchId,
    traineeId,
  }: Omit<NewInvitation, 'courseId'> & { courseId?: string }) {
    const id = newId();
    const tokenHash = hashSecret(invitationToken(this.#serverSecret, id));
    const createdAt = new Date(this.#deps.clock.now());
    return { id, tokenHash, role, label, courseId, branchId, traineeId, createdAt };
  }

  #path(invitationId: string): string {
    return `/j/${invitationToken(this.#serverSecret, invitationId)}`;
  }

  #publish(sessionId: string, revoked: boolean): void {
    // Here at once, so that nothing which follows this call sees the old state; on the other nodes through the bus.
    this.#known.forget(sessionId);
    this.#deps.bus.publish(topic, { sessionId, revoked } satisfies z.input<typeof sessionChange>);
  }

  #changed({ sessionId, revoked }: z.output<typeof sessionChange>): void {
    this.#known.forget(sessionId);
    if (revoked) this.#deps.onRevoked(sessionId);
  }

  async #writeSeen(): Promise<void> {
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
