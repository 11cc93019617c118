import { readFile } from 'node:fs/promises';
import { AppError } from '../../lib/errors.ts';
import type { QuestionFiles } from '../../lib/question-files.ts';
import { decode } from './read-csv.ts';
import { readSheets } from './read-xlsx.ts';
import { Refusal } from './refusal.ts';

/** Bytes that a workbook of questions may be unpacked: 5,000 of them are about 8 MB. */
const mostUnpacked = 48 * 1024 * 1024;

/** Files of questions with the same care as rosters: what hides in a workbook is refused, and text is read in any usual encoding. */
export const questionFiles: QuestionFiles = {
  sheets: (path, begin) => refused(() => readSheets(path, begin, mostUnpacked)),
  text: (path) => refused(async () => decode(await readFile(path)).text),
};

async function refused<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new AppError('import_refused', { reason: error.reason, ...error.details }, { cause: error });
  }
}
