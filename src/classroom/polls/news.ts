import { pollNewsMs } from '../../contract/polls.ts';
import type { ClassroomAccess } from '../../lib/live-classroom.ts';
import type { PollRun } from './run.ts';
import type { Place } from './tally.ts';

/** Tells who may know how a poll goes, gathered: at most five times a second however many answers come. */
export class PollNews {
  readonly #access: ClassroomAccess;
  readonly #lessonId: string;
  readonly #run: PollRun;
  readonly #changed = new Set<Place>();
  #timer: NodeJS.Timeout | undefined;
  #sentAt = -Infinity;
  #closed = false;

  constructor(access: ClassroomAccess, lessonId: string, run: PollRun) {
    this.#access = access;
    this.#lessonId = lessonId;
    this.#run = run;
  }

  changed(places: readonly Place[]): void {
    for (const place of places) this.#changed.add(place);
    if (this.#closed) return;
    const wait = Math.max(0, this.#sentAt + pollNewsMs - performance.now());
    this.#timer ??= setTimeout(() => this.#send(), wait).unref();
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #send(): void {
    this.#timer = undefined;
    this.#sentAt = performance.now();
    const { tally, poll } = this.#run;
    const branches = Array.from(this.#changed, (place) => tally.branch(place));
    this.#changed.clear();
    const news = { pollId: poll.id, results: tally.results(), branches };
    this.#access.tell(this.#lessonId, 'staff', 'poll.progressed', news);
    const shown = this.#run.shownResults();
    if (shown) this.#access.tell(this.#lessonId, 'all', 'poll.results', { pollId: poll.id, results: shown });
    for (const { branchId, answered, expected, room } of branches) {
      if (branchId === null) continue;
      this.#access.tell(this.#lessonId, { branchId }, 'poll.branchProgressed', {
        pollId: poll.id,
        branchId,
        answered,
        expected,
        room,
      });
    }
  }
}
