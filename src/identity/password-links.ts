import { passwordLinkPath, type PasswordLink } from '../contract/password-link.ts';
import type { Participant } from '../contract/identity.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { writeAudit, type Actor } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import { findAccount, updateAccount, type AccountRow } from './account-repository.ts';
import type { Accounts } from './accounts.ts';
import * as repository from './password-link-repository.ts';
import type { Passwords } from './passwords.ts';
import type { Sessions } from './sessions.ts';
import { hashSecret, newSecret } from './tokens.ts';

export interface PasswordLinksParts {
  store: Store;
  clock: Clock;
  sessions: Sessions;
  accounts: Accounts;
  passwords: Passwords;
}

/** Milliseconds: long enough to hand it over, and to find the time for it. */
const linkLife = 2 * 3_600_000;

/**
 * Makes the link by which an account gets a new password, in the caller's transaction, and ends the one before it. Throws
 * `not_found`.
 * @param by without a session for the server's own console
 */
export async function makePasswordLink(
  queries: Queries,
  { accountId, by, now }: { accountId: string; by: Actor; now: number },
): Promise<PasswordLink> {
  if (!(await findAccount(queries, accountId))) throw new AppError('not_found');
  const [createdAt, expiresAt] = [new Date(now), new Date(now + linkLife)];
  await repository.endPasswordLinks(queries, accountId, createdAt);
  const token = newSecret();
  const row = { id: newId(), tokenHash: hashSecret(token), accountId, createdAt, expiresAt, endedAt: null };
  await repository.insertPasswordLink(queries, row);
  const entry = { courseId: null, action: 'account.passwordLinkMade', recordId: accountId };
  await writeAudit(queries, by, [entry]);
  return { path: `${passwordLinkPath}#${token}`, expiresAt: expiresAt.getTime() };
}

/** New passwords for people who have forgotten theirs. */
export class PasswordLinks {
  readonly #parts: PasswordLinksParts;

  constructor(parts: PasswordLinksParts) {
    this.#parts = parts;
  }

  /** A link for somebody else. Throws `not_found`, and `own_account` for the own one, whose password takes the old one. */
  async make(accountId: string, by: Participant): Promise<PasswordLink> {
    const { store, clock, accounts } = this.#parts;
    if ((await accounts.of(by)).id === accountId) throw new AppError('own_account');
    return store.transaction((queries) => makePasswordLink(queries, { accountId, by, now: clock.now() }));
  }

  /** Whose password it is for. Throws `link_unknown`, `link_expired`. */
  async lookup(token: string): Promise<{ name: string }> {
    const { name } = await this.#parts.store.transaction((queries) => this.#open(queries, token));
    return { name };
  }

  /**
   * Sets the new password and ends every session of the account. It opens none: a second factor is asked for when signing in.
   * Throws `link_unknown`, `link_expired`, `password_weak`.
   */
  async use(token: string, password: string): Promise<void> {
    const { store, clock, sessions, passwords } = this.#parts;
    // Before any work is done for it; it is looked at again below.
    const { name } = await this.lookup(token);
    await passwords.refuseWeak(password, name);
    const passwordHash = await passwords.hash(password);
    const ended = await store.transaction(async (queries) => {
      const account = await this.#open(queries, token);
      await updateAccount(queries, account.id, { passwordHash });
      await repository.endPasswordLinks(queries, account.id, new Date(clock.now()));
      // Nobody is signed in: whoever has the link did it.
      const by = { sessionId: null };
      await writeAudit(queries, by, [
        { courseId: null, action: 'account.passwordReset', recordId: account.id, after: { name } },
      ]);
      return sessions.revoke(queries, { accountId: account.id }, by);
    });
    sessions.revoked(ended);
  }

  async #open(queries: Queries, token: string): Promise<AccountRow> {
    const link = await repository.lockPasswordLink(queries, hashSecret(token));
    if (!link) throw new AppError('link_unknown');
    const isOver = link.endedAt !== null || link.expiresAt.getTime() <= this.#parts.clock.now();
    const account = isOver ? undefined : await findAccount(queries, link.accountId);
    if (!account) throw new AppError('link_expired');
    return account;
  }
}
