import type { LessonPhase } from '../../src/contract/classroom.ts';
import type { Role } from '../../src/contract/roles.ts';
import { upTo } from './spread.ts';

/** After the end of a lesson, screens and ports go on to the next one by themselves after so many milliseconds. */
const moveOnAfterMs = 60_000;
/** Milliseconds over which those spread who go to a lesson that has begun in place of theirs. */
const begunSpreadMs = 1_500;
/** Those who come for whatever lesson is on, and do not choose one. */
const followers: readonly Role[] = ['screen', 'port', 'liaison', 'trainee'];
/** Those whom nobody may touch for hours. */
const untouched: readonly Role[] = ['screen', 'port'];

export interface LessonFollowerOptions {
  role: Role;
  isOnline: () => boolean;
  /** Enters the course's lesson of now. */
  moveOn: () => void;
}

/** Where a page stands; null while it is in no lesson. */
export interface LessonPlace {
  lessonId: string | null;
  phase: LessonPhase;
}

/** Takes a page to another lesson by itself, where it waits for the wrong one or its own is over. */
export class LessonFollower {
  readonly #options: LessonFollowerOptions;
  /** The lesson that has begun, until it is decided whether to go there. */
  #begun: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LessonFollowerOptions) {
    this.#options = options;
  }

  /** Whether it waits for a lesson that somebody else chose: by now that may be another one. */
  waits(phase: LessonPhase): boolean {
    return phase === 'waiting' && followers.includes(this.#options.role);
  }

  /** This lesson has begun. `decide` is to be called as soon as it is known where the page stands. */
  heard(lessonId: string): void {
    this.#begun = lessonId;
  }

  /** Lecturers change turns: who waits for another lesson than the one that has begun goes there, and screens also after the end. */
  decide({ lessonId, phase }: LessonPlace): void {
    const begun = this.#begun;
    this.#begun = undefined;
    if (begun === undefined || lessonId === null || lessonId === begun) return;
    if (!this.waits(phase) && !this.#goesOnAfter(phase)) return;
    clearTimeout(this.#timer);
    // Who is offline then enters anew, and is told which lesson it is.
    this.#timer = setTimeout(() => this.#options.isOnline() && this.#options.moveOn(), upTo(begunSpreadMs)());
  }

  /** Nobody touches a big screen: after the end it looks for the course's next lesson, and again until there is one. */
  planAfter(phase: LessonPhase): void {
    clearTimeout(this.#timer);
    if (!this.#goesOnAfter(phase)) return;
    this.#timer = setTimeout(
      () => {
        if (this.#options.isOnline()) this.#options.moveOn();
        else this.planAfter(phase);
      },
      // Hundreds of rooms do not ask in the same second.
      moveOnAfterMs + upTo(moveOnAfterMs / 6)(),
    );
  }

  /** Idempotent. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #goesOnAfter(phase: LessonPhase): boolean {
    return phase === 'ended' && untouched.includes(this.#options.role);
  }
}
