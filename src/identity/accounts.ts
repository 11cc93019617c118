import type { Account } from '../contract/account.ts';
import type { Participant, Place } from '../contract/identity.ts';
import type { Role } from '../contract/roles.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { newId } from '../lib/ids.ts';
import { writeAudit } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import * as repository from './account-repository.ts';
import type { AccountRow } from './account-repository.ts';
import { logged, type Attempts } from './attempts.ts';
import type { InvitationRow } from './invitation-repository.ts';
import type { Invitations } from './invitations.ts';
import { nameKey } from './names.ts';
import { refuseWeak, type Passwords } from './passwords.ts';
import { isDeviceOfAccount } from './session-repository.ts';
import type { Device, OpenedSession, Opening, Sessions } from './sessions.ts';

export interface AccountsParts {
  store: Store;
  clock: Clock;
  sessions: Sessions;
  invitations: Invitations;
  attempts: Attempts;
  passwords: Passwords;
  log: Logger;
}

/** What somebody signs in with. */
export interface Credentials {
  name: string;
  password: string;
}

/** Whether a link makes an account. Those for the whole server always do: a session alone could not come back. */
export function needsAccount(invitation: Pick<InvitationRow, 'withAccount' | 'role' | 'courseId'>): boolean {
  return invitation.withAccount || (invitation.role === 'organiser' && invitation.courseId === null);
}

/** People who sign in with name and password, and the roles that they have. */
export class Accounts {
  readonly #parts: AccountsParts;

  constructor(parts: AccountsParts) {
    this.#parts = parts;
  }

  /**
   * Uses an account link: makes the account, or adds the role to the one that the name and password belong to. Throws
   * `link_unknown`, `link_expired`, `password_weak`, `account_exists`, `too_many_attempts`.
   */
  async create(token: string, credentials: Credentials, device: Device): Promise<OpenedSession> {
    const { store, sessions, invitations } = this.#parts;
    // Before any work is done for it; it is looked at again below.
    await store.transaction(async (queries) => this.#accountLink(queries, token));
    const existing = await repository.findAccountByName(store.db, nameKey(credentials.name));
    const proven = existing ? await this.#prove(credentials, device, 'account_exists') : undefined;
    if (!existing) refuseWeak(credentials.password, credentials.name);
    const passwordHash = existing ? '' : await this.#parts.passwords.hash(credentials.password);
    const opening = await store.transaction(async (queries) => {
      const invitation = await this.#accountLink(queries, token);
      await invitations.count(queries, invitation);
      const account = proven ?? (await this.#insert(queries, credentials.name, passwordHash));
      const { role, courseId, branchId } = invitation;
      const row = { id: newId(), accountId: account.id, role, courseId, branchId, createdAt: this.#now() };
      const place = await repository.addPlace(queries, row);
      const opened = await this.#open(queries, account, place, device, invitation.id);
      const by = opened.participant;
      const after = { name: account.name, role, courseId, branchId };
      const action = proven ? 'account.roleGiven' : 'account.created';
      await writeAudit(queries, by, [{ courseId, action, recordId: account.id, after }]);
      return opened;
    });
    return sessions.opened(opening);
  }

  /** Throws `sign_in_failed`, `too_many_attempts`, `no_role`; `not_found` for a role that is not the account's. */
  async signIn(
    credentials: Credentials,
    placeId: string | undefined,
    device: Device,
  ): Promise<OpenedSession & { places: Place[] }> {
    const account = await this.#prove(credentials, device, 'sign_in_failed');
    const places = await this.places(account.id);
    if (places.length === 0) throw new AppError('no_role');
    const place = placeId === undefined ? places[0] : places.find(({ id }) => id === placeId);
    if (!place) throw new AppError('not_found');
    return { ...(await this.#openAt(account, place, device)), places };
  }

  /** Opens a session for another role of the same account. Throws `not_found`. */
  async switchTo(participant: Participant, placeId: string, device: Device): Promise<OpenedSession> {
    const account = await this.#accountOf(participant);
    const place = (await this.places(account.id)).find(({ id }) => id === placeId);
    if (!place) throw new AppError('not_found');
    return this.#openAt(account, place, device);
  }

  /** Throws `not_found` without an account, `sign_in_failed`, `too_many_attempts`, `password_weak`. */
  async changePassword(
    participant: Participant,
    { current, next }: { current: string; next: string },
    device: Device,
  ): Promise<void> {
    const { store, sessions, passwords } = this.#parts;
    const { name } = await this.#accountOf(participant);
    const account = await this.#prove({ name, password: current }, device, 'sign_in_failed');
    refuseWeak(next, name);
    const passwordHash = await passwords.hash(next);
    const ended = await store.transaction(async (queries) => {
      await repository.updateAccount(queries, account.id, { passwordHash });
      const entry = { courseId: null, action: 'account.passwordChanged', recordId: account.id };
      await writeAudit(queries, participant, [entry]);
      const others = { accountId: account.id, except: participant.sessionId };
      return sessions.revoke(queries, others, participant);
    });
    sessions.revoked(ended);
  }

  /** The roles of an account, those for the whole server first. */
  async places(accountId: string): Promise<Place[]> {
    const rows = await repository.findPlaces(this.#parts.store.db, { accountIds: [accountId] });
    return rows.map(withoutAccount);
  }

  /** The participant's account, if a session of theirs was opened by name and password. */
  async own(accountId: string | null): Promise<{ name: string; places: Place[] } | null> {
    if (accountId === null) return null;
    const account = await repository.findAccount(this.#parts.store.db, accountId);
    return account ? { name: account.name, places: await this.places(account.id) } : null;
  }

  /** All accounts with all roles, or those of a course with their roles in it. */
  async list(courseId: string | null): Promise<Account[]> {
    const { db } = this.#parts.store;
    const accounts = await repository.findAccounts(db, courseId);
    const accountIds = accounts.map(({ id }) => id);
    const places =
      accountIds.length === 0
        ? []
        : await repository.findPlaces(db, courseId === null ? { accountIds } : { courseId });
    return accounts.map((account) => ({
      ...account,
      places: places.filter(({ accountId }) => accountId === account.id).map(withoutAccount),
    }));
  }

  /** Takes a role in the course away; its sockets and media go at once. Throws `not_found`. */
  async removePlace(courseId: string, placeId: string, by: Participant): Promise<void> {
    const { store, sessions } = this.#parts;
    const ended = await store.transaction(async (queries) => {
      const [row] = await repository.removePlaces(queries, { placeId, courseId }, this.#now());
      if (!row) throw new AppError('not_found');
      const { accountId, role, branchId } = row;
      await writeAudit(queries, by, [
        { courseId, action: 'account.roleTaken', recordId: accountId, before: { role, branchId } },
      ]);
      return sessions.revoke(queries, { placeId }, by);
    });
    sessions.revoked(ended);
  }

  /** Removes an account with all its roles. Throws `not_found`, `last_organiser`. */
  async remove(accountId: string, by: Participant): Promise<void> {
    const { store, sessions } = this.#parts;
    const ended = await store.transaction(async (queries) => {
      const organisers = await repository.lockServerOrganisers(queries);
      const account = await repository.findAccount(queries, accountId);
      if (!account) throw new AppError('not_found');
      const isLast = organisers.includes(accountId) && organisers.every((one) => one === accountId);
      if (isLast) throw new AppError('last_organiser');
      await repository.removePlaces(queries, { accountId }, this.#now());
      await repository.emptyAccount(queries, accountId, this.#now());
      await writeAudit(queries, by, [
        { courseId: null, action: 'account.removed', recordId: accountId, before: { name: account.name } },
      ]);
      return sessions.revoke(queries, { accountId }, by);
    });
    sessions.revoked(ended);
  }

  /** Ends all sessions of an account, wherever they are; its roles and its password stay. Throws `not_found`. */
  async signOut(accountId: string, by: Participant): Promise<number> {
    const { store, sessions } = this.#parts;
    const ended = await store.transaction(async (queries) => {
      if (!(await repository.findAccount(queries, accountId))) throw new AppError('not_found');
      return sessions.revoke(queries, { accountId, except: by.sessionId }, by);
    });
    sessions.revoked(ended);
    return ended.length;
  }

  /**
   * The account that a name and password belong to. Wrong passwords are slowed by account and by device. A device that
   * was signed in to the account before is counted apart: strangers who guess must not keep its owner out.
   */
  async #prove(
    { name, password }: Credentials,
    device: Device,
    refusal: 'sign_in_failed' | 'account_exists',
  ): Promise<AccountRow> {
    const { store, attempts, passwords } = this.#parts;
    const key = nameKey(name);
    const account = await repository.findAccountByName(store.db, key);
    const isOwn =
      account !== undefined &&
      device.id !== null &&
      (await isDeviceOfAccount(store.db, device.id, account.id));
    const keys = [isOwn ? `account:${key}:${device.id ?? ''}` : `account:${key}`];
    if (device.id !== null) keys.push(`device:${device.id}`);
    // Not the name that was typed: people type their password there by mistake.
    const who = { account: account?.id ?? null, device: device.id };
    const proven = await logged(
      this.#parts.log.child(who),
      attempts.run(keys, async () => {
        const isRight = await passwords.matches(password, account?.passwordHash);
        return isRight ? account : undefined;
      }),
    );
    if (!proven) throw new AppError(refusal);
    return proven;
  }

  async #accountLink(queries: Queries, token: string): Promise<InvitationRow> {
    const invitation = await this.#parts.invitations.use(queries, token, 'update');
    if (!needsAccount(invitation)) throw new AppError('link_unknown');
    if (invitation.usesLeft === 0) throw new AppError('link_expired');
    return invitation;
  }

  async #insert(queries: Queries, name: string, passwordHash: string) {
    const row = { id: newId(), name, nameKey: nameKey(name), passwordHash, createdAt: this.#now() };
    // Somebody else may have taken the name since it was looked up.
    if (!(await repository.insertAccount(queries, row))) throw new AppError('account_exists');
    return row;
  }

  async #openAt(account: AccountRow, place: Place, device: Device): Promise<OpenedSession> {
    const { store, sessions } = this.#parts;
    const opening = await store.transaction(async (queries) => {
      if (!(await repository.holdPlace(queries, place.id))) throw new AppError('no_role');
      const opened = await this.#open(queries, account, place, device, null);
      const { sessionId, name, role, courseId } = opened.participant;
      await writeAudit(queries, opened.participant, [
        { courseId, action: 'session.opened', recordId: sessionId, after: { role, name } },
      ]);
      return opened;
    });
    return sessions.opened(opening);
  }

  #open(
    queries: Queries,
    account: { id: string; name: string },
    place: { id: string; role: Role; courseId: string | null; branchId: string | null },
    device: Device,
    invitationId: string | null,
  ): Promise<Opening> {
    const { id: placeId, role, courseId, branchId } = place;
    const who = { role, name: account.name, courseId, branchId, traineeId: null, invitationId };
    return this.#parts.sessions.open(queries, { ...who, accountId: account.id, placeId }, device);
  }

  async #accountOf(participant: Participant): Promise<AccountRow> {
    const { row } = await this.#parts.sessions.own(participant);
    const account =
      row.accountId === null ? undefined : await repository.findAccount(this.#parts.store.db, row.accountId);
    if (!account) throw new AppError('not_found');
    return account;
  }

  #now(): Date {
    return new Date(this.#parts.clock.now());
  }
}

function withoutAccount({ accountId: _, ...place }: Place & { accountId: string }): Place {
  return place;
}
