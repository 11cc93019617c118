import type { BranchEntry, EntryQuestion, EntrySettings, NumberPart } from '../contract/entry.ts';
import type { Participant } from '../contract/identity.ts';
import { reachesBranch } from '../lib/access.ts';
import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { changedFields, writeAudit } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import { needsAccount } from './accounts.ts';
import { logged, type Attempts } from './attempts.ts';
import * as repository from './entry-repository.ts';
import type { Candidate } from './entry-repository.ts';
import { findCourseName, type InvitationRow } from './invitation-repository.ts';
import type { Invitations } from './invitations.ts';
import { nameKey, numberKey } from './names.ts';
import { findSessionOfInvitation, findSessionOfLinkHere, findTraineeOfDevice } from './session-repository.ts';
import type { Device, OpenedSession, Opening, Sessions } from './sessions.ts';

export interface EntryParts {
  store: Store;
  sessions: Sessions;
  invitations: Invitations;
  attempts: Attempts;
  log: Logger;
}

const defaults: EntrySettings = { numberPart: 'whole', numberLabel: '', help: '' };
const lastCharacters: Record<NumberPart, number | null> = { whole: null, last4: 4, last6: 6 };

/** A link that everybody of a course or branch shares: who comes by it says who they are. */
function asksWhoItIs({ role, traineeId }: Pick<InvitationRow, 'role' | 'traineeId'>): boolean {
  return role === 'trainee' && traineeId === null;
}

/** Getting in: by a link alone, or with name and number against the roster. */
export class Entry {
  readonly #parts: EntryParts;

  constructor(parts: EntryParts) {
    this.#parts = parts;
  }

  /**
   * Opens a session for whoever has a link's token or code. A device that has identified itself in the course comes in
   * again as the same person. Throws `link_unknown`, `link_expired`, and `account_required` or `identify_required` with
   * an EntryQuestion.
   */
  async open(token: string, device: Device): Promise<OpenedSession> {
    const { store, sessions, invitations } = this.#parts;
    const opening = await store.transaction(async (queries) => {
      // Most who come at once come by a shared link, which says nothing about its uses here: they need not wait in line.
      const shared = await invitations.use(queries, token, 'share');
      if (needsAccount(shared) || asksWhoItIs(shared)) return this.#knownOrAsked(queries, shared, device);
      return undefined;
    });
    return sessions.opened(
      opening ?? (await store.transaction((queries) => this.#openLink(queries, token, device))),
    );
  }

  /**
   * Compares name and number with the roster and binds the device to the trainee. Throws `link_unknown`, `link_expired`,
   * `identify_failed`, `identify_elsewhere`, `too_many_attempts`.
   */
  async identify(
    token: string,
    { name, number }: { name: string; number: string },
    device: Device,
  ): Promise<OpenedSession> {
    const { store, sessions, invitations } = this.#parts;
    const link = await store.transaction((queries) => invitations.use(queries, token, 'share'));
    const { courseId } = link;
    if (!asksWhoItIs(link) || courseId === null) throw new AppError('link_unknown');
    const person = await this.#person({ courseId, branchId: link.branchId }, { name, number }, device);
    const opening = await store.transaction(async (queries) => {
      const still = await invitations.use(queries, token, 'share');
      await invitations.count(queries, still);
      return this.#bind(queries, { invitationId: still.id, courseId, person }, device);
    });
    return sessions.opened(opening);
  }

  /**
   * The same for who stands in a branch, which another feature has made sure of. Throws `identify_failed`,
   * `identify_elsewhere`, `too_many_attempts`.
   * @param at with branch null whoever is on the course's roster
   */
  async identifyAt(
    at: { courseId: string; branchId: string | null },
    who: { name: string; number: string },
    device: Device,
  ): Promise<OpenedSession> {
    const person = await this.#person(at, who, device);
    const { store, sessions } = this.#parts;
    const { courseId } = at;
    return sessions.opened(
      await store.transaction((queries) =>
        this.#bind(queries, { invitationId: null, courseId, person }, device),
      ),
    );
  }

  /** The session of the trainee or port that a device is known as in a course. */
  async known(courseId: string, device: Device): Promise<string | undefined> {
    if (device.id === null) return undefined;
    return (await findTraineeOfDevice(this.#parts.store.db, device.id, courseId))?.id;
  }

  /** Hands that session to the device anew. Undefined when it is known as nobody. */
  async comeBack(courseId: string, device: Device): Promise<OpenedSession | undefined> {
    const { store, sessions } = this.#parts;
    const { id } = device;
    if (id === null) return undefined;
    const opening = await store.transaction(async (queries) => {
      const known = await findTraineeOfDevice(queries, id, courseId);
      return known && sessions.takeOver(queries, known, device);
    });
    return opening && sessions.opened(opening);
  }

  /** What somebody has to be asked who is new in a course. */
  questionAt(courseId: string, branchId: string | null, label: string): Promise<EntryQuestion> {
    return this.#question(this.#parts.store.db, { courseId, branchId, label });
  }

  /** How trainees identify themselves in a course. Throws `not_found`. */
  async settings(courseId: string): Promise<EntrySettings> {
    const { db } = this.#parts.store;
    const settings = await repository.findSettings(db, courseId);
    if (!settings && (await findCourseName(db, courseId)) === undefined) throw new AppError('not_found');
    return settings ?? defaults;
  }

  /** Throws `not_found`. */
  async changeSettings(courseId: string, settings: EntrySettings, by: Participant): Promise<EntrySettings> {
    const before = await this.settings(courseId);
    await this.#parts.store.transaction(async (queries) => {
      await repository.saveSettings(queries, courseId, settings);
      const changed = changedFields(before, settings);
      if (changed) {
        const entry = { courseId, action: 'course.entryChanged', recordId: courseId };
        await writeAudit(queries, by, [{ ...entry, ...changed }]);
      }
    });
    return settings;
  }

  /** How far a branch and those below it have got in. To whom the branch is not theirs, it does not exist: `not_found`. */
  async branchEntries(courseId: string, branchId: string, by: Participant): Promise<BranchEntry[]> {
    const { db } = this.#parts.store;
    const branch = await repository.findBranch(db, courseId, branchId);
    if (!branch || !reachesBranch(by, branch)) throw new AppError('not_found');
    return repository.findBranchEntries(db, branchId);
  }

  /** The session of a device that is known in the course; otherwise says what has to be asked. */
  async #knownOrAsked(queries: Queries, link: InvitationRow, device: Device): Promise<Opening> {
    const { courseId } = link;
    const asksForAccount = needsAccount(link);
    if (link.usesLeft === 0 && asksForAccount) throw new AppError('link_expired');
    if (!asksForAccount && courseId !== null && device.id !== null) {
      const known = await findTraineeOfDevice(queries, device.id, courseId);
      if (known) return this.#parts.sessions.takeOver(queries, known, device);
    }
    if (link.usesLeft === 0) throw new AppError('link_expired');
    const question = await this.#question(queries, link);
    throw new AppError(asksForAccount ? 'account_required' : 'identify_required', question);
  }

  async #question(
    queries: Queries,
    { courseId, branchId, label }: Pick<InvitationRow, 'courseId' | 'branchId' | 'label'>,
  ): Promise<EntryQuestion> {
    if (courseId === null) return { label, courseName: null, branchName: null, ...defaults };
    const settings = (await repository.findSettings(queries, courseId)) ?? defaults;
    return { label, ...(await repository.findNames(queries, courseId, branchId)), ...settings };
  }

  async #openLink(queries: Queries, token: string, device: Device): Promise<Opening> {
    const { invitations, sessions } = this.#parts;
    const invitation = await invitations.use(queries, token, 'update');
    await invitations.count(queries, invitation);
    if (singlePlaces.includes(invitation.role)) {
      const existing = await findSessionOfInvitation(queries, invitation.id);
      if (existing) return sessions.takeOver(queries, existing, device);
    }
    // The same browser again: it gets a new token, and the old one ends.
    const here =
      device.id === null ? undefined : await findSessionOfLinkHere(queries, invitation.id, device.id);
    if (here) return sessions.takeOver(queries, here, device);
    const { id, role, label: name, courseId, branchId, traineeId } = invitation;
    return sessions.open(queries, { role, name, courseId, branchId, traineeId, invitationId: id }, device);
  }

  /** Whom name and number name on the roster, who may come in there. */
  async #person(
    at: { courseId: string; branchId: string | null },
    { name, number }: { name: string; number: string },
    device: Device,
  ): Promise<Candidate> {
    const { courseId } = at;
    const { store, attempts } = this.#parts;
    const key = nameKey(name);
    const keys = [`trainee:${courseId}:${key}`];
    if (device.id !== null) keys.push(`device:${device.id}`);
    const log = this.#parts.log.child({ courseId, device: device.id });
    const attempt = attempts.run(keys, async () => {
      const [settings, candidates] = await Promise.all([
        this.settings(courseId),
        repository.findCandidates(store.db, courseId, key),
      ]);
      const found = candidates.filter((one) => isNumber(number, one.number, settings.numberPart));
      // Two of one name and one number cannot be told apart: the organiser has to.
      return found.length === 1 ? found[0] : undefined;
    });
    const person = await logged(log, attempt);
    if (!person) throw new AppError('identify_failed');
    if (!mayUse(at, person)) throw new AppError('identify_elsewhere');
    return person;
  }

  async #bind(
    queries: Queries,
    { invitationId, courseId, person }: { invitationId: string | null; courseId: string; person: Candidate },
    device: Device,
  ): Promise<Opening> {
    const { sessions } = this.#parts;
    const known = device.id === null ? undefined : await findTraineeOfDevice(queries, device.id, courseId);
    if (known?.traineeId === person.id) return sessions.takeOver(queries, known, device);
    const role = person.port ? ('port' as const) : ('trainee' as const);
    const { id: traineeId, name, branchId } = person;
    const who = { role, name, courseId, branchId, traineeId, invitationId };
    const opening = await sessions.open(queries, who, device);
    await writeAudit(queries, opening.participant, [
      { courseId, action: 'trainee.identified', recordId: traineeId, after: { name } },
    ]);
    return opening;
  }
}

/**
 * Places that there is one of. Opening such a link a second time does not add a participant: the new device takes over the
 * session, with its seat, and the old one's cookie is worth nothing any more.
 */
const singlePlaces: readonly InvitationRow['role'][] = ['lecturer', 'screen', 'port', 'trainee'];

/** Whether a typed number is the roster's: the part that is asked for, or all of it. */
function isNumber(typed: string, kept: string, part: NumberPart): boolean {
  const [given, number] = [numberKey(typed), numberKey(kept)];
  const length = lastCharacters[part];
  return given === number || (length !== null && given === number.slice(-length));
}

/** A branch's link is for those of the branch and of the branches below it, and for those who belong to none. */
function mayUse(link: Pick<InvitationRow, 'branchId'>, person: Candidate): boolean {
  if (link.branchId === null || person.branchId === null) return true;
  return link.branchId === person.branchId || link.branchId === person.parentId;
}
