import type { Participant } from '../contract/identity.ts';
import type { Finding, FindingFilter, FindingState } from '../contract/patrol.ts';
import type { Clock } from '../lib/clock.ts';
import { liaisonAudience, staffAudience, tellOrganisers } from '../lib/course-scope.ts';
import { AppError } from '../lib/errors.ts';
import type { Fanout } from '../lib/feature.ts';
import { writeAudit } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import * as records from './finding-records.ts';
import { findParent } from './room-records.ts';

export interface FindingDependencies {
  store: Store;
  clock: Clock;
  fanout: Fanout;
  /** The number of a room's findings that are not settled has changed. */
  openChanged: (lessonId: string, open: ReadonlyMap<string, number>) => void;
}

/** What somebody writes on a finding, and the state that they saw. */
export interface Remark {
  text: string;
  revision: number;
}

type Change = (row: Finding, at: Date) => Partial<records.FindingRow>;

/** What is done to which finding. */
interface Deed {
  courseId: string;
  findingId: string;
  remark: Remark;
  action: 'finding.answered' | 'finding.settled' | 'finding.reopened';
}

/** What became of findings after they were filed: read, answered, settled, reopened. */
export class Findings {
  readonly #deps: FindingDependencies;

  constructor(deps: FindingDependencies) {
    this.#deps = deps;
  }

  /** A page of what somebody may see. */
  list(
    by: Participant,
    courseId: string,
    filter: FindingFilter & { offset: number; limit: number },
  ): Promise<{ findings: Finding[]; total: number; states: Record<FindingState, number> }> {
    return records.findFindings(this.#deps.store.db, scopeOf(by, courseId), filter);
  }

  /** Throws `not_found` to those who may not read it, and when it has no picture. */
  async picture(by: Participant, findingId: string): Promise<records.PictureRow> {
    const { db } = this.#deps.store;
    const finding = await records.findFinding(db, findingId);
    const courseId = by.courseId ?? finding?.courseId ?? '';
    const own = finding && (await records.findFinding(db, findingId, scopeOf(by, courseId)));
    const picture = own && (await records.findPicture(db, findingId));
    if (!picture) throw new AppError('not_found');
    return picture;
  }

  /** The liaison's answer. Throws `not_found`, `finding_settled`, `conflict`. */
  answer(by: Participant, courseId: string, findingId: string, remark: Remark): Promise<Finding> {
    return this.#change(by, { courseId, findingId, remark, action: 'finding.answered' }, (finding, at) => {
      if (finding.state === 'settled') throw new AppError('finding_settled');
      return { state: 'answered', answer: remark.text, answeredBy: by.name, answeredAt: at };
    });
  }

  /** Throws `not_found`, `finding_settled`, `conflict`. */
  settle(by: Participant, courseId: string, findingId: string, remark: Remark): Promise<Finding> {
    return this.#change(by, { courseId, findingId, remark, action: 'finding.settled' }, (finding, at) => {
      if (finding.state === 'settled') throw new AppError('finding_settled');
      return { state: 'settled', settlement: remark.text, settledBy: by.name, settledAt: at };
    });
  }

  /** Throws `not_found`, `finding_not_settled`, `conflict`. */
  reopen(by: Participant, courseId: string, findingId: string, remark: Remark): Promise<Finding> {
    return this.#change(by, { courseId, findingId, remark, action: 'finding.reopened' }, (finding, at) => {
      if (finding.state !== 'settled') throw new AppError('finding_not_settled');
      const state = finding.answer === null ? 'open' : 'answered';
      return { state, settlement: remark.text, settledBy: by.name, settledAt: at };
    });
  }

  /** Tells the course's staff, and the liaisons of the room and of the branch above it. */
  async tell(finding: Finding): Promise<void> {
    const { fanout, store } = this.#deps;
    const { courseId, branchId, lessonId } = finding;
    fanout.notice(staffAudience(courseId), 'patrol.findingChanged', { finding });
    tellOrganisers(fanout, courseId, 'patrol.findingChanged', { finding });
    this.#deps.openChanged(lessonId, await records.countOpen(store.db, lessonId));
    if (branchId === null) return;
    const parentId = await findParent(store.db, branchId);
    for (const id of parentId === null ? [branchId] : [branchId, parentId]) {
      fanout.notice(liaisonAudience(courseId, id), 'patrol.findingChanged', { finding });
    }
  }

  async #change(by: Participant, of: Deed, change: Change): Promise<Finding> {
    const { store, clock } = this.#deps;
    const { findingId, remark, courseId } = of;
    const { finding, isNew } = await store.transaction(async (queries) => {
      const before = await records.findFinding(queries, findingId, scopeOf(by, courseId));
      if (!before) throw new AppError('not_found');
      if (isRepeated(before, of, by)) return { finding: before, isNew: false };
      const changed = change(before, new Date(clock.now()));
      if (!(await records.changeFinding(queries, findingId, remark.revision, changed))) {
        throw new AppError('conflict');
      }
      await this.#audit(queries, by, of, before);
      return { finding: await records.findFinding(queries, findingId), isNew: true };
    });
    if (!finding) throw new AppError('not_found');
    if (isNew) await this.tell(finding);
    return finding;
  }

  async #audit(
    queries: Queries,
    by: Participant,
    { courseId, findingId, remark, action }: Deed,
    { state, answer, settlement }: Finding,
  ): Promise<void> {
    const said = action === 'finding.answered' ? answer : settlement;
    const before = { state, text: said?.text ?? null };
    await writeAudit(queries, by, [
      { courseId, action, recordId: findingId, before, after: { text: remark.text } },
    ]);
  }
}

/** The same words of the same person again, sent because the first answer was lost: nothing is left to do. */
function isRepeated(
  { state, answer, settlement, revision }: Finding,
  { remark, action }: Deed,
  { name }: Participant,
): boolean {
  if (revision !== remark.revision + 1) return false;
  const said = action === 'finding.answered' ? answer : settlement;
  if (said?.text !== remark.text || said.by !== name) return false;
  if (action === 'finding.reopened') return state !== 'settled';
  return state === (action === 'finding.answered' ? 'answered' : 'settled');
}

/** A liaison sees the own branch and those below it; whoever belongs to no branch sees the course. */
export function scopeOf({ role, branchId }: Participant, courseId: string): records.FindingScope {
  // A liaison without a branch has no room to answer for: no branch has that id.
  return { courseId, branchId: role === 'liaison' ? (branchId ?? '') : null };
}
