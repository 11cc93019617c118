import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { KeyedQueue } from '../../lib/keyed-queue.ts';
import type { PdfContent } from './content.ts';
import type { Drawn, ToDraw } from './worker.ts';

/** Milliseconds without work after which the thread, with its font, is let go. */
const keptFor = 60_000;
/** Megabytes of the thread: a report of a thousand people takes a tenth of them. */
const memory = { maxOldGenerationSizeMb: 512 };

/** Node cannot run TypeScript in a worker: from sources, as tests run, it is the program that was built. */
const program = import.meta.url.endsWith('.ts')
  ? new URL('../../../dist/src/score/pdf/worker.js', import.meta.url)
  : new URL('./worker.js', import.meta.url);

/** Makes PDFs in a thread of its own, one after the other. */
export class PdfWriter {
  readonly #queue = new KeyedQueue();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;

  /** Rejects when it cannot be drawn; the next one begins with a new thread then. */
  write(content: PdfContent): Promise<Uint8Array> {
    return this.#queue.run('pdf', () => this.#write(content));
  }

  /** Waits for what is being drawn. */
  async close(): Promise<void> {
    await this.#queue.idle();
    await this.#letGo();
  }

  async #write(content: PdfContent): Promise<Uint8Array> {
    clearTimeout(this.#idle);
    const worker = (this.#worker ??= new Worker(program, { resourceLimits: memory }));
    const ended = new AbortController();
    try {
      // A thread that ends by itself answers nothing any more; an error of it rejects by itself.
      const gone = once(worker, 'exit', { signal: ended.signal }).then(() => {
        throw new Error('the thread that draws PDFs ended');
      });
      const answer = once(worker, 'message', { signal: ended.signal }) as Promise<[Drawn]>;
      worker.postMessage({ content } satisfies ToDraw);
      const [drawn] = await Promise.race([answer, gone]);
      if ('failed' in drawn) throw new Error(`a PDF could not be drawn: ${drawn.failed}`);
      return drawn.pdf;
    } catch (error) {
      await this.#letGo();
      throw error;
    } finally {
      ended.abort();
      this.#idle = setTimeout(() => void this.#letGo(), keptFor).unref();
    }
  }

  async #letGo(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}
