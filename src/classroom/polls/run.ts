import type { Participant } from '../../contract/identity.ts';
import type { OwnPollAnswer, PollAnswer, PollResults, PublicPoll, RoomCounts } from '../../contract/polls.ts';
import type { Queries } from '../../store/port.ts';
import { isSame } from './model.ts';
import { countExpected, findAnswers, findRooms, type PollRow } from './repository.ts';
import { Tally, type Place } from './tally.ts';

interface Given {
  answer: PollAnswer;
  at: number;
  /** Settles with the commit. */
  done: Promise<void>;
}

/** Whose answer it is: one for each person, on whatever device. */
export function voterOf({ traineeId, sessionId }: Participant): string {
  return traineeId === null ? `session:${sessionId}` : `trainee:${traineeId}`;
}

/** Where somebody's answer counts. A port is a place of its own, whichever branch its unit belongs to. */
export function placeOf({ role, branchId }: Participant): Place {
  return role === 'port' ? null : branchId;
}

/** An opened poll with everything that was answered: what is in memory is what the records say. */
export class PollRun {
  poll: PollRow;
  readonly tally: Tally;
  /** The last answer of each person, also one that is still on its way to the records. */
  readonly #given = new Map<string, Given>();
  /** What is on record of each. */
  readonly #kept = new Map<string, Given>();
  #closing = false;

  constructor(poll: PollRow, tally: Tally) {
    this.poll = poll;
    this.tally = tally;
  }

  /** Reads what the records have of it. */
  static async load(queries: Queries, poll: PollRow): Promise<PollRun> {
    const expected = await countExpected(queries, poll.courseId);
    const run = new PollRun(poll, new Tally(poll, expected));
    for (const { voter, branchId, answer, at } of await findAnswers(queries, poll.id)) {
      run.tally.count(voter, branchId, answer);
      const given = { answer, at: at.getTime(), done: Promise.resolve() };
      run.#given.set(voter, given);
      run.#kept.set(voter, given);
    }
    for (const { branchId, counts, heads } of await findRooms(queries, poll.id)) {
      run.tally.countRoom(branchId, { counts, heads });
    }
    return run;
  }

  /** Whether an answer that comes at that moment counts, by the server's clock. */
  takes(at: number): boolean {
    const { closedAt, closesAt } = this.poll;
    return !this.#closing && closedAt === null && (closesAt === null || at < closesAt.getTime());
  }

  /** From now on nothing is taken, until the records say that it is closed; false when that failed. */
  setClosing(closing: boolean): void {
    this.#closing = closing;
  }

  /** Answers on record. */
  get answers(): number {
    return this.#kept.size;
  }

  /** What that person answered last, if it is this very answer: a retry. */
  given(voter: string, answer: PollAnswer): Given | undefined {
    const given = this.#given.get(voter);
    return given && isSame(given.answer, answer) ? given : undefined;
  }

  /** Takes an answer and counts it once it is committed; resolves to the places whose figures changed. */
  async take(
    voter: string,
    place: Place,
    answer: PollAnswer,
    at: number,
    commit: Promise<void>,
  ): Promise<Place[]> {
    const given = { answer, at, done: commit };
    this.#given.set(voter, given);
    try {
      await commit;
    } catch (error) {
      if (this.#given.get(voter) === given) this.#restore(voter);
      throw error;
    }
    this.#kept.set(voter, given);
    return this.tally.count(voter, place, answer);
  }

  own(voter: string): OwnPollAnswer | null {
    const kept = this.#kept.get(voter);
    return kept ? { pollId: this.poll.id, answer: kept.answer, receivedAt: kept.at } : null;
  }

  countRoom(branchId: string, room: RoomCounts | null): void {
    this.tally.countRoom(branchId, room);
  }

  /** The results as everybody may see them; null before they are shown. */
  shownResults(): PollResults | null {
    if (!this.poll.resultsShown) return null;
    const results = this.tally.results();
    return this.#keyShown ? results : { ...results, correct: null };
  }

  public(): PublicPoll {
    const { id: pollId, kind, question, options, openedAt, closesAt, closedAt, key } = this.poll;
    return {
      pollId,
      kind,
      question,
      options,
      state: closedAt === null ? 'open' : 'closed',
      openedAt: openedAt?.getTime() ?? 0,
      closesAt: closesAt?.getTime() ?? null,
      closedAt: closedAt?.getTime() ?? null,
      hasKey: key !== null,
      results: this.shownResults(),
      key: this.#keyShown ? key : null,
    };
  }

  /** No key leaves the server before the poll is closed and its results are shown. */
  get #keyShown(): boolean {
    return this.poll.closedAt !== null && this.poll.resultsShown;
  }

  #restore(voter: string): void {
    const kept = this.#kept.get(voter);
    if (kept) this.#given.set(voter, kept);
    else this.#given.delete(voter);
  }
}
