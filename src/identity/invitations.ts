import type { Invitation } from '../contract/course.ts';
import type { NewInvitation as WantedInvitation, SheetPage } from '../contract/invitation.ts';
import type { Role } from '../contract/roles.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { changedFields, writeAudit, type Actor } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import * as repository from './invitation-repository.ts';
import type { InvitationRow, ListedInvitation } from './invitation-repository.ts';
import type { Sessions } from './sessions.ts';
import { hashCode, hashSecret, invitationCode, invitationToken, readableCode, typedCode } from './tokens.ts';

/** What somebody wants a link for. */
export interface NewInvitation {
  role: Role;
  /** What others see of whoever comes through this link: a person's name, or the branch's. */
  label: string;
  courseId: string;
  branchId?: string | null;
  traineeId?: string | null;
}

/** How long and how often a link may be used. */
export interface Bounds {
  expiresAt: number | null;
  uses: number | null;
}

/** Milliseconds for which a link that makes an account is good, unless somebody says otherwise: whoever finds it later gets in. */
const accountLinkLife = 7 * 24 * 3600 * 1000;
const hashesPerStatement = 1_000;
/** How what the records keep of links and codes comes about; another name whenever that changes. */
const hashRules = 'token sha-256, code hmac-sha-256';

/** Links: who gets in by which, how long, and how often. */
export class Invitations {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #sessions: Sessions;
  readonly #serverSecret: string;

  constructor(parts: { store: Store; clock: Clock; sessions: Sessions; serverSecret: string }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#sessions = parts.sessions;
    this.#serverSecret = parts.serverSecret;
  }

  /**
   * Brings what the records keep of links and codes in line with this version and with the server's secret: older versions kept
   * codes otherwise, or had none, and with a new secret the links that were given out end, and those that are shown from now on work.
   */
  async settle(): Promise<void> {
    const source = { secret: this.#serverSecret, rules: hashRules };
    await this.#store.settleDerived('invitations', source, () => this.#hashAnew());
  }

  async #hashAnew(): Promise<void> {
    for (let after = ''; ;) {
      const ids = await repository.findInvitationIds(this.#store.db, after, hashesPerStatement);
      const last = ids.at(-1);
      if (last === undefined) return;
      const rows = ids.map((id) => ({ id, ...this.#hashes(id) }));
      await this.#store.transaction((queries) => repository.setHashes(queries, rows));
      after = last;
    }
  }

  /**
   * The link of a token or code, locked as asked for until the transaction ends. Throws `link_unknown`, `link_expired`.
   */
  async use(queries: Queries, token: string, lock: 'share' | 'update'): Promise<InvitationRow> {
    const code = typedCode(token);
    const hash =
      code === undefined
        ? { tokenHash: hashSecret(token) }
        : { codeHash: hashCode(this.#serverSecret, code) };
    const invitation = await repository.lockInvitation(queries, hash, lock);
    if (!invitation) throw new AppError('link_unknown');
    const now = this.#clock.now();
    const expired = invitation.expiresAt !== null && invitation.expiresAt.getTime() <= now;
    if (expired || invitation.revokedAt !== null) throw new AppError('link_expired');
    return invitation;
  }

  /** Counts a use of the link. Throws `link_expired` when none is left. */
  async count(queries: Queries, { id, usesLeft }: InvitationRow): Promise<void> {
    // Without a limit the row is left alone: hundreds who come at once would wait for each other.
    if (usesLeft !== null && !(await repository.countUse(queries, id))) throw new AppError('link_expired');
  }

  /** Makes links, in the transaction of whoever needs them. */
  async invite(queries: Queries, wanted: readonly NewInvitation[]): Promise<void> {
    await repository.insertInvitations(
      queries,
      wanted.map((one) => this.#newRow(one)),
    );
  }

  /** The links of a course, with the paths that they open. */
  async list(courseId: string, role: Role | undefined): Promise<Invitation[]> {
    const rows = await repository.findInvitations(this.#store.db, courseId, role);
    return rows.map((row) => this.#view(row));
  }

  /** Throws `not_found` when the course, the branch or the trainee does not exist. */
  async create(courseId: string, wanted: WantedInvitation, by: Actor): Promise<Invitation> {
    return this.#store.transaction(async (queries) => {
      const { branchId, traineeId, ...rest } = wanted;
      const usual = this.#usualBounds(wanted.withAccount);
      const { expiresAt = usual.expiresAt, uses = usual.uses } = wanted;
      const known = await repository.findCourseName(queries, courseId);
      const branches = branchId === null ? [] : await repository.findBranches(queries, courseId, [branchId]);
      const hasTrainee = traineeId === null || (await repository.hasTrainee(queries, courseId, traineeId));
      if (known === undefined || !hasTrainee || (branchId !== null && branches.length === 0)) {
        throw new AppError('not_found');
      }
      const row = {
        ...this.#newRow({ ...rest, courseId, branchId, traineeId }),
        ...bounds({ expiresAt, uses }),
      };
      return this.#insert(queries, { ...row, withAccount: wanted.withAccount }, 'invitation.created', by);
    });
  }

  /** Makes the links that branches lack; answers with how many. */
  async createForBranches(
    courseId: string,
    roles: readonly Role[],
    limits: Bounds,
    by: Actor,
  ): Promise<number> {
    return this.#store.transaction(async (queries) => {
      const [branches, existing] = await Promise.all([
        repository.findBranches(queries, courseId),
        repository.findInvitations(queries, courseId, undefined),
      ]);
      const there = new Set(existing.filter((one) => this.#isBranchLink(one)).map(keyOf));
      const rows = branches.flatMap(({ id, name, liaisonName }) =>
        roles
          .filter((role) => !there.has(keyOf({ role, branchId: id })))
          .map((role) => ({
            ...this.#newRow({
              role,
              label: role === 'liaison' && liaisonName !== '' ? liaisonName : name,
              courseId,
              branchId: id,
            }),
            ...bounds(limits),
          })),
      );
      await repository.insertInvitations(queries, rows);
      await writeAudit(queries, by, rows.map(createdEntry));
      return rows.length;
    });
  }

  /** Changes until when and how often a link may still be used. Throws `not_found`. */
  async change(courseId: string, id: string, limits: Bounds, by: Actor): Promise<Invitation> {
    return this.#store.transaction(async (queries) => {
      const row = await this.#require(queries, courseId, id);
      const change = bounds(limits);
      await repository.updateInvitation(queries, id, change);
      const changed = changedFields({ expiresAt: row.expiresAt, usesLeft: row.usesLeft }, change);
      if (changed)
        await writeAudit(queries, by, [{ courseId, action: 'invitation.changed', recordId: id, ...changed }]);
      return this.#view({ ...row, ...change, sessions: await repository.countOpenSessions(queries, id) });
    });
  }

  /** Withdraws a link; whoever came through it is signed out. Throws `not_found`. */
  async withdraw(courseId: string, id: string, by: Actor): Promise<void> {
    const ended = await this.#store.transaction(async (queries) => {
      const row = await this.#require(queries, courseId, id);
      return this.#withdraw(queries, row, by);
    });
    this.#sessions.revoked(ended);
  }

  /** Withdraws a link and makes a new one for the same, with the same limits but all uses that are left. */
  async renew(courseId: string, id: string, by: Actor): Promise<Invitation> {
    const { ended, made } = await this.#store.transaction(async (queries) => {
      const { role, label, branchId, traineeId, withAccount, expiresAt, usesLeft } = await this.#require(
        queries,
        courseId,
        id,
      );
      const ends = await this.#withdraw(queries, { id, courseId, role, label, revokedAt: null }, by);
      // A time that is over would make the new link as dead as the old one.
      const usual = bounds(this.#usualBounds(withAccount));
      const isAlive = expiresAt !== null && expiresAt.getTime() > this.#clock.now();
      const expiry = isAlive ? expiresAt : usual.expiresAt;
      const uses = usesLeft === 0 ? 1 : usesLeft;
      const row = this.#newRow({ role, label, courseId, branchId, traineeId });
      const fresh = { ...row, withAccount, expiresAt: expiry, usesLeft: uses };
      return { ended: ends, made: await this.#insert(queries, fresh, 'invitation.renewed', by) };
    });
    this.#sessions.revoked(ended);
    return made;
  }

  /** What the printed sheet needs: each branch with its newest open links. Throws `not_found`. */
  async sheet(courseId: string): Promise<{ courseName: string; pages: SheetPage[] }> {
    const { db } = this.#store;
    const [courseName, branches, invitations] = await Promise.all([
      repository.findCourseName(db, courseId),
      repository.findSheetBranches(db, courseId),
      repository.findInvitations(db, courseId, undefined),
    ]);
    if (courseName === undefined) throw new AppError('not_found');
    const links = new Map(
      invitations
        .filter((one) => this.#isBranchLink(one))
        .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
        .map((one) => [keyOf(one), this.#view(one)]),
    );
    const pages = branches.map((branch) => {
      const link = (role: Role) => links.get(keyOf({ role, branchId: branch.branchId })) ?? null;
      return { ...branch, screen: link('screen'), liaison: link('liaison'), trainee: link('trainee') };
    });
    return { courseName, pages };
  }

  /**
   * The link for an organiser of the whole server that is still open, else a new one; it works once, within a week.
   * `by` is null for the server's own console.
   */
  async organiserLink(label: string, by: Actor | null): Promise<Invitation> {
    const now = this.#clock.now();
    return this.#store.transaction(async (queries) => {
      const open = by ? undefined : await repository.findOpenOrganiserInvitation(queries, new Date(now));
      if (open) return this.#view({ ...open, sessions: 0 });
      const row = {
        ...this.#newRow({ role: 'organiser', label, courseId: null }),
        ...bounds(this.#usualBounds(true)),
        withAccount: true,
      };
      return this.#insert(queries, row, 'invitation.created', by ?? { sessionId: null });
    });
  }

  /** A link that makes an account is good once and soon over; others stay, for rooms that come back by themselves. */
  #usualBounds(withAccount: boolean): Bounds {
    return withAccount
      ? { expiresAt: this.#clock.now() + accountLinkLife, uses: 1 }
      : { expiresAt: null, uses: null };
  }

  async #insert(
    queries: Queries,
    row: NewRow & Partial<InvitationRow>,
    action: string,
    by: Actor,
  ): Promise<Invitation> {
    await repository.insertInvitations(queries, [row]);
    await writeAudit(queries, by, [{ ...createdEntry(row), action }]);
    const nothing = { expiresAt: null, usesLeft: null, withAccount: false, revokedAt: null, sessions: 0 };
    return this.#view({ ...nothing, ...row });
  }

  async #withdraw(
    queries: Queries,
    row: Pick<InvitationRow, 'id' | 'courseId' | 'role' | 'label' | 'revokedAt'>,
    by: Actor,
  ): Promise<string[]> {
    if (row.revokedAt === null) {
      await repository.updateInvitation(queries, row.id, { revokedAt: new Date(this.#clock.now()) });
      const { id, courseId, role, label } = row;
      await writeAudit(queries, by, [
        { courseId, action: 'invitation.withdrawn', recordId: id, before: { role, label } },
      ]);
    }
    return this.#sessions.revoke(queries, { invitationId: row.id }, by);
  }

  async #require(queries: Queries, courseId: string, id: string): Promise<InvitationRow> {
    const row = await repository.findInvitation(queries, courseId, id);
    if (!row) throw new AppError('not_found');
    return row;
  }

  /** A link that stands for its branch and can still be used; a person's own link does not. */
  #isBranchLink(one: ListedInvitation): boolean {
    const expired = one.expiresAt !== null && one.expiresAt.getTime() <= this.#clock.now();
    return one.revokedAt === null && !expired && one.usesLeft !== 0 && one.traineeId === null;
  }

  #newRow({
    role,
    label,
    courseId,
    branchId = null,
    traineeId = null,
  }: Omit<NewInvitation, 'courseId'> & { courseId: string | null }): NewRow {
    const id = newId();
    return {
      id,
      ...this.#hashes(id),
      role,
      label,
      courseId,
      branchId,
      traineeId,
      createdAt: new Date(this.#clock.now()),
    };
  }

  #hashes(id: string): { tokenHash: string; codeHash: string } {
    return {
      tokenHash: hashSecret(invitationToken(this.#serverSecret, id)),
      codeHash: hashCode(this.#serverSecret, invitationCode(this.#serverSecret, id)),
    };
  }

  #view(row: Viewed): Invitation {
    return {
      id: row.id,
      role: row.role,
      label: row.label,
      branchId: row.branchId,
      traineeId: row.traineeId,
      path: `/j/${invitationToken(this.#serverSecret, row.id)}`,
      code: readableCode(invitationCode(this.#serverSecret, row.id)),
      withAccount: row.withAccount,
      expiresAt: row.expiresAt?.getTime() ?? null,
      usesLeft: row.usesLeft,
      revokedAt: row.revokedAt?.getTime() ?? null,
      sessions: row.sessions,
    };
  }
}

type Viewed = Pick<
  ListedInvitation,
  | 'id'
  | 'role'
  | 'label'
  | 'branchId'
  | 'traineeId'
  | 'withAccount'
  | 'expiresAt'
  | 'usesLeft'
  | 'revokedAt'
  | 'sessions'
>;

type NewRow = Pick<
  InvitationRow,
  'id' | 'tokenHash' | 'codeHash' | 'role' | 'label' | 'courseId' | 'branchId' | 'traineeId' | 'createdAt'
>;

function bounds({ expiresAt, uses }: Bounds): { expiresAt: Date | null; usesLeft: number | null } {
  return { expiresAt: expiresAt === null ? null : new Date(expiresAt), usesLeft: uses };
}

function keyOf({ role, branchId }: { role: Role; branchId: string | null }): string {
  return `${role}/${branchId ?? ''}`;
}

function createdEntry({ id, courseId, role, label, branchId, traineeId }: NewRow) {
  return {
    courseId,
    action: 'invitation.created',
    recordId: id,
    after: { role, label, branchId, traineeId },
  };
}
