import type { Lesson } from '../../contract/course.ts';
import type { Participant } from '../../contract/identity.ts';
import {
  pollLimits,
  type OwnPollAnswer,
  type PollBranch,
  type PollDraft,
  type PollResults,
  type PublicPoll,
  type StaffPoll,
} from '../../contract/polls.ts';
import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import type { Connection } from '../../lib/feature.ts';
import { newId } from '../../lib/ids.ts';
import type { Logger } from '../../lib/logger.ts';
import { writeAudit } from '../../store/audit.ts';
import type { Queries, Store } from '../../store/port.ts';
import type { ClassroomAccess, ClassroomPart, ClassroomView } from '../../lib/live-classroom.ts';
import { AnswerWriter } from './answer-writer.ts';
import { PollAnswers } from './answers.ts';
import { CurrentPolls } from './current.ts';
import { checkDraft } from './model.ts';
import * as repository from './repository.ts';
import { PollRun, voterOf } from './run.ts';

export interface PollDependencies {
  store: Store;
  clock: Clock;
  access: ClassroomAccess;
  log: Logger;
}

/** What a poll has come to, for those who ask it. */
export interface PollProgress {
  pollId: string;
  results: PollResults;
  branches: PollBranch[];
}

/** The live side of polls: one at a time in each lesson, answered until the server's clock says that it is over. */
export class Polls implements ClassroomPart {
  readonly #deps: PollDependencies;
  readonly #current: CurrentPolls;
  readonly #writer: AnswerWriter;
  /** What those do who answer. */
  readonly answers: PollAnswers;

  constructor(deps: PollDependencies) {
    this.#deps = deps;
    this.#writer = new AnswerWriter(deps.store.db);
    this.#current = new CurrentPolls(
      deps.access,
      () => deps.clock.now(),
      (lessonId, run) => this.#timeIsOver(lessonId, run),
    );
    this.answers = new PollAnswers(deps, this.#current, this.#writer);
  }

  async opened({ lesson }: ClassroomView): Promise<void> {
    const { db } = this.#deps.store;
    const row = await repository.findCurrent(db, lesson.id);
    if (!row) return;
    const run = await PollRun.load(db, row);
    // What was answered in time counts, also when the server was down at the close.
    if (row.closedAt === null && !run.takes(this.#deps.clock.now())) {
      run.poll = await repository.savePoll(db, row.id, { closedAt: this.#closingTime(run) });
    }
    this.#current.set(lesson.id, run);
  }

  closed(lessonId: string): void {
    this.#current.set(lessonId, null);
  }

  snapshot(lessonId: string): { poll: PublicPoll | null } {
    return { poll: this.#current.run(lessonId)?.public() ?? null };
  }

  own(
    lessonId: string,
    participant: Participant,
  ): { pollAnswer?: OwnPollAnswer | null; pollResults?: PollResults | null } {
    const run = this.#current.run(lessonId);
    if (!run) return {};
    return { pollAnswer: run.own(voterOf(participant)), pollResults: run.shownResults() };
  }

  /** Runs in the turn of the lesson's change. */
  async lessonChanged(lesson: Lesson): Promise<void> {
    const run = this.#current.run(lesson.id);
    if (lesson.endedAt !== null && run?.poll.closedAt === null) await this.#close(lesson.id, run, null);
  }

  /** Opens a prepared poll or a new one. Throws `poll_open`, `not_found`, `conflict`, `lesson_ended`, `poll_too_many`. */
  async open(connection: Connection, what: { pollId: string } | { draft: PollDraft }): Promise<StaffPoll> {
    const { classroom, participant } = this.#deps.access.require(connection);
    const { id: lessonId, courseId } = classroom.lesson;
    const asked = 'draft' in what ? checkDraft(what.draft) : null;
    const row = await this.#deps.access.inTurn(lessonId, async () => {
      if (classroom.lesson.endedAt !== null) throw new AppError('lesson_ended');
      const before = this.#current.run(lessonId);
      if (before && before.poll.closedAt === null) throw new AppError('poll_open');
      const opened = await this.#deps.store.transaction(async (queries) => {
        if (before) await repository.savePoll(queries, before.poll.id, { dismissedAt: this.#date() });
        const prepared =
          'pollId' in what
            ? await this.#prepared(queries, lessonId, what.pollId)
            : await this.#improvised(queries, { courseId, lessonId }, asked);
        return this.#markOpened(queries, prepared, participant);
      });
      const run = await PollRun.load(this.#deps.store.db, opened);
      this.#current.set(lessonId, run);
      this.#announce(lessonId);
      await this.#show(lessonId, opened.id);
      return opened;
    });
    return repository.toStaffPoll(row, 0);
  }

  /** Throws `poll_gone` when that poll is not the current one. */
  async close(connection: Connection, pollId: string): Promise<StaffPoll> {
    return this.#change(connection, pollId, async (lessonId, run, by) => {
      if (run.poll.closedAt === null) await this.#close(lessonId, run, by);
    });
  }

  /** Throws `poll_gone`. */
  async showResults(connection: Connection, pollId: string, shown: boolean): Promise<StaffPoll> {
    return this.#change(connection, pollId, async (lessonId, run, by) => {
      const action = shown ? 'poll.shown' : 'poll.hidden';
      if (run.poll.resultsShown !== shown) await this.#save(run, { resultsShown: shown }, action, by);
      this.#announce(lessonId);
      if (shown) await this.#show(lessonId, run.poll.id);
    });
  }

  /** Throws `poll_gone`. */
  async dismiss(connection: Connection, pollId: string): Promise<StaffPoll> {
    return this.#change(connection, pollId, async (lessonId, run, by) => {
      if (run.poll.closedAt === null) await this.#close(lessonId, run, by);
      await this.#save(run, { dismissedAt: this.#date() }, 'poll.dismissed', by);
      this.#current.set(lessonId, null);
      this.#announce(lessonId);
      const shown = this.#deps.access.shown(lessonId);
      if (shown?.kind === 'poll' && shown.pollId === pollId) await this.#deps.access.show(lessonId, null);
    });
  }

  /** Throws `poll_gone`. */
  progress(connection: Connection, pollId: string): PollProgress {
    const { tally } = this.#current.require(connection, pollId).run;
    return { pollId, results: tally.results(), branches: tally.branches() };
  }

  /** Waits for what is being written. */
  idle(): Promise<void> {
    return this.#writer.idle();
  }

  /** Changes the current poll in its turn. */
  async #change(
    connection: Connection,
    pollId: string,
    work: (lessonId: string, run: PollRun, by: Participant) => Promise<void>,
  ): Promise<StaffPoll> {
    const { classroom } = this.#deps.access.require(connection);
    const lessonId = classroom.lesson.id;
    return this.#deps.access.inTurn(lessonId, async () => {
      const { run, participant } = this.#current.require(connection, pollId);
      await work(lessonId, run, participant);
      return repository.toStaffPoll(run.poll, run.answers);
    });
  }

  async #timeIsOver(lessonId: string, run: PollRun): Promise<void> {
    await this.#deps.access.inTurn(lessonId, async () => {
      if (this.#current.run(lessonId) !== run || run.poll.closedAt !== null) return;
      await this.#close(lessonId, run, null);
    });
  }

  /** Nothing more is taken; what was taken is committed first. @param by null when its time is over */
  async #close(lessonId: string, run: PollRun, by: Participant | null): Promise<void> {
    run.setClosing(true);
    try {
      const closedAt = this.#closingTime(run);
      await this.#writer.idle();
      await this.#save(run, { closedAt }, 'poll.closed', by);
    } catch (error) {
      this.#deps.log.error({ err: error, pollId: run.poll.id }, 'a poll could not be closed');
      throw error;
    } finally {
      run.setClosing(false);
    }
    this.#announce(lessonId);
  }

  #closingTime({ poll }: PollRun): Date {
    const now = this.#deps.clock.now();
    return new Date(
      Math.max(poll.openedAt?.getTime() ?? now, Math.min(now, poll.closesAt?.getTime() ?? now)),
    );
  }

  async #save(
    run: PollRun,
    values: { closedAt?: Date; resultsShown?: boolean; dismissedAt?: Date },
    action: string,
    by: Participant | null,
  ): Promise<void> {
    const { id, courseId } = run.poll;
    run.poll = await this.#deps.store.transaction(async (queries) => {
      const saved = await repository.savePoll(queries, id, values);
      if (by) await writeAudit(queries, by, [{ courseId, action, recordId: id }]);
      return saved;
    });
  }

  async #prepared(queries: Queries, lessonId: string, pollId: string): Promise<repository.PollRow> {
    const row = await repository.findPoll(queries, pollId);
    if (row?.lessonId !== lessonId) throw new AppError('not_found');
    return row;
  }

  async #improvised(
    queries: Queries,
    of: { courseId: string; lessonId: string },
    asked: ReturnType<typeof checkDraft> | null,
  ): Promise<repository.PollRow> {
    if (!asked) throw new AppError('invalid_input');
    if ((await repository.countPolls(queries, of.lessonId)) >= pollLimits.perLesson) {
      throw new AppError('poll_too_many');
    }
    return repository.insertPoll(queries, { ...asked, ...of, id: newId(), createdAt: this.#date() });
  }

  async #markOpened(
    queries: Queries,
    prepared: repository.PollRow,
    by: Participant,
  ): Promise<repository.PollRow> {
    const { durationS, id, courseId, revision, question, kind, lessonId } = prepared;
    const now = this.#deps.clock.now();
    const opened = await repository.changePrepared(queries, id, revision, {
      openedAt: new Date(now),
      closesAt: durationS === null ? null : new Date(now + durationS * 1000),
    });
    // It was opened before, or somebody changed it in this very moment.
    if (!opened) throw new AppError('conflict');
    await writeAudit(queries, by, [
      { courseId, action: 'poll.opened', recordId: id, after: { lessonId, kind, question } },
    ]);
    return opened;
  }

  /** Everybody sees the poll as it is now; the list of those who ask it is another one. */
  #announce(lessonId: string): void {
    this.#deps.access.emit(lessonId, 'poll.changed', this.snapshot(lessonId));
    this.#deps.access.tell(lessonId, 'staff', 'poll.listChanged', {});
  }

  /** The poll is open, whether or not it could be laid over the stage. */
  async #show(lessonId: string, pollId: string): Promise<void> {
    try {
      await this.#deps.access.show(lessonId, { kind: 'poll', pollId, shownAt: this.#deps.clock.now() });
    } catch (error) {
      this.#deps.log.error({ err: error, pollId }, 'a poll could not be laid over the stage');
    }
  }

  #date(): Date {
    return new Date(this.#deps.clock.now());
  }
}
