import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { Store } from '../store/port.ts';
import { findAccountByName, type AccountRow } from './account-repository.ts';
import { logged, type Attempts } from './attempts.ts';
import { nameKey } from './names.ts';
import type { Passwords } from './passwords.ts';
import { isDeviceOfAccount } from './session-repository.ts';
import type { Device } from './sessions.ts';

/** What somebody signs in with. */
export interface Credentials {
  name: string;
  password: string;
}

export interface ProvingParts {
  store: Store;
  attempts: Attempts;
  passwords: Passwords;
  log: Logger;
}

/** Whose account a name and password are. */
export class Proving {
  readonly #parts: ProvingParts;

  constructor(parts: ProvingParts) {
    this.#parts = parts;
  }

  /**
   * The account that a name and password belong to. Wrong passwords are slowed by account and by device. A device that
   * was signed in to the account before is counted apart: strangers who guess must not keep its owner out. Throws `refusal`,
   * `too_many_attempts`.
   */
  async account(
    { name, password }: Credentials,
    device: Device,
    refusal: 'sign_in_failed' | 'account_exists',
  ): Promise<AccountRow> {
    const { store, attempts, passwords } = this.#parts;
    const key = nameKey(name);
    const account = await findAccountByName(store.db, key);
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
}
