import { open } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { QuestionFileFormat } from '../../contract/bank.ts';
import { quizLimits } from '../../contract/quiz-limits.ts';
import { AppError } from '../../lib/errors.ts';
import type { QuestionFiles } from '../../lib/question-files.ts';
import { isAiken, readAiken } from './aiken-read.ts';
import { columns } from './columns.ts';
import { readGift } from './gift-read.ts';
import type { RawQuestion } from './question-check.ts';
import { QuestionSheet } from './sheet-read.ts';

/** Bytes of a text: the fullest bank has 5,000 questions of a page each at most. */
const mostText = 8 * 1024 * 1024;
/** Milliseconds after which whoever reads a file lets others go first. */
const turnMs = 8;

/** Lets the server see to others whenever a slice of work has taken long enough. */
export class Turns {
  #since = performance.now();

  async pause(): Promise<void> {
    if (performance.now() - this.#since < turnMs) return;
    await nextTurn();
    this.#since = performance.now();
  }
}

/** The questions of a file by what is in it, whatever its name says. Throws `import_refused` and `too_large`. */
export async function readQuestions(
  files: QuestionFiles,
  path: string,
): Promise<{ format: QuestionFileFormat; questions: RawQuestion[] }> {
  const { isZip, isOld, size } = await look(path);
  if (size === 0) throw refused('empty');
  if (isOld) throw refused('old_or_locked');
  const found = isZip ? await readWorkbook(files, path) : await readText(files, path, size);
  if (found.questions.length === 0) throw refused('empty');
  return found;
}

async function readWorkbook(files: QuestionFiles, path: string) {
  const questions: RawQuestion[] = [];
  const sheets: QuestionSheet[] = [];
  await files.sheets(path, () => {
    const sheet = new QuestionSheet((question) => take(questions, question));
    sheets.push(sheet);
    return { add: (row) => sheet.add(row), isWanted: () => sheet.found };
  });
  if (!sheets.some(({ found }) => found)) {
    const needed = columns.filter(({ key }) => key === 'text' || key === 'answer');
    throw refused('no_header', {
      columns: {
        'zh-CN': needed.map(({ title }) => title['zh-CN']),
        en: needed.map(({ title }) => title.en),
      },
    });
  }
  return { format: 'xlsx' as const, questions };
}

async function readText(files: QuestionFiles, path: string, size: number) {
  if (size > mostText) throw new AppError('too_large');
  const text = await files.text(path);
  // Whatever has control characters is no text: a picture, a PDF, a program.
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000e-\u001f]/.test(text)) throw refused('not_a_spreadsheet');
  const format = isAiken(text) ? ('aiken' as const) : ('gift' as const);
  if (format === 'gift' && !text.includes('{')) throw refused('not_a_spreadsheet');
  const questions: RawQuestion[] = [];
  const turns = new Turns();
  for (const question of format === 'aiken' ? readAiken(text) : readGift(text)) {
    take(questions, question);
    await turns.pause();
  }
  return { format, questions };
}

function take(questions: RawQuestion[], question: RawQuestion): void {
  if (questions.length === quizLimits.perBank) throw refused('too_many_rows', { most: quizLimits.perBank });
  questions.push(question);
}

function refused(reason: string, details: Readonly<Record<string, unknown>> = {}): AppError {
  return new AppError('import_refused', { reason, ...details });
}

async function look(path: string): Promise<{ isZip: boolean; isOld: boolean; size: number }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(8), 0, 8, 0);
    const head = buffer.toString('hex');
    return { isZip: head.startsWith('504b0304'), isOld: head.startsWith('d0cf11e0a1b11ae1'), size };
  } finally {
    await file.close();
  }
}
