import { setTimeout as sleep } from 'node:timers/promises';
import type { Queries } from '../../store/port.ts';
import { upsertAnswers, type AnswerRow } from './repository.ts';

/** Milliseconds for which answers are gathered: nobody feels it, and a hall that answers at once costs a few statements. */
const gatherMs = 4;
/** Rows of one statement: short enough to be built within a few milliseconds. */
const rowsPerStatement = 200;

interface Waiting {
  row: AnswerRow;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Writes answers that come close together in one statement. Each is told of its own commit, in the order in which they came. */
export class AnswerWriter {
  readonly #db: Queries;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(db: Queries) {
    this.#db = db;
  }

  /** Resolves when it is committed. */
  write(row: AnswerRow): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ row, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is being written any more. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    await sleep(gatherMs);
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, rowsPerStatement);
      try {
        await upsertAnswers(this.#db, newest(batch));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#running = undefined;
  }
}

/** One statement takes each person's answer once: the last. */
function newest(batch: readonly Waiting[]): AnswerRow[] {
  return [...new Map(batch.map(({ row }) => [`${row.pollId} ${row.voter}`, row])).values()];
}
