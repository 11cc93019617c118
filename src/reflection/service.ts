import type { Participant } from '../contract/identity.ts';
import type { Reflection, ReflectionPolicy } from '../contract/reflection.ts';
import { reachesBranch } from '../lib/access.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { writeAudit } from '../store/audit.ts';
import type { Store } from '../store/port.ts';
import * as repository from './repository.ts';

export interface ReflectionDependencies {
  store: Store;
  clock: Clock;
  /** Throws `not_found`. */
  requireCourse: (courseId: string) => Promise<unknown>;
  /** A reflection was handed in: the score may count it. Called after the commit; must not throw. */
  handedIn: (courseId: string, traineeId: string) => void;
}

/** What trainees write on what they learned: drafts, what was handed in, comments, and which are shown to all. */
export class Reflections {
  readonly #deps: ReflectionDependencies;

  constructor(deps: ReflectionDependencies) {
    this.#deps = deps;
  }

  /** Throws `not_found`. */
  async policy(courseId: string): Promise<ReflectionPolicy> {
    await this.#deps.requireCourse(courseId);
    return repository.findPolicy(this.#deps.store.db, courseId);
  }

  /** Throws `not_found`, and `invalid_input` when the shortest is longer than the longest. */
  async setPolicy(by: Participant, courseId: string, policy: ReflectionPolicy): Promise<ReflectionPolicy> {
    await this.#deps.requireCourse(courseId);
    if (policy.minLength > policy.maxLength) throw new AppError('invalid_input', { path: 'minLength' });
    await this.#deps.store.transaction(async (queries) => {
      const before = await repository.findPolicy(queries, courseId);
      await repository.savePolicy(queries, courseId, policy);
      const entry = { courseId, action: 'reflection.policyChanged', recordId: courseId };
      await writeAudit(queries, by, [{ ...entry, before: { ...before }, after: { ...policy } }]);
    });
    return policy;
  }

  /** A liaison's are those of the own branch and of the branches below it. Throws `not_found`. */
  async list(
    by: Participant,
    courseId: string,
    page: { offset: number; limit: number },
  ): Promise<{ reflections: Reflection[]; total: number }> {
    await this.#deps.requireCourse(courseId);
    const branchId = by.role === 'liaison' ? by.branchId : null;
    if (by.role === 'liaison' && branchId === null) throw new AppError('forbidden');
    return repository.findHandedIn(this.#deps.store.db, courseId, { ...page, branchId });
  }

  async own(
    by: Participant,
    courseId: string,
  ): Promise<{ policy: ReflectionPolicy; own: Reflection | null; shown: number }> {
    const { db } = this.#deps.store;
    const [policy, own, shown] = await Promise.all([
      repository.findPolicy(db, courseId),
      by.traineeId === null ? undefined : repository.findReflection(db, courseId, by.traineeId),
      repository.countShown(db, courseId),
    ]);
    return { policy, own: own ?? null, shown };
  }

  /** Those that everybody may read. */
  async shown(
    courseId: string,
    page: { offset: number; limit: number },
  ): Promise<{ shown: { traineeName: string; text: string }[]; total: number }> {
    const { db } = this.#deps.store;
    const [shown, total] = await Promise.all([
      repository.findShown(db, courseId, page),
      repository.countShown(db, courseId),
    ]);
    return { shown, total };
  }

  /**
   * Committed when it resolves. What was handed in stays as it is: handing in again answers with it. A text that is too short
   * or too late to be handed in is kept as a draft. Throws `too_short`, `reflection_over`, and `forbidden` for somebody who is
   * not on the roster.
   */
  async save(
    by: Participant,
    courseId: string,
    { text, handIn }: { text: string; handIn: boolean },
  ): Promise<Reflection> {
    const { store, clock, handedIn } = this.#deps;
    const { traineeId } = by;
    if (traineeId === null) throw new AppError('forbidden');
    const now = clock.now();
    const policy = await repository.findPolicy(store.db, courseId);
    const refusal = handIn ? refusalOf(policy, text, now) : null;
    const state = handIn && refusal === null ? ('handedIn' as const) : ('draft' as const);
    const row = { traineeId, courseId, text: text.slice(0, policy.maxLength), state, at: new Date(now) };
    const saved = await repository.saveReflection(store.db, row);
    const kept = await repository.findReflection(store.db, courseId, traineeId);
    if (!kept) throw new AppError('not_found');
    if (saved && refusal !== null) throw new AppError(refusal, { least: policy.minLength });
    if (saved && state === 'handedIn') handedIn(courseId, traineeId);
    return kept;
  }

  /** The same id again is the same comment. Throws `not_found`, also for a liaison of another branch. */
  async comment(
    by: Participant,
    courseId: string,
    traineeId: string,
    { id, text }: { id: string; text: string },
  ): Promise<Reflection> {
    const { store, clock } = this.#deps;
    return store.transaction(async (queries) => {
      const place = await repository.placeOf(queries, courseId, traineeId);
      const reaches =
        place !== undefined &&
        (by.role === 'organiser' ||
          (place.id !== null && reachesBranch(by, { id: place.id, courseId, parentId: place.parentId })));
      const found = await repository.findReflection(queries, courseId, traineeId, true);
      if (!reaches || found?.state !== 'handedIn') throw new AppError('not_found');
      await repository.insertComment(queries, {
        id,
        traineeId,
        by: by.name,
        at: new Date(clock.now()),
        text,
      });
      await writeAudit(queries, by, [{ courseId, action: 'reflection.commented', recordId: traineeId }]);
      return (await repository.findReflection(queries, courseId, traineeId)) ?? found;
    });
  }

  /** Throws `not_found`. */
  async show(by: Participant, courseId: string, traineeId: string, shown: boolean): Promise<Reflection> {
    return this.#deps.store.transaction(async (queries) => {
      const found = await repository.findReflection(queries, courseId, traineeId, true);
      if (found?.state !== 'handedIn') throw new AppError('not_found');
      await repository.setShown(queries, traineeId, shown);
      const action = shown ? 'reflection.shown' : 'reflection.hidden';
      await writeAudit(queries, by, [{ courseId, action, recordId: traineeId }]);
      return { ...found, shown };
    });
  }
}

function refusalOf(
  { wanted, minLength, until }: ReflectionPolicy,
  text: string,
  now: number,
): 'too_short' | 'reflection_over' | null {
  if (!wanted || (until !== null && now > until)) return 'reflection_over';
  return Array.from(text).length < Math.max(1, minLength) ? 'too_short' : null;
}
