import { Gathered } from '../../lib/gathered.ts';
import type { Queries } from '../../store/port.ts';
import { upsertAnswers, type AnswerRow } from './repository.ts';

/** Rows of one statement: short enough to be built within a few milliseconds. */
const rowsPerStatement = 200;

/** Writes answers that come close together in one statement. Each is told of its own commit, in the order in which they came. */
export class AnswerWriter {
  readonly #gathered: Gathered<AnswerRow, undefined>;

  constructor(db: Queries) {
    this.#gathered = new Gathered({
      atOnce: rowsPerStatement,
      write: async (batch) => {
        await upsertAnswers(db, newest(batch));
        return batch.map(() => undefined);
      },
    });
  }

  /** Resolves when it is committed. */
  async write(row: AnswerRow): Promise<void> {
    await this.#gathered.add(row);
  }

  /** Resolves when nothing is being written any more. */
  idle(): Promise<void> {
    return this.#gathered.idle();
  }
}

/** One statement takes each person's answer once: the last. */
function newest(batch: readonly AnswerRow[]): AnswerRow[] {
  return [...new Map(batch.map((row) => [`${row.pollId} ${row.voter}`, row])).values()];
}
