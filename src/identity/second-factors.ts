import type { OwnFactor, Participant } from '../contract/identity.ts';
import type { Role } from '../contract/roles.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { writeAudit } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import { logged, type Attempts } from './attempts.ts';
import * as repository from './factor-repository.ts';
import { nameKey } from './names.ts';
import {
  newDraft,
  newRecoveryCodes,
  recoveryCodeText,
  secretOfDraft,
  stepOfCode,
  type ConfirmedFactor,
  type FactorDraft,
} from './one-time-codes.ts';
import { isDeviceOfAccount } from './session-repository.ts';
import type { Device } from './sessions.ts';
import { hashSecret } from './tokens.ts';

export interface SecondFactorsParts {
  store: Store;
  clock: Clock;
  attempts: Attempts;
  log: Logger;
  /** Whether every account with an organiser's role has to have one. */
  forOrganisers: boolean;
}

/** What came with name and password. */
export interface SecondStep {
  factorCode?: string | undefined;
  factorDraft?: string | undefined;
}

/** Who takes the second step. */
export interface Stepping {
  /** Null for an account that is about to be made. */
  accountId: string | null;
  name: string;
  /** The roles that the account has, or is about to get. */
  roles: readonly Role[];
}

/** How somebody got over the second step. */
export type Passed =
  { by: 'nothing' } | { by: 'app' } | { by: 'recoveryCode' } | { by: 'newApp'; factor: ConfirmedFactor };

/** The second factor of accounts: a code from an authenticator app, or a recovery code instead. */
export class SecondFactors {
  readonly #parts: SecondFactorsParts;

  constructor(parts: SecondFactorsParts) {
    this.#parts = parts;
  }

  /** A new secret to set an app up with. Nothing is kept of it. */
  draft(name: string): FactorDraft {
    return newDraft(this.#parts.store.seal, { name, key: draftKey(name), now: this.#parts.clock.now() });
  }

  isRequired(roles: readonly Role[]): boolean {
    return this.#parts.forOrganisers && roles.includes('organiser');
  }

  async view(accountId: string, roles: readonly Role[]): Promise<OwnFactor> {
    const { db } = this.#parts.store;
    const factor = await repository.findFactor(db, accountId);
    return {
      since: factor?.createdAt.getTime() ?? null,
      recoveryCodesLeft: factor ? await repository.countRecoveryCodes(db, accountId) : 0,
      required: this.isRequired(roles),
    };
  }

  /**
   * The second step, after the password was right. Throws `factor_required`, `factor_missing`, `factor_wrong`,
   * `factor_draft_old`, `too_many_attempts`.
   */
  async pass(who: Stepping, step: SecondStep, device: Device): Promise<Passed> {
    const { accountId, roles } = who;
    const factor =
      accountId === null ? undefined : await repository.findFactor(this.#parts.store.db, accountId);
    if (factor) {
      if (step.factorCode === undefined) throw new AppError('factor_required');
      return this.#spend(factor, { who, code: step.factorCode, device });
    }
    if (!this.isRequired(roles)) return { by: 'nothing' };
    const { factorCode, factorDraft } = step;
    if (factorCode === undefined || factorDraft === undefined) throw new AppError('factor_missing');
    return { by: 'newApp', factor: await this.confirm(who, { factorCode, factorDraft }, device) };
  }

  /** A code of somebody who is signed in. Throws `not_found` without a second factor, `factor_wrong`, `too_many_attempts`. */
  async prove(who: { accountId: string; name: string }, code: string, device: Device): Promise<Passed> {
    const factor = await repository.findFactor(this.#parts.store.db, who.accountId);
    if (!factor) throw new AppError('not_found');
    return this.#spend(factor, { who, code, device });
  }

  /** The secret of a draft whose app has shown a right code. Throws `factor_draft_old`, `factor_wrong`, `too_many_attempts`. */
  async confirm(
    who: Pick<Stepping, 'accountId' | 'name'>,
    { factorCode, factorDraft }: { factorCode: string; factorDraft: string },
    device: Device,
  ): Promise<ConfirmedFactor> {
    const { store, clock } = this.#parts;
    const now = clock.now();
    const secret = secretOfDraft(store.seal, { draft: factorDraft, key: draftKey(who.name), now });
    if (secret === undefined) throw new AppError('factor_draft_old');
    return this.#attempt(who, device, () => {
      const step = stepOfCode(secret, factorCode, now);
      return Promise.resolve(step === undefined ? undefined : { secret, step });
    });
  }

  /** Keeps what somebody passed by, in the transaction that lets them in. Answers with recovery codes if they have new ones. */
  async settle(
    queries: Queries,
    { accountId, by, passed }: { accountId: string; by: Participant; passed: Passed },
  ): Promise<string[] | undefined> {
    if (passed.by === 'newApp') return this.turnOn(queries, { accountId, by, factor: passed.factor });
    if (passed.by === 'recoveryCode') await noteAudit(queries, by, accountId, 'account.recoveryCodeUsed');
    return undefined;
  }

  /** Answers with the recovery codes, which are readable this one time. Throws `conflict` when there is a second factor already. */
  async turnOn(
    queries: Queries,
    { accountId, by, factor }: { accountId: string; by: Participant; factor: ConfirmedFactor },
  ): Promise<string[]> {
    const { secret, step: lastStep } = factor;
    const row = { accountId, secret, lastStep, createdAt: new Date(this.#parts.clock.now()) };
    if (!(await repository.insertFactor(queries, row))) throw new AppError('conflict');
    await noteAudit(queries, by, accountId, 'account.factorOn');
    return this.#newCodes(queries, accountId);
  }

  async renewCodes(queries: Queries, accountId: string, by: Participant): Promise<string[]> {
    await noteAudit(queries, by, accountId, 'account.recoveryCodesMade');
    return this.#newCodes(queries, accountId);
  }

  /** Takes it away, with what the audit calls that. Throws `not_found` when there is none. */
  async remove(
    queries: Queries,
    accountId: string,
    { by, action }: { by: Participant; action: 'account.factorOff' | 'account.factorReset' },
  ): Promise<void> {
    if (!(await repository.removeFactor(queries, accountId))) throw new AppError('not_found');
    await noteAudit(queries, by, accountId, action);
  }

  async #newCodes(queries: Queries, accountId: string): Promise<string[]> {
    const codes = newRecoveryCodes();
    const texts = codes.map((code) => recoveryCodeText(accountId, code));
    await repository.replaceRecoveryCodes(queries, accountId, texts);
    return codes;
  }

  /** Takes a code as used. That it was used before, or is older than one that was, makes it wrong. */
  async #spend(
    factor: repository.FactorRow,
    { who, code, device }: { who: Pick<Stepping, 'accountId' | 'name'>; code: string; device: Device },
  ): Promise<Passed> {
    const { accountId, secret } = factor;
    const { store, clock } = this.#parts;
    return this.#attempt<Passed>(who, device, async () => {
      const now = clock.now();
      const step = stepOfCode(secret, code, now);
      if (step !== undefined)
        return (await repository.useStep(store.db, accountId, step)) ? { by: 'app' } : undefined;
      const kept = { text: recoveryCodeText(accountId, code), at: new Date(now) };
      return (await repository.useRecoveryCode(store.db, accountId, kept))
        ? { by: 'recoveryCode' }
        : undefined;
    });
  }

  /** Wrong codes are slowed and noted like wrong passwords: by account, where the owner's own devices are apart, and by device. */
  async #attempt<T>(
    { accountId, name }: Pick<Stepping, 'accountId' | 'name'>,
    device: Device,
    check: () => Promise<T | undefined>,
  ): Promise<T> {
    const { store, attempts, log } = this.#parts;
    const person = `factor:${accountId ?? nameKey(name)}`;
    const isOwn =
      accountId !== null && device.id !== null && (await isDeviceOfAccount(store.db, device.id, accountId));
    const keys = [isOwn ? `${person}:${device.id ?? ''}` : person];
    // Apart from passwords: a right one must not forgive wrong codes.
    if (device.id !== null) keys.push(`factor-device:${device.id}`);
    const who = { account: accountId, device: device.id, step: 'second factor' };
    const result = await logged(log.child(who), attempts.run(keys, check));
    if (result === undefined) throw new AppError('factor_wrong');
    return result;
  }
}

/** Of one length, whatever the name is. */
function draftKey(name: string): string {
  return hashSecret(nameKey(name));
}

function noteAudit(queries: Queries, by: Participant, accountId: string, action: string): Promise<void> {
  return writeAudit(queries, by, [{ courseId: null, action, recordId: accountId }]);
}
