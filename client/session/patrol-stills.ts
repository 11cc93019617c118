import type { CommandInput } from '../../src/contract/index.ts';
import { patrolLimits } from '../../src/contract/patrol-limits.ts';
import type { StillPace } from '../../src/contract/still-pace.ts';
import type { ClassroomClient } from './classroom.ts';
import { ClientError } from './client-error.ts';
import type { Connection } from './connection.ts';

/** A still, or why there is none. */
export type Still = Omit<CommandInput<'patrol.still'>, 'sentMs'>;

/** Milliseconds between two stills until the server has said how many it wants, and after one that it did not take. */
const unaskedMs = 30_000;
/** Milliseconds until a camera is asked again that has not given its first picture. */
const notYetMs = 500;
/** A camera that came or went is told at once, but not more often than this, in milliseconds: cables can be loose. */
const tellAgainMs = 1_000;

export interface PatrolStillsOptions {
  connection: Pick<Connection, 'command' | 'notices' | 'tell'>;
  classroom: Pick<ClassroomClient, 'joined' | 'state'>;
  /** Looks now; null when there is nothing to tell yet. */
  take: () => Promise<Still | null>;
}

/**
 * Sends stills at the server's pace: one at a time, the next one only after the answer to the one before. While somebody looks
 * and the line is quick, only every few are answered. A still is taken when it is due; one that could not go is not kept,
 * because the next one is newer.
 */
export class PatrolStills {
  readonly #options: PatrolStillsOptions;
  readonly #stop: (() => void)[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #intervalMs = unaskedMs;
  #lookedAt = false;
  /** `performance.now()` at which the still is due that comes next, or that is being taken. */
  #dueAt = 0;
  /** Stills since the last one that was answered. */
  #unanswered = 0;
  #sending = false;
  /** What has to be known at once came up while a still was on its way. */
  #againSoon = false;
  #sentAt = -Infinity;
  /** How long the last still took to be acknowledged. */
  #sentMs: number | null = null;
  #closed = false;

  constructor(options: PatrolStillsOptions) {
    this.#options = options;
    const { connection, classroom } = options;
    this.#stop = [
      classroom.joined.on(() => this.#entered()),
      connection.notices.on((notice) => {
        if (notice.name === 'patrol.pace') this.#follow(notice.data);
      }),
    ];
    if (classroom.state.get().entry.kind === 'joined') this.#entered();
  }

  /** The camera came or went: the server is to know at once. */
  tell(): void {
    if (this.#sending) this.#againSoon = true;
    else if (this.#timer !== undefined) this.#sendIn(this.#sentAt + tellAgainMs - performance.now());
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const stop of this.#stop) stop();
  }

  #entered(): void {
    this.#sentMs = null;
    const { still } = this.#options.classroom.state.get().own;
    this.#intervalMs = still?.intervalMs ?? unaskedMs;
    this.#lookedAt = still?.lookedAt ?? false;
    this.#sendIn(still?.nextInMs ?? 0);
  }

  #follow({ nextInMs, intervalMs, lookedAt }: StillPace): void {
    this.#intervalMs = intervalMs;
    this.#lookedAt = lookedAt;
    // A still that is on its way brings the pace with its answer.
    if (!this.#sending) this.#sendIn(nextInMs);
  }

  #sendIn(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#dueAt = performance.now() + Math.max(0, ms);
    this.#timer = setTimeout(() => void this.#send(), Math.max(0, ms));
  }

  async #send(): Promise<void> {
    if (this.#sending) {
      this.#againSoon = true;
      return;
    }
    this.#sending = true;
    this.#timer = undefined;
    this.#againSoon = false;
    const nextInMs = await this.#attempt();
    this.#sending = false;
    this.#plan(nextInMs);
  }

  #plan(nextInMs: number | null): void {
    if (this.#againSoon) this.#sendIn(Math.min(nextInMs ?? tellAgainMs, tellAgainMs));
    else if (nextInMs !== null) this.#sendIn(nextInMs);
  }

  /** One still; milliseconds until the next one, or null while the line is down: entering again begins anew. */
  async #attempt(): Promise<number | null> {
    const still = await this.#options.take().catch(() => null);
    if (this.#closed) return null;
    if (still === null) return notYetMs;
    this.#sentAt = performance.now();
    try {
      const sentMs = this.#sentMs;
      const { connection } = this.#options;
      if (
        still.picture !== null &&
        this.#needsNoAnswer() &&
        connection.tell('patrol.still', { ...still, sentMs })
      ) {
        this.#unanswered += 1;
        return nextByPace(this.#dueAt, this.#intervalMs);
      }
      this.#unanswered = 0;
      const pace = await connection.command('patrol.still', { ...still, sentMs });
      this.#sentMs = Math.round(performance.now() - this.#sentAt);
      this.#intervalMs = pace.intervalMs;
      this.#lookedAt = pace.lookedAt;
      return pace.nextInMs;
    } catch (thrown) {
      const { code } = ClientError.from(thrown);
      // What was refused, or was not answered in time, is not to be repeated unheard.
      this.#sentMs = null;
      return code === 'offline' || code === 'closed' ? null : this.#intervalMs;
    }
  }

  #needsNoAnswer(): boolean {
    return needsNoAnswer({ lookedAt: this.#lookedAt, sentMs: this.#sentMs, unanswered: this.#unanswered });
  }
}

/**
 * Whether the next still may go without asking for an answer (`patrolLimits.unanswered`).
 * @param room `sentMs`: milliseconds until the last still was answered that asked for it, null when none was; `unanswered`: stills
 * since that one
 */
export function needsNoAnswer(room: {
  lookedAt: boolean;
  sentMs: number | null;
  unanswered: number;
}): boolean {
  const { inARow, quickMs } = patrolLimits.unanswered;
  return room.lookedAt && room.sentMs !== null && room.sentMs < quickMs && room.unanswered < inARow;
}

/**
 * Milliseconds from now until the still after one that was due at `dueAt`, by the pace that is known; one that came late does not
 * bring the next one close.
 */
export function nextByPace(dueAt: number, intervalMs: number): number {
  return Math.max(intervalMs / 2, dueAt + intervalMs - performance.now());
}
