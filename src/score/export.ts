import type { FileAnswer } from '../contract/command.ts';
import type { FileLanguage } from '../contract/records.ts';
import { components, type ScorePart } from '../contract/score.ts';
import type { Sheet, Value, WriteSpreadsheet } from '../lib/spreadsheet.ts';
import { ledgerOf } from './computed.ts';
import type { ScoredTrainee, Standing } from './summary.ts';
import { scoreWords } from './words.ts';

/** Trainees of whom rows are made at a time: those of a hundred have a few thousand lines. */
const atOnce = 100;

/** Totals, what they are made of, and every line that they came from. */
export function exportScores(
  write: WriteSpreadsheet,
  standing: Standing,
  { courseName, format, language }: { courseName: string; format: 'xlsx' | 'csv'; language: FileLanguage },
): FileAnswer {
  const words = scoreWords[language];
  const sheet = (key: keyof typeof words.sheets, rowsOf: (trainee: ScoredTrainee) => Value[][]): Sheet => ({
    name: words.sheets[key],
    columns: words[key].map((title) => ({ title, width: 18 })),
    rows: pieces(standing.trainees, rowsOf),
  });
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
    sheet('ledger', ({ score, entries }) =>
      ledgerOf(entries, standing.notCounting).map((line) => [
        ...[score.number, score.name, words.component[line.component]],
        line.kind === 'bonus' ? words.reflection : line.title,
        ...[words.kind[line.kind], points(line.points), new Date(line.at).toISOString()],
        ...[line.by ?? '', line.reason, words.state[line.state], line.eventId, line.id],
      ]),
    ),
  ]);
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
  for (let start = 0; start < trainees.length; start += atOnce) {
    yield trainees.slice(start, start + atOnce).flatMap(rowsOf);
  }
}
