import { cpus } from 'node:os';
import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { WorkerLoad } from './port.ts';
import type { MediaSettings } from './settings.ts';
import type { WorkerProcess } from './worker-process.ts';
import { WorkerSlot, type WorkerUsage } from './worker-slot.ts';

const SAMPLE_MS = 5_000;

/** Figures of one worker for monitoring, at most 5 s old. */
export interface WorkerStats extends WorkerLoad, WorkerUsage {
  port: number;
  restarts: number;
}

export type Role = 'viewer' | 'sender';

/** A seat on a worker, taken before the transport is there, so that those who come at once spread evenly. */
export interface Reservation {
  readonly slot: WorkerSlot;
  /** The process to open the transport on. Rejects with `media_unavailable`. */
  process(): Promise<WorkerProcess>;
  /** Idempotent. */
  release(): void;
}

/** All workers of this server, one for each core unless told otherwise. */
export class WorkerPool {
  readonly slots: readonly WorkerSlot[];
  readonly #capacity: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(settings: MediaSettings, log: Logger) {
    const count = settings.workers === 'auto' ? cpus().length : settings.workers;
    this.slots = Array.from({ length: count }, (_, index) => new WorkerSlot(index, settings, log));
    this.#capacity = settings.maxViewersPerWorker;
  }

  /** Rejects if any worker does not start; the others are ended. */
  async start(): Promise<void> {
    const results = await Promise.allSettled(this.slots.map((slot) => slot.start()));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) {
      await this.close();
      throw failed.reason;
    }
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS).unref();
    this.#sample();
  }

  /**
   * Takes a seat on the worker with the fewest viewers, at once. Senders go to `preferred` while it runs. Throws
   * `media_full` when all workers are full, `media_unavailable` when none runs or is about to.
   */
  reserve(role: Role, preferred?: WorkerSlot): Reservation {
    const slot = role === 'sender' ? this.#forSender(preferred) : this.#forViewer();
    slot[role === 'viewer' ? 'viewers' : 'senders'] += 1;
    let released = false;
    return {
      slot,
      process: () => slot.up(),
      release: () => {
        if (released) return;
        released = true;
        slot[role === 'viewer' ? 'viewers' : 'senders'] -= 1;
      },
    };
  }

  seatShare(): number {
    const viewers = this.slots.reduce((sum, slot) => sum + slot.viewers, 0);
    return viewers / (this.slots.length * this.#capacity);
  }

  load(): WorkerLoad[] {
    return this.slots.map(loadOf);
  }

  stats(): WorkerStats[] {
    return this.slots.map((slot) => ({
      ...loadOf(slot),
      ...slot.usage,
      port: slot.port,
      restarts: slot.restarts,
    }));
  }

  /** Idempotent. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.slots.map((slot) => slot.close()));
  }

  #forViewer(): WorkerSlot {
    const usable = this.slots.filter((slot) => slot.usable);
    const slot = leastLoaded(usable);
    if (!slot) throw new AppError('media_unavailable');
    if (slot.viewers >= this.#capacity) {
      throw new AppError('media_full', { viewers: usable.length * this.#capacity });
    }
    return slot;
  }

  /** What is sent is awaited by everybody: better a busy worker than one that has still to start. */
  #forSender(preferred: WorkerSlot | undefined): WorkerSlot {
    if (preferred?.alive) return preferred;
    const slot =
      leastLoaded(this.slots.filter((each) => each.alive)) ??
      leastLoaded(this.slots.filter((each) => each.usable));
    if (!slot) throw new AppError('media_unavailable');
    return slot;
  }

  #sample(): void {
    for (const slot of this.slots) slot.sample();
  }
}

/** A sender costs little beside a viewer, as hundreds of branch cameras send nothing until somebody watches. */
function leastLoaded(slots: readonly WorkerSlot[]): WorkerSlot | undefined {
  return slots.reduce<WorkerSlot | undefined>((best, slot) => {
    if (!best) return slot;
    const difference = slot.viewers - best.viewers || slot.senders - best.senders;
    return difference < 0 ? slot : best;
  }, undefined);
}

function loadOf(slot: WorkerSlot): WorkerLoad {
  return {
    index: slot.index,
    pid: slot.pid,
    alive: slot.alive,
    transports: slot.viewers + slot.senders,
    consumers: slot.consumers,
  };
}
