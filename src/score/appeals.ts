import type { Participant } from '../contract/identity.ts';
import type { Appeal } from '../contract/score.ts';
import { AppError } from '../lib/errors.ts';
import { writeAudit } from '../store/audit.ts';
import type { Queries } from '../store/port.ts';
import type { LedgerDependencies } from './ledger.ts';
import * as repository from './repository.ts';

/** What trainees object to, line by line, and what they are answered. */
export class Appeals {
  readonly #deps: LedgerDependencies;

  constructor(deps: LedgerDependencies) {
    this.#deps = deps;
  }

  /** Those that wait first. */
  async list(courseId: string): Promise<Appeal[]> {
    return (await repository.findAppeals(this.#deps.store.db, courseId)).map(appealView);
  }

  /**
   * Committed when it resolves; the same id again is the same appeal. Throws `not_found` for a line that is not the own,
   * `appeal_open` while one against the same line waits, and `forbidden` for somebody who is not on the roster.
   */
  async add(
    { traineeId }: Participant,
    courseId: string,
    { id, entryId, text }: { id: string; entryId: string; text: string },
  ): Promise<Appeal> {
    const { store, clock, news } = this.#deps;
    if (traineeId === null) throw new AppError('forbidden');
    const added = await store.transaction(async (queries) => {
      const [already] = await repository.findAppeals(queries, courseId, { id, traineeId });
      if (already) return appealView(already);
      const entry = await repository.findEntry(queries, courseId, traineeId, entryId);
      if (!entry) throw new AppError('not_found');
      const at = new Date(clock.now());
      const row = { id, courseId, traineeId, entryId, text, at, state: 'open' as const };
      if (!(await repository.insertAppeal(queries, row))) throw new AppError('appeal_open');
      return read(queries, courseId, id);
    });
    news.changed(courseId, [traineeId]);
    return added;
  }

  /** Throws `not_found`, and `conflict` for one that was answered otherwise. */
  async answer(
    by: Participant,
    courseId: string,
    id: string,
    { upheld, answer }: { upheld: boolean; answer: string },
  ): Promise<Appeal> {
    const { store, clock, news } = this.#deps;
    const state = upheld ? ('upheld' as const) : ('refused' as const);
    const answered = await store.transaction(async (queries) => {
      await repository.lockScores(queries, courseId);
      const before = await read(queries, courseId, id);
      if (before.state !== 'open') {
        if (before.state !== state || before.answer !== answer) throw new AppError('conflict');
        return before;
      }
      const row = { state, answer, answeredAt: new Date(clock.now()), answeredBy: by.name };
      await repository.answerAppeal(queries, id, row);
      const entry = { courseId, action: 'score.appealAnswered', recordId: id };
      await writeAudit(queries, by, [{ ...entry, after: { state, answer } }]);
      return read(queries, courseId, id);
    });
    news.changed(courseId, [answered.traineeId]);
    return answered;
  }
}

async function read(queries: Queries, courseId: string, id: string): Promise<Appeal> {
  const [found] = await repository.findAppeals(queries, courseId, { id });
  if (!found) throw new AppError('not_found');
  return appealView(found);
}

/** As it crosses the wire. */
export function appealView({ appeal, traineeName, title }: repository.FoundAppeal): Appeal {
  const { id, traineeId, entryId, text, at, state, answer, answeredAt, answeredBy } = appeal;
  return {
    ...{ id, traineeId, traineeName, entryId, title, text, at: at.getTime(), state, answer },
    answeredAt: answeredAt?.getTime() ?? null,
    answeredBy,
  };
}
