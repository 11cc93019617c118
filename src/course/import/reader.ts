import { Worker } from 'node:worker_threads';
import { AppError } from '../../lib/errors.ts';
import { KeyedQueue } from '../../lib/keyed-queue.ts';
import { workerFile } from '../worker-file.ts';
import { Refusal } from './refusal.ts';
import { fromWorker, type ImportSummary, type ToWorker, type WorkerTask } from './worker-api.ts';

/** What one file may cost. */
export interface ReadingLimits {
  /** Milliseconds that reading and checking may take. */
  within: number;
  /** Megabytes of the thread's memory. */
  memory: { maxOldGenerationSizeMb: number; maxYoungGenerationSizeMb: number };
}

/** On a busy machine 60,000 rows take about 5 s; with a course of as many trainees they need about 250 megabytes. */
const usualLimits: ReadingLimits = {
  within: 30_000,
  memory: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 48 },
};
/** Files that may wait for their turn; each is an organiser who looks at a page. */
const mostWaiting = 8;

export interface ReadRequest extends WorkerTask {
  /** What the course has, in pieces. */
  known: AsyncIterable<Extract<ToWorker, { type: 'branches' | 'trainees' }>>;
  /** Takes rows as JSON, in the order of the file; the next come when it has resolved. */
  onRows: (json: string) => Promise<void>;
}

/** Reads roster files in a thread of their own, one at a time: the machine's other cores belong to the class. */
export class RosterReader {
  readonly #queue = new KeyedQueue();
  readonly #limits: ReadingLimits;
  #waiting = 0;
  #closed = false;
  #current: Worker | undefined;

  constructor(limits: ReadingLimits = usualLimits) {
    this.#limits = limits;
  }

  /** Throws Refusal for a file that cannot be imported; `rate_limited` when too many wait. */
  async read(request: ReadRequest): Promise<ImportSummary> {
    if (this.#waiting >= mostWaiting) throw new AppError('rate_limited');
    this.#waiting += 1;
    try {
      return await this.#queue.run('', () => this.#read(request));
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Ends a reading that is under way, and refuses further ones. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#current?.terminate();
    await this.#queue.idle();
  }

  async #read({ known, onRows, kind, path, courseId, sealKey }: ReadRequest): Promise<ImportSummary> {
    if (this.#closed) throw new AppError('shutting_down');
    const workerData: WorkerTask = { kind, path, courseId, sealKey };
    const { within, memory } = this.#limits;
    const worker = new Worker(workerFile('import/worker'), { workerData, resourceLimits: memory });
    this.#current = worker;
    try {
      const result = outcome(worker, { within, onRows, isClosed: () => this.#closed });
      // Awaited below, after what is sent: until then its failure is nobody's.
      result.catch(() => undefined);
      for await (const piece of known) tell(worker, piece);
      tell(worker, { type: 'check' });
      return await result;
    } finally {
      this.#current = undefined;
      await worker.terminate();
    }
  }
}

function tell(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}

function outcome(
  worker: Worker,
  { within, onRows, isClosed }: { within: number; onRows: ReadRequest['onRows']; isClosed: () => boolean },
): Promise<ImportSummary> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Refusal('took_too_long')), within);
    worker.on('message', (raw: unknown) => {
      const message = fromWorker.parse(raw);
      if (message.type === 'refused') {
        clearTimeout(late);
        reject(new Refusal(message.reason, message.details));
      } else if (message.type === 'done') resolve(message.summary);
      else {
        // Read and checked: from here on it is the records that take their time.
        clearTimeout(late);
        onRows(message.json).then(() => tell(worker, { type: 'next' }), reject);
      }
    });
    worker.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(late);
      const full = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      reject(full ? new Refusal('unpacks_too_large', {}, { cause: error }) : error);
    });
    worker.once('exit', () => {
      clearTimeout(late);
      reject(
        isClosed() ? new AppError('shutting_down') : new Error('the reading thread ended without a word'),
      );
    });
  });
}
