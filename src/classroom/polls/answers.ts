import type { OwnPollAnswer, PollAnswer, PollBranch, RoomCounts } from '../../contract/polls.ts';
import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import type { Connection } from '../../lib/feature.ts';
import { writeAudit } from '../../store/audit.ts';
import type { Store } from '../../store/port.ts';
import type { ClassroomAccess } from '../../lib/live-classroom.ts';
import type { AnswerWriter } from './answer-writer.ts';
import type { CurrentPolls } from './current.ts';
import { checkAnswer, checkRoom } from './model.ts';
import { saveRoom } from './repository.ts';
import { placeOf, voterOf } from './run.ts';

export interface AnswerDependencies {
  store: Store;
  clock: Clock;
  access: ClassroomAccess;
}

/** The answers of persons, and the rooms' counts of hands. What is acknowledged is committed. */
export class PollAnswers {
  readonly #deps: AnswerDependencies;
  readonly #current: CurrentPolls;
  readonly #writer: AnswerWriter;

  constructor(deps: AnswerDependencies, current: CurrentPolls, writer: AnswerWriter) {
    this.#deps = deps;
    this.#current = current;
    this.#writer = writer;
  }

  /** Committed when it resolves. Throws `poll_closed` for what comes too late, `poll_gone`, `invalid_input`. */
  async answer(connection: Connection, pollId: string, answer: PollAnswer): Promise<OwnPollAnswer> {
    const { classroom, participant, run } = this.#current.require(connection, pollId);
    const checked = checkAnswer(run.poll, answer);
    const voter = voterOf(participant);
    const known = run.given(voter, checked);
    if (known) {
      // A retry, also one that comes after the close: what was received stays received.
      await known.done;
      return { pollId, answer: known.answer, receivedAt: known.at };
    }
    const at = this.#deps.clock.now();
    if (!run.takes(at)) throw new AppError('poll_closed');
    const place = placeOf(participant);
    const commit = this.#writer.write({
      pollId,
      voter,
      traineeId: participant.traineeId,
      sessionId: participant.sessionId,
      name: participant.name,
      branchId: place,
      branchName: classroom.branches.find(({ id }) => id === place)?.name ?? null,
      answer: checked,
      at: new Date(at),
    });
    const places = await run.take(voter, place, checked, at, commit);
    if (this.#current.run(classroom.lesson.id) === run)
      this.#current.news(classroom.lesson.id)?.changed(places);
    return { pollId, answer: checked, receivedAt: at };
  }

  /** Throws `poll_gone`, `forbidden` for somebody without a branch. */
  ownBranch(connection: Connection, pollId: string): { branch: PollBranch; counts: RoomCounts | null } {
    const { participant, run } = this.#current.require(connection, pollId);
    const { branchId } = participant;
    if (branchId === null) throw new AppError('forbidden');
    return { branch: run.tally.branch(branchId), counts: run.tally.room(branchId) };
  }

  /** Enters the own branch's count of hands. Committed when it resolves. Throws `poll_closed`, `poll_gone`, `invalid_input`. */
  async countRoom(
    connection: Connection,
    pollId: string,
    room: RoomCounts | null,
  ): Promise<{ branch: PollBranch; counts: RoomCounts | null }> {
    const { classroom, participant, run } = this.#current.require(connection, pollId);
    const { branchId, sessionId, name } = participant;
    const branch = classroom.branches.find(({ id }) => id === branchId);
    if (branchId === null || !branch) throw new AppError('forbidden');
    const checked = room === null ? null : checkRoom(run.poll, room);
    const { lesson } = classroom;
    await this.#deps.access.inTurn(lesson.id, async () => {
      const at = this.#deps.clock.now();
      if (!run.takes(at)) throw new AppError('poll_closed');
      const before = run.tally.room(branchId);
      await this.#deps.store.transaction(async (queries) => {
        const of = { pollId, branchId, branchName: branch.name, at: new Date(at), sessionId, name };
        await saveRoom(queries, of, checked);
        await writeAudit(queries, participant, [
          {
            courseId: lesson.courseId,
            action: checked ? 'pollRoom.counted' : 'pollRoom.withdrawn',
            recordId: pollId,
            ...(before ? { before: { branchId, ...before } } : {}),
            ...(checked ? { after: { branchId, ...checked } } : {}),
          },
        ]);
      });
      run.countRoom(branchId, checked);
    });
    this.#current.news(lesson.id)?.changed([branchId]);
    return { branch: run.tally.branch(branchId), counts: run.tally.room(branchId) };
  }
}
