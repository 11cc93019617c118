import type { Participant } from '../../contract/identity.ts';
import {
  pollLimits,
  type PollBranch,
  type PollDraft,
  type PollResults,
  type StaffPoll,
} from '../../contract/polls.ts';
import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { changedFields, writeAudit } from '../../store/audit.ts';
import type { Queries, Store } from '../../store/port.ts';
import type { ClassroomAccess } from '../../lib/live-classroom.ts';
import { checkDraft, type Asked } from './model.ts';
import * as repository from './repository.ts';
import { PollRun } from './run.ts';

export interface PreparingDependencies {
  store: Store;
  clock: Clock;
  access: ClassroomAccess;
}

/** The polls of a course as records: prepared before the lesson, read after it. */
export class PreparedPolls {
  readonly #deps: PreparingDependencies;

  constructor(deps: PreparingDependencies) {
    this.#deps = deps;
  }

  /** Throws `not_found` for a course that is gone. */
  async list(courseId: string, lessonId?: string): Promise<StaffPoll[]> {
    if ((await repository.courseName(this.#deps.store.db, courseId)) === undefined)
      throw new AppError('not_found');
    return repository.findPolls(this.#deps.store.db, { courseId, lessonId });
  }

  /** Throws `not_found` for a lesson of another course, `invalid_input`, `poll_too_many`. */
  async create(courseId: string, lessonId: string, draft: PollDraft, by: Participant): Promise<StaffPoll> {
    const asked = checkDraft(draft);
    const row = await this.#deps.store.transaction(async (queries) => {
      if (!(await repository.hasLesson(queries, courseId, lessonId))) throw new AppError('not_found');
      if ((await repository.countPolls(queries, lessonId)) >= pollLimits.perLesson) {
        throw new AppError('poll_too_many');
      }
      const createdAt = new Date(this.#deps.clock.now());
      const created = await repository.insertPoll(queries, {
        ...asked,
        id: newId(),
        courseId,
        lessonId,
        createdAt,
      });
      const after = { lessonId, ...asked };
      await writeAudit(queries, by, [{ courseId, action: 'poll.created', recordId: created.id, after }]);
      return created;
    });
    this.#tell(lessonId);
    return repository.toStaffPoll(row, 0);
  }

  /** Throws `not_found`, `invalid_input`; `conflict` when somebody changed or opened it meanwhile. */
  async change(
    courseId: string,
    pollId: string,
    { draft, revision }: { draft: PollDraft; revision: number },
    by: Participant,
  ): Promise<StaffPoll> {
    const asked = checkDraft(draft);
    const row = await this.#deps.store.transaction(async (queries) => {
      const before = await this.#find(queries, courseId, pollId);
      const after = await repository.changePrepared(queries, pollId, revision, asked);
      if (!after) throw new AppError('conflict');
      const changed = changedFields(contentOf(before), contentOf(after));
      if (changed)
        await writeAudit(queries, by, [{ courseId, action: 'poll.changed', recordId: pollId, ...changed }]);
      return after;
    });
    this.#tell(row.lessonId);
    return repository.toStaffPoll(row, 0);
  }

  /** Throws `not_found`, `conflict`; `in_use` for one that was opened, which stays with its answers. */
  async remove(courseId: string, pollId: string, revision: number, by: Participant): Promise<void> {
    const lessonId = await this.#deps.store.transaction(async (queries) => {
      const row = await this.#find(queries, courseId, pollId);
      if (row.openedAt !== null) throw new AppError('in_use');
      if (!(await repository.deletePrepared(queries, pollId, revision))) throw new AppError('conflict');
      const before = { lessonId: row.lessonId, ...contentOf(row) };
      await writeAudit(queries, by, [{ courseId, action: 'poll.removed', recordId: pollId, before }]);
      return row.lessonId;
    });
    this.#tell(lessonId);
  }

  /** What a poll came to, from the records. Throws `not_found`. */
  async results(
    courseId: string,
    pollId: string,
  ): Promise<{ poll: StaffPoll; results: PollResults; branches: PollBranch[] }> {
    const { db } = this.#deps.store;
    const { tally, poll, answers } = await PollRun.load(db, await this.#find(db, courseId, pollId));
    return {
      poll: repository.toStaffPoll(poll, answers),
      results: tally.results(),
      branches: tally.branches(),
    };
  }

  async #find(queries: Queries, courseId: string, pollId: string): Promise<repository.PollRow> {
    const row = await repository.findPoll(queries, pollId);
    if (row?.courseId !== courseId) throw new AppError('not_found');
    return row;
  }

  #tell(lessonId: string): void {
    this.#deps.access.tell(lessonId, 'staff', 'poll.listChanged', {});
  }
}

function contentOf({ kind, question, options, key, durationS }: Asked): Record<string, unknown> {
  return { kind, question, options, key, durationS };
}
