import type { Account } from '../contract/account.ts';
import type { Participant, Place } from '../contract/identity.ts';
import type { Role } from '../contract/roles.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { writeAudit } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import * as repository from './account-repository.ts';
import type { AccountRow } from './account-repository.ts';
import { removeFactor } from './factor-repository.ts';
import type { InvitationRow } from './invitation-repository.ts';
import type { Invitations } from './invitations.ts';
import { nameKey } from './names.ts';
import type { Passwords } from './passwords.ts';
import type { Credentials, Proving } from './proving.ts';
import type { Passed, SecondFactors, SecondStep } from './second-factors.ts';
import type { Device, OpenedSession, Opening, Sessions } from './sessions.ts';

export interface AccountsParts {
  store: Store;
  clock: Clock;
  sessions: Sessions;
  invitations: Invitations;
  proving: Proving;
  factors: SecondFactors;
  passwords: Passwords;
}

/** Somebody who came in with name and password. */
export interface Admission extends OpenedSession {
  /** Only for who has set a second factor up on the way in. */
  recoveryCodes?: string[] | undefined;
}

/** What is opened in a transaction, and whose sessions end with it. */
interface Entering {
  opening: Opening;
  recoveryCodes: string[] | undefined;
  ended: string[];
}

/** Who comes in, as what, and how. */
interface Entrant {
  account: { id: string; name: string };
  place: { id: string; role: Role; courseId: string | null; branchId: string | null };
  passed: Passed;
  /** `stays` is the session that goes on beside the new one. */
  origin: { invitationId: string | null; provenAt: Date | null; stays?: string };
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
   * `link_unknown`, `link_expired`, `password_weak`, `account_exists`, `too_many_attempts`, and as `SecondFactors.pass` does.
   */
  async create(token: string, credentials: Credentials & SecondStep, device: Device): Promise<Admission> {
    const { store, invitations, proving, factors, passwords } = this.#parts;
    const { name, password, ...step } = credentials;
    // Before any work is done for it; it is looked at again below.
    const link = await store.transaction(async (queries) => this.#accountLink(queries, token));
    const existing = await repository.findAccountByName(store.db, nameKey(name));
    const proven = existing ? await proving.account({ name, password }, device, 'account_exists') : undefined;
    if (!existing) await passwords.refuseWeak(password, name);
    const roles = proven ? (await this.places(proven.id)).map(({ role }) => role) : [];
    const who = { accountId: proven?.id ?? null, name, roles: [link.role, ...roles] };
    const passed = await factors.pass(who, step, device);
    const passwordHash = existing ? '' : await passwords.hash(password);
    const entering = await store.transaction(async (queries) => {
      const invitation = await this.#accountLink(queries, token);
      await invitations.count(queries, invitation);
      const account = proven ?? (await this.#insert(queries, name, passwordHash));
      const { role, courseId, branchId } = invitation;
      const row = { id: newId(), accountId: account.id, role, courseId, branchId, createdAt: this.#now() };
      const place = await repository.addPlace(queries, row);
      const origin = { invitationId: invitation.id, provenAt: this.#now() };
      const entered = await this.#enter(queries, { account, place, passed, origin }, device);
      const by = entered.opening.participant;
      const after = { name: account.name, role, courseId, branchId };
      const action = proven ? 'account.roleGiven' : 'account.created';
      await writeAudit(queries, by, [{ courseId, action, recordId: account.id, after }]);
      return entered;
    });
    return this.#entered(entering);
  }

  /**
   * Throws `sign_in_failed`, `too_many_attempts`, `no_role`; `not_found` for a role that is not the account's; and as
   * `SecondFactors.pass` does.
   */
  async signIn(
    { name, password, ...step }: Credentials & SecondStep,
    placeId: string | undefined,
    device: Device,
  ): Promise<Admission & { places: Place[] }> {
    const { proving, factors } = this.#parts;
    const account = await proving.account({ name, password }, device, 'sign_in_failed');
    const places = await this.places(account.id);
    const roles = places.map(({ role }) => role);
    const passed = await factors.pass({ accountId: account.id, name: account.name, roles }, step, device);
    if (places.length === 0) throw new AppError('no_role');
    const place = placeId === undefined ? places[0] : places.find(({ id }) => id === placeId);
    if (!place) throw new AppError('not_found');
    const origin = { invitationId: null, provenAt: this.#now() };
    return { ...(await this.#enterAt({ account, place, passed, origin }, device)), places };
  }

  /** Opens a session for another role of the same account. Throws `not_found`. */
  async switchTo(participant: Participant, placeId: string, device: Device): Promise<OpenedSession> {
    const account = await this.of(participant);
    const place = (await this.places(account.id)).find(({ id }) => id === placeId);
    if (!place) throw new AppError('not_found');
    // It is no proof of its own: how long ago somebody gave the password stays as it is.
    const { provenAt } = (await this.#parts.sessions.own(participant)).row;
    const origin = { invitationId: null, provenAt, stays: participant.sessionId };
    return this.#enterAt({ account, place, passed: { by: 'nothing' }, origin }, device);
  }

  /** The roles of an account, those for the whole server first. */
  async places(accountId: string): Promise<Place[]> {
    const rows = await repository.findPlaces(this.#parts.store.db, { accountIds: [accountId] });
    return rows.map(withoutAccount);
  }

  /** The account behind a session. Throws `not_found` where a link alone opened it. */
  async of(participant: Participant): Promise<AccountRow> {
    const { row } = await this.#parts.sessions.own(participant);
    const account =
      row.accountId === null ? undefined : await repository.findAccount(this.#parts.store.db, row.accountId);
    if (!account) throw new AppError('not_found');
    return account;
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
      await removeFactor(queries, accountId);
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
   * Takes the second factor of another account away, for somebody who has lost it; its sessions end. Throws `not_found`, and
   * `own_account` for the own one, which takes its password and a code.
   */
  async resetFactor(accountId: string, by: Participant): Promise<void> {
    const { store, sessions, factors } = this.#parts;
    if ((await this.of(by)).id === accountId) throw new AppError('own_account');
    const ended = await store.transaction(async (queries) => {
      if (!(await repository.findAccount(queries, accountId))) throw new AppError('not_found');
      await factors.remove(queries, accountId, { by, action: 'account.factorReset' });
      return sessions.revoke(queries, { accountId }, by);
    });
    sessions.revoked(ended);
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

  async #enterAt(who: Entrant, device: Device): Promise<Admission> {
    const entering = await this.#parts.store.transaction(async (queries) => {
      if (!(await repository.holdPlace(queries, who.place.id))) throw new AppError('no_role');
      const entered = await this.#enter(queries, who, device);
      const { sessionId, name, role, courseId } = entered.opening.participant;
      await writeAudit(queries, entered.opening.participant, [
        { courseId, action: 'session.opened', recordId: sessionId, after: { role, name } },
      ]);
      return entered;
    });
    return this.#entered(entering);
  }

  /** Opens the session, and keeps by what its person got over the second step. */
  async #enter(
    queries: Queries,
    { account, place, passed, origin: { stays, ...origin } }: Entrant,
    device: Device,
  ): Promise<Entering> {
    const { sessions, factors } = this.#parts;
    const { id: placeId, role, courseId, branchId } = place;
    const who = { role, name: account.name, courseId, branchId, traineeId: null, ...origin };
    const opening = await sessions.open(queries, { ...who, accountId: account.id, placeId }, device);
    const { participant: by } = opening;
    const recoveryCodes = await factors.settle(queries, { accountId: account.id, by, passed });
    // Those were opened without it.
    const others = { accountId: account.id, except: by.sessionId };
    const ended = recoveryCodes ? await sessions.revoke(queries, others, by) : [];
    if (device.id !== null) {
      // What this browser had as the same: its token was worth as much as the new one.
      const except = stays === undefined ? [by.sessionId] : [by.sessionId, stays];
      ended.push(...(await sessions.revoke(queries, { deviceId: device.id, like: by, except }, by)));
    }
    return { opening, recoveryCodes, ended };
  }

  #entered({ opening, recoveryCodes, ended }: Entering): Admission {
    const { sessions } = this.#parts;
    sessions.revoked(ended);
    return { ...sessions.opened(opening), recoveryCodes };
  }

  #now(): Date {
    return new Date(this.#parts.clock.now());
  }
}

function withoutAccount({ accountId: _, ...place }: Place & { accountId: string }): Place {
  return place;
}
