import type { Invitation } from '../contract/course.ts';
import type { Participant } from '../contract/identity.ts';
import type { Role } from '../contract/roles.ts';
import { newId } from '../lib/ids.ts';
import type { Actor } from '../store/audit.ts';
import type { Queries } from '../store/port.ts';
import { emptyRemovedAccounts, hasServerOrganiser } from './account-repository.ts';
import { Accounts } from './accounts.ts';
import { Attempts } from './attempts.ts';
import { Entry } from './entry.ts';
import { Invitations, type NewInvitation } from './invitations.ts';
import { OwnAccount } from './own-account.ts';
import { PasswordLinks } from './password-links.ts';
import { Passwords } from './passwords.ts';
import { Proving } from './proving.ts';
import { letGo, type Removed } from './removal.ts';
import { followBranches, followTrainees, type CurrentSession, type Renamed } from './session-repository.ts';
import { SecondFactors } from './second-factors.ts';
import { Sessions, type OpenedSession, type SessionsDependencies } from './sessions.ts';
import type { BreachedPasswords } from './breached-passwords.ts';
import { deviceOf, deviceToken, keyOf } from './tokens.ts';

export interface IdentityDependencies extends SessionsDependencies {
  /** Whether every account with an organiser's role has to have a second factor. */
  factorForOrganisers?: boolean;
  /** Passwords that nobody may choose, because they were stolen somewhere. It is closed with the feature. */
  breachedPasswords?: BreachedPasswords;
}

/** Records that somebody has changed, each with the name that it had before. */
export type Followed = { trainees: readonly Renamed[] } | { branches: readonly Renamed[] };

/** What the first organiser's link is called in the list. */
const organiserLabel = '主办方';

/** Who somebody is, by link, by name and password, or by the roster; and what others of the server need of that. */
export class Identity {
  readonly sessions: Sessions;
  readonly invitations: Invitations;
  readonly accounts: Accounts;
  readonly ownAccount: OwnAccount;
  readonly factors: SecondFactors;
  readonly passwordLinks: PasswordLinks;
  readonly entry: Entry;
  readonly #deps: IdentityDependencies;
  readonly #serverSecret: string;

  private constructor(deps: IdentityDependencies, serverSecret: string) {
    const { store, clock, log } = deps;
    this.#deps = deps;
    this.#serverSecret = serverSecret;
    this.sessions = new Sessions(deps);
    this.invitations = new Invitations({ store, clock, sessions: this.sessions, serverSecret });
    const attempts = new Attempts(store, clock);
    const parts = { store, clock, sessions: this.sessions, invitations: this.invitations, attempts, log };
    const passwords = new Passwords(deps.breachedPasswords);
    const proving = new Proving({ ...parts, passwords });
    this.factors = new SecondFactors({ ...parts, forOrganisers: deps.factorForOrganisers ?? false });
    const account = { ...parts, proving, factors: this.factors, passwords };
    this.accounts = new Accounts(account);
    this.ownAccount = new OwnAccount({ ...account, accounts: this.accounts });
    this.passwordLinks = new PasswordLinks({ ...account, accounts: this.accounts });
    this.entry = new Entry(parts);
  }

  static async create(deps: IdentityDependencies): Promise<Identity> {
    const identity = new Identity(deps, await deps.store.secret('server-secret'));
    await identity.invitations.settle();
    await emptyRemovedAccounts(deps.store.db);
    if (deps.factorForOrganisers) await identity.#endWithoutFactor();
    return identity;
  }

  /** Since the server's last start organisers may have to have a second factor: sessions that were opened without one end. */
  async #endWithoutFactor(): Promise<void> {
    const of = { withoutFactor: 'organiser' } as const;
    const ended = await this.#deps.store.transaction((queries) =>
      this.sessions.revoke(queries, of, { sessionId: null }),
    );
    this.sessions.revoked(ended);
  }

  /** Opens a session for whoever has a link's token, on a device that nobody knows. Throws as `Entry.open` does. */
  exchange(token: string, userAgent: string): Promise<OpenedSession> {
    return this.entry.open(token, { id: null, userAgent });
  }

  /** A secret of 256 bits for one purpose, derived from the server's own (RFC 5869): it survives restarts and tells nothing of others. */
  keyFor(purpose: string): Uint8Array {
    return keyOf(this.#serverSecret, purpose);
  }

  authenticate(sessionId: string, cookieHeader: string | undefined): Promise<Participant | undefined> {
    return this.sessions.authenticate(sessionId, cookieHeader);
  }

  /** The device that a cookie's value names, or a new one with the value that its cookie gets. */
  device(cookie: string | undefined): { id: string; newCookie: string | null } {
    const known = deviceOf(this.#serverSecret, cookie);
    if (known !== undefined) return { id: known, newCookie: null };
    const id = newId();
    return { id, newCookie: deviceToken(this.#serverSecret, id) };
  }

  /** Ends a session; its sockets and media go at once, on every node. */
  end(sessionId: string, by: Participant): Promise<void> {
    return this.sessions.end(sessionId, by);
  }

  /**
   * For whoever deletes a course, branches or trainees: ends their sessions, links and roles in the same transaction,
   * before they are deleted. Hand the ids to `signedOut` when that is committed.
   */
  letGo(queries: Queries, of: Removed, by: Actor): Promise<string[]> {
    const at = new Date(this.#deps.clock.now());
    return letGo(queries, { sessions: this.sessions, of, by, at });
  }

  /** Closes the sockets and media of sessions whose end is committed, on every node. */
  signedOut(sessionIds: readonly string[]): void {
    this.sessions.revoked(sessionIds);
  }

  /**
   * For whoever changes trainees or branches: their open sessions and links follow in the same transaction. Hand the answer
   * to `changed` when that is committed.
   */
  follow(queries: Queries, of: Followed): Promise<CurrentSession[]> {
    return 'trainees' in of ? followTrainees(queries, of.trainees) : followBranches(queries, of.branches);
  }

  /** Sockets and seats of sessions whose change is committed follow, on every node. */
  changed(sessions: readonly CurrentSession[]): void {
    this.sessions.changed(sessions);
  }

  /** Makes links, in the transaction of whoever needs them. */
  invite(queries: Queries, invitations: readonly NewInvitation[]): Promise<void> {
    return this.invitations.invite(queries, invitations);
  }

  /** The links of a course, with the paths that they open. */
  invitationsOf(courseId: string, role: Role | undefined): Promise<Invitation[]> {
    return this.invitations.list(courseId, role);
  }

  /** False until the first organiser has an account. */
  hasOrganiser(): Promise<boolean> {
    return hasServerOrganiser(this.#deps.store.db);
  }

  /** The path of the link that makes the first organiser's account. It works once, within a week. */
  async organiserPath(): Promise<string> {
    return (await this.invitations.organiserLink(organiserLabel, null)).path;
  }

  async close(): Promise<void> {
    await this.sessions.close();
    await this.#deps.breachedPasswords?.close();
  }
}
