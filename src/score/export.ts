import type { FileAnswer } from '../contract/command.ts';
import type { FileLanguage } from '../contract/records.ts';
import { components, type ScorePart } from '../contract/score.ts';
import type { Sheet, Value, WriteSpreadsheet } from '../lib/spreadsheet.ts';
import { ledgerOf } from './computed.ts';
import type { EntryRow } from './repository.ts';
import { slices } from '../lib/slices.ts';
import type { ScoredTrainee, Standing } from './standings.ts';
import { scoreWords } from './words.ts';

/** Trainees of whom rows are made at a time: they have a thousand parts. */
const atOnce = 25;

/** The lines of trainees, some at a time. */
type Ledgers = (traineeIds: readonly string[]) => AsyncIterable<[traineeId: string, lines: EntryRow[]]>;

/** Totals, what they are made of, and every line that they came from. */
export function exportScores(
  write: WriteSpreadsheet,
  { standing, ledgers }: { standing: Standing; ledgers: Ledgers },
  { courseName, format, language }: { courseName: string; format: 'xlsx' | 'csv'; language: FileLanguage },
): FileAnswer {
  const words = scoreWords[language];
  const sheetOf = (key: keyof typeof words.sheets, rows: AsyncIterable<Value[][]>): Sheet => ({
    name: words.sheets[key],
    columns: words[key].map((title) => ({ title, width: 18 })),
    rows,
  });
  const sheet = (key: keyof typeof words.sheets, rowsOf: (trainee: ScoredTrainee) => Value[][]): Sheet =>
    sheetOf(key, pieces(standing.trainees, rowsOf));
  const branches = new Map(standing.branches.map(({ id, name }) => [id, name]));
  return write(`${courseName} ${words.export}`, format, [
    sheet('totals', ({ score }) => [
      [
        ...[score.number, score.name, score.unit],
        score.branchId === null ? '' : (branches.get(score.branchId) ?? ''),
        ...[score.attendance, score.quizzes, score.exam, score.bonus, score.total].map(points),
        score.passed === null ? '' : score.passed ? words.yes : words.no,
      ],
    ]),
    sheet('components', ({ score, parts }) =>
      components.map((component) => {
        const counting = parts.filter((part) => part.component === component && counts(part));
        const sum = counting.reduce((all, { value }) => all + (value ?? 0), 0);
        const weight = standing.policy.weights[component];
        const name = words.component[component];
        return [score.number, score.name, name, weight, counting.length, sum / 100, points(score[component])];
      }),
    ),
    sheet('parts', ({ score, parts }) =>
      parts.map((part) => [
        ...[score.number, score.name, words.component[part.component], part.title],
        points(counts(part) ? (part.value ?? 0) : part.value),
        counts(part) ? words.yes : words.no,
        part.excused ? words.yes : words.no,
      ]),
    ),
    sheetOf('ledger', ledgerRows(standing, ledgers, words)),
  ]);
}

async function* ledgerRows(
  { trainees, notCounting }: Standing,
  ledgers: Ledgers,
  words: (typeof scoreWords)[FileLanguage],
): AsyncIterable<Value[][]> {
  const scores = new Map(trainees.map(({ score }) => [score.traineeId, score]));
  const pause = slices();
  for await (const [traineeId, lines] of ledgers([...scores.keys()])) {
    const { number = '', name = '' } = scores.get(traineeId) ?? {};
    yield ledgerOf(lines, notCounting).map((line) => [
      ...[number, name, words.component[line.component]],
      line.kind === 'bonus' ? words.reflection : line.title,
      ...[words.kind[line.kind], points(line.points), new Date(line.at).toISOString()],
      ...[line.by ?? '', line.reason, words.state[line.state], line.eventId, line.id],
    ]);
    await pause();
  }
}

/** It is in the mean of its component. */
function counts({ value, due, excused }: ScorePart): boolean {
  return !excused && (value !== null || due);
}

function points(hundredths: number | null): Value {
  return hundredths === null ? '' : hundredths / 100;
}

async function* pieces(
  trainees: readonly ScoredTrainee[],
  rowsOf: (trainee: ScoredTrainee) => Value[][],
): AsyncIterable<Value[][]> {
  const pause = slices();
  for (let start = 0; start < trainees.length; start += atOnce) {
    await pause();
    yield trainees.slice(start, start + atOnce).flatMap(rowsOf);
  }
}
