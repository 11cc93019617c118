import type { OwnFactor, Participant, Place } from '../contract/identity.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { writeAudit } from '../store/audit.ts';
import type { Store } from '../store/port.ts';
import { findAccount, updateAccount, type AccountRow } from './account-repository.ts';
import type { Accounts } from './accounts.ts';
import { endPasswordLinks } from './password-link-repository.ts';
import type { Passwords } from './passwords.ts';
import type { Proving } from './proving.ts';
import type { SecondFactors } from './second-factors.ts';
import type { Device, OpenedSession, Sessions } from './sessions.ts';

export interface OwnAccountParts {
  store: Store;
  clock: Clock;
  sessions: Sessions;
  accounts: Accounts;
  proving: Proving;
  factors: SecondFactors;
  passwords: Passwords;
}

/** Milliseconds for which somebody who gave the password need not give it again. */
const proofLife = 5 * 60_000;

/** What people do to their own account. */
export class OwnAccount {
  readonly #parts: OwnAccountParts;

  constructor(parts: OwnAccountParts) {
    this.#parts = parts;
  }

  /** The account, if the session was opened by name and password. */
  async view(
    accountId: string | null,
  ): Promise<{ name: string; places: Place[]; secondFactor: OwnFactor } | null> {
    if (accountId === null) return null;
    const { store, accounts, factors } = this.#parts;
    const account = await findAccount(store.db, accountId);
    if (!account) return null;
    const places = await accounts.places(account.id);
    const roles = places.map(({ role }) => role);
    return { name: account.name, places, secondFactor: await factors.view(account.id, roles) };
  }

  /**
   * Answers with the session anew, whose old token ends; all other sessions of the account end. Throws `not_found` without an
   * account, `sign_in_failed`, `too_many_attempts`, `password_weak`.
   */
  async changePassword(
    participant: Participant,
    { current, next }: { current: string; next: string },
    device: Device,
  ): Promise<OpenedSession> {
    const { store, sessions, passwords } = this.#parts;
    const account = await this.#prove(participant, current, device);
    await passwords.refuseWeak(next, account.name);
    const passwordHash = await passwords.hash(next);
    const { opening, ended } = await store.transaction(async (queries) => {
      await updateAccount(queries, account.id, { passwordHash });
      await endPasswordLinks(queries, account.id, new Date(this.#parts.clock.now()));
      const entry = { courseId: null, action: 'account.passwordChanged', recordId: account.id };
      await writeAudit(queries, participant, [entry]);
      const others = { accountId: account.id, except: participant.sessionId };
      return {
        ended: await sessions.revoke(queries, others, participant),
        opening: await sessions.renew(queries, participant, device),
      };
    });
    sessions.revoked(ended);
    return sessions.opened(opening);
  }

  /** Gives the password again; see `refuseUnproven`. Throws `not_found`, `sign_in_failed`, `too_many_attempts`. */
  async confirm(participant: Participant, password: string, device: Device): Promise<void> {
    await this.#prove(participant, password, device);
    await this.#parts.sessions.noteProof(participant);
  }

  /**
   * For what only the person itself may do, and not whoever finds the page open. Sessions that a link alone opened have no
   * password to give. Throws `confirmation_required`.
   */
  async refuseUnproven(participant: Participant): Promise<void> {
    const { sessions, clock } = this.#parts;
    const { accountId, provenAt } = (await sessions.own(participant)).row;
    if (accountId === null) return;
    const isRecent = provenAt !== null && clock.now() < provenAt.getTime() + proofLife;
    if (!isRecent) throw new AppError('confirmation_required');
  }

  /**
   * Sets the second factor up, and ends the account's other sessions, which were opened without. Answers with the recovery
   * codes. Throws `not_found` without an account, `sign_in_failed`, `conflict` when there is one already, `factor_wrong`,
   * `factor_draft_old`, `too_many_attempts`.
   */
  async turnFactorOn(
    participant: Participant,
    { password, ...step }: { password: string; factorCode: string; factorDraft: string },
    device: Device,
  ): Promise<string[]> {
    const { store, sessions, factors } = this.#parts;
    const { id: accountId, name } = await this.#prove(participant, password, device);
    const factor = await factors.confirm({ accountId, name }, step, device);
    const { codes, ended } = await store.transaction(async (queries) => {
      const made = await factors.turnOn(queries, { accountId, by: participant, factor });
      const others = { accountId, except: participant.sessionId };
      return { codes: made, ended: await sessions.revoke(queries, others, participant) };
    });
    sessions.revoked(ended);
    return codes;
  }

  /** Throws `not_found`, `factor_kept` for who has to have one, `sign_in_failed`, `factor_wrong`, `too_many_attempts`. */
  async turnFactorOff(
    participant: Participant,
    { password, factorCode }: { password: string; factorCode: string },
    device: Device,
  ): Promise<void> {
    const { store, accounts, factors } = this.#parts;
    const { id: accountId, name } = await this.#prove(participant, password, device);
    const places = await accounts.places(accountId);
    if (factors.isRequired(places.map(({ role }) => role))) throw new AppError('factor_kept');
    await factors.prove({ accountId, name }, factorCode, device);
    const how = { by: participant, action: 'account.factorOff' } as const;
    await store.transaction((queries) => factors.remove(queries, accountId, how));
  }

  /** New recovery codes instead of the old ones. Throws `not_found`, `sign_in_failed`, `factor_wrong`, `too_many_attempts`. */
  async renewRecoveryCodes(
    participant: Participant,
    { password, factorCode }: { password: string; factorCode: string },
    device: Device,
  ): Promise<string[]> {
    const { store, factors } = this.#parts;
    const { id: accountId, name } = await this.#prove(participant, password, device);
    await factors.prove({ accountId, name }, factorCode, device);
    return store.transaction((queries) => factors.renewCodes(queries, accountId, participant));
  }

  async #prove(participant: Participant, password: string, device: Device): Promise<AccountRow> {
    const { accounts, proving } = this.#parts;
    const { name } = await accounts.of(participant);
    return proving.account({ name, password }, device, 'sign_in_failed');
  }
}
