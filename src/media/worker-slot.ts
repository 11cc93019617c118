import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { Backoff, STABLE_MS } from './backoff.ts';
import type { MediaSettings } from './settings.ts';
import { kill, startWorker, stopWorker, type WorkerProcess } from './worker-process.ts';

/** How long somebody who wants to join waits for a worker that is being started again. */
const START_WAIT_MS = 3_000;
/** Deaths in a row after which nobody waits for a worker any more. */
const HOPELESS_FAILURES = 3;
/** A worker that ended by itself was told to by a signal, most often to the whole group: the end of this process. */
const STOPPED_DELAY_MS = 1_000;
/** Samples in a row that a worker may leave unanswered before it counts as hung. */
const MISSED_SAMPLES = 3;

/** Figures of one worker process since it started. */
export interface WorkerUsage {
  userMs: number;
  systemMs: number;
  maxResidentBytes: number;
}

interface Waiter {
  resolve: (process: WorkerProcess) => void;
  reject: (error: AppError) => void;
}

/** One place for a worker: a port that it keeps, and one process after the other that listens there. */
export class WorkerSlot {
  readonly index: number;
  /** Receiving and sending transports that are open or being opened. Kept by whoever reserves. */
  viewers = 0;
  senders = 0;
  consumers = 0;
  #settings: MediaSettings;
  #log: Logger;
  #port: number | undefined;
  #process: WorkerProcess | undefined;
  #usage: WorkerUsage = { userMs: 0, systemMs: 0, maxResidentBytes: 0 };
  #missed = 0;
  #restarts = 0;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;
  #starting: Promise<void> | undefined;
  readonly #backoff = new Backoff();
  readonly #waiters = new Set<Waiter>();

  constructor(index: number, settings: MediaSettings, log: Logger) {
    this.index = index;
    this.#settings = settings;
    this.#log = log.child({ worker: index });
    this.#port = settings.basePort === 0 ? undefined : settings.basePort + index;
  }

  get pid(): number {
    return this.#process?.worker.pid ?? 0;
  }

  get port(): number {
    return this.#port ?? 0;
  }

  /** Times that a process was started after the first. */
  get restarts(): number {
    return this.#restarts;
  }

  get usage(): WorkerUsage {
    return this.#usage;
  }

  /** True while a process listens. It is asked, and not remembered: mediasoup tells of a death when all else is closed. */
  get alive(): boolean {
    return this.#process?.worker.closed === false;
  }

  /** True if it is worth waiting for. */
  get usable(): boolean {
    return this.alive || (!this.#closed && this.#backoff.failures <= HOPELESS_FAILURES);
  }

  /** False once it has died, or did not start, more than once in a row, until it has run well for a while again. */
  get sound(): boolean {
    const runsWell = this.alive && performance.now() - (this.#process?.startedAt ?? 0) >= STABLE_MS;
    return runsWell || this.#backoff.failures <= 1;
  }

  /** The first start: rejects with what is wrong, so that the server refuses to start. */
  async start(): Promise<void> {
    this.#adopt(await startWorker(this.#settings, this.#port));
  }

  /** The running process; waits up to 3 s for one that is being started. Rejects with `media_unavailable`. */
  up(): Promise<WorkerProcess> {
    if (this.#process?.worker.closed === false) return Promise.resolve(this.#process);
    if (this.#closed) return Promise.reject(new AppError('media_unavailable'));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => waiter.reject(new AppError('media_unavailable')), START_WAIT_MS);
      const waiter: Waiter = {
        resolve: (process) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          resolve(process);
        },
        reject: (error) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          reject(error);
        },
      };
      this.#waiters.add(waiter);
    });
  }

  /** Asks for the process's figures; one that keeps silent is hung, and is killed so that another takes its place. */
  sample(): void {
    const current = this.#process;
    if (!current || current.worker.closed) return;
    if (this.#missed >= MISSED_SAMPLES) {
      this.#log.error({ pid: current.worker.pid }, 'worker does not answer: killing it');
      kill(current.worker.pid);
      return;
    }
    this.#missed += 1;
    current.worker.getResourceUsage().then(
      (usage) => {
        this.#missed = 0;
        this.#usage = {
          userMs: usage.ru_utime,
          systemMs: usage.ru_stime,
          maxResidentBytes: usage.ru_maxrss * 1024,
        };
      },
      // It died meanwhile, of which its own event tells.
      () => undefined,
    );
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#refuseWaiters();
    await this.#starting;
    if (this.#process) await stopWorker(this.#process);
  }

  #adopt(process: WorkerProcess): void {
    this.#process = process;
    this.#port = process.port;
    this.#missed = 0;
    process.worker.once('died', (error) => this.#died(process, error));
    this.#log.info({ pid: process.worker.pid, port: process.port }, 'worker is up');
    for (const waiter of [...this.#waiters]) waiter.resolve(process);
  }

  #died(process: WorkerProcess, error: Error): void {
    this.#process = undefined;
    if (this.#closed) return;
    this.#log.error({ pid: process.worker.pid, reason: error.message }, 'worker died');
    const delay = this.#backoff.next(performance.now() - process.startedAt);
    this.#restartIn(error.message.includes('code:0') ? Math.max(delay, STOPPED_DELAY_MS) : delay);
  }

  #refuseWaiters(): void {
    for (const waiter of [...this.#waiters]) waiter.reject(new AppError('media_unavailable'));
  }

  #restartIn(delayMs: number): void {
    if (delayMs > 0)
      this.#log.warn({ delayMs, failures: this.#backoff.failures }, 'worker waits to be started');
    this.#timer = setTimeout(() => {
      this.#starting = this.#restart();
    }, delayMs);
  }

  /** Never rejects. */
  async #restart(): Promise<void> {
    try {
      const process = await startWorker(this.#settings, this.#port);
      this.#restarts += 1;
      if (this.#closed) await stopWorker(process);
      else this.#adopt(process);
    } catch (error) {
      if (this.#closed) return;
      this.#log.error({ err: error }, 'worker did not start');
      // Whoever waits is better off elsewhere, and if there is no other they ask again.
      this.#refuseWaiters();
      this.#restartIn(this.#backoff.next(0));
    }
  }
}
