import { cueLimits, type Cue, type CueSheet } from '../../contract/cues.ts';
import type { Participant } from '../../contract/identity.ts';
import { pollLimits } from '../../contract/polls.ts';
import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { changedFields, writeAudit } from '../../store/audit.ts';
import type { Queries, Store } from '../../store/port.ts';
import type { ClassroomAccess } from '../../lib/live-classroom.ts';
import { countPolls, findPoll, insertPoll } from '../polls/repository.ts';
import { toSheet } from './cues.ts';
import * as repository from './repository.ts';
import { follow } from './sheet.ts';

interface Of {
  courseId: string;
  lessonId: string;
}

/** Cue sheets as records: written before the lesson, and changed while it runs. */
export class PreparedCues {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #access: ClassroomAccess;

  constructor({ store, clock, access }: { store: Store; clock: Clock; access: ClassroomAccess }) {
    this.#store = store;
    this.#clock = clock;
    this.#access = access;
  }

  /** Throws `not_found` for a lesson of another course. */
  async read(of: Of): Promise<CueSheet> {
    const { courseId, lessonId } = of;
    const { db } = this.#store;
    await requireLesson(db, courseId, lessonId);
    const row = await repository.findSheet(db, lessonId);
    return toSheet(lessonId, row, await repository.findTargets(db, of, row?.cues ?? []));
  }

  /** Throws `not_found`; `conflict` when the list is another one than that which was seen. */
  save(of: Of, seen: number, cues: readonly Cue[], by: Participant): Promise<CueSheet> {
    return this.#change(of, seen, by, () => Promise.resolve([...cues]));
  }

  /** Adds another lesson's cues at the end. Throws `not_found`, `conflict`, `poll_too_many`, `cues_full`. */
  copy(of: Of, seen: number, fromLessonId: string, by: Participant): Promise<CueSheet> {
    return this.#change(of, seen, by, async (queries, before) => {
      await requireLesson(queries, of.courseId, fromLessonId);
      const from = await repository.findSheet(queries, fromLessonId);
      const copies: Cue[] = [];
      for (const cue of from?.cues ?? []) copies.push(await this.#copyOf(queries, of, cue, by));
      return [...before, ...copies];
    });
  }

  /** A cue for another lesson: a poll belongs to one lesson, so it is copied with it. */
  async #copyOf(queries: Queries, of: Of, cue: Cue, by: Participant): Promise<Cue> {
    const copy = { ...cue, id: newId() };
    if (copy.kind !== 'poll') return copy;
    const row = await findPoll(queries, copy.pollId);
    // One that is gone stays gone in the copy, and says so there.
    if (row?.courseId !== of.courseId) return copy;
    if ((await countPolls(queries, of.lessonId)) >= pollLimits.perLesson) throw new AppError('poll_too_many');
    const { kind, question, options, key, durationS } = row;
    const asked = { kind, question, options, key, durationS };
    const createdAt = new Date(this.#clock.now());
    const { id } = await insertPoll(queries, { ...asked, ...of, id: newId(), createdAt });
    const after = { lessonId: of.lessonId, ...asked };
    await writeAudit(queries, by, [{ courseId: of.courseId, action: 'poll.created', recordId: id, after }]);
    return { ...copy, pollId: id };
  }

  async #change(
    of: Of,
    seen: number,
    by: Participant,
    list: (queries: Queries, before: readonly Cue[]) => Promise<Cue[]>,
  ): Promise<CueSheet> {
    const { courseId, lessonId } = of;
    const sheet = await this.#store.transaction(async (queries) => {
      await requireLesson(queries, courseId, lessonId);
      await repository.ensureSheet(queries, of);
      const row = await repository.findSheet(queries, lessonId, true);
      if (row?.revision !== seen) throw new AppError('conflict');
      const cues = await list(queries, row.cues);
      if (cues.length > cueLimits.perLesson) throw new AppError('cues_full');
      const changed = { cues, revision: seen + 1, ...follow(row, cues) };
      await repository.saveSheet(queries, lessonId, changed);
      const fields = changedFields({ cues: row.cues }, { cues });
      if (fields) {
        await writeAudit(queries, by, [
          { courseId, action: 'cueSheet.changed', recordId: lessonId, ...fields },
        ]);
      }
      const targets = await repository.findTargets(queries, of, cues);
      return toSheet(lessonId, { ...row, ...changed }, targets);
    });
    const { revision, state } = sheet;
    this.#access.tell(lessonId, 'staff', 'cue.changed', { lessonId, revision, state });
    this.#access.tell(lessonId, 'staff', 'poll.listChanged', {});
    return sheet;
  }
}

async function requireLesson(queries: Queries, courseId: string, lessonId: string): Promise<void> {
  if (!(await repository.hasLesson(queries, courseId, lessonId))) throw new AppError('not_found');
}
