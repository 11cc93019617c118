import type { Participant } from '../contract/identity.ts';
import type { ScorePolicy } from '../contract/score.ts';
import { AppError } from '../lib/errors.ts';
import { writeAudit } from '../store/audit.ts';
import type { Ledger, LedgerDependencies } from './ledger.ts';
import * as repository from './repository.ts';
import type { CoursePolicy } from './repository.ts';

/** How points become a total, and the moment in which results become final. */
export class ScorePolicies {
  readonly #deps: LedgerDependencies;
  readonly #ledger: Ledger;

  constructor(deps: LedgerDependencies, ledger: Ledger) {
    this.#deps = deps;
    this.#ledger = ledger;
  }

  async read(courseId: string): Promise<CoursePolicy> {
    return repository.findPolicy(this.#deps.store.db, courseId);
  }

  /** Throws `frozen`, and `conflict` when somebody else changed it since `revision`. */
  async change(
    by: Participant,
    courseId: string,
    { policy, revision }: { policy: ScorePolicy; revision: number },
  ): Promise<CoursePolicy> {
    const { store, news } = this.#deps;
    const changed = await store.transaction(async (queries) => {
      await repository.lockScores(queries, courseId);
      const before = await repository.findPolicy(queries, courseId);
      if (before.frozen) throw new AppError('frozen');
      if (before.revision !== revision) throw new AppError('conflict');
      const after = { policy, revision: revision + 1, frozen: null };
      await repository.savePolicy(queries, courseId, after);
      const entry = { courseId, action: 'score.policyChanged', recordId: courseId };
      await writeAudit(queries, by, [{ ...entry, before: { ...before.policy }, after: { ...policy } }]);
      return { after, trainees: await repository.findTraineeIds(queries, courseId) };
    });
    this.#ledger.changed(courseId, 'reflections');
    news.changed(courseId, changed.trainees);
    return changed.after;
  }

  /**
   * Final from the moment in which it resolves; once more changes nothing. Throws `not_ready`, with what is not settled, unless
   * `anyway`.
   */
  async freeze(by: Participant, courseId: string, anyway: boolean): Promise<CoursePolicy['frozen']> {
    const { store, clock, news } = this.#deps;
    const before = await this.read(courseId);
    if (before.frozen) return before.frozen;
    await this.#ledger.sync(courseId);
    const pending = await this.#ledger.pending(courseId);
    const settled = pending.unmarked + pending.open + pending.undecided === 0;
    if (!settled && !anyway) throw new AppError('not_ready', pending);
    const done = await store.transaction(async (queries) => {
      await repository.lockScores(queries, courseId);
      const { policy, revision, frozen: already } = await repository.findPolicy(queries, courseId);
      if (already) return { frozen: already, trainees: [] };
      const frozen = { at: clock.now(), by: by.name };
      await repository.savePolicy(queries, courseId, { policy, revision: revision + 1, frozen });
      const after = { ...frozen, ...pending };
      await writeAudit(queries, by, [{ courseId, action: 'score.frozen', recordId: courseId, after }]);
      return { frozen, trainees: await repository.findTraineeIds(queries, courseId) };
    });
    news.changed(courseId, done.trainees);
    return done.frozen;
  }
}
