import type { FileLanguage } from '../contract/records.ts';
import { components, type ScoreSummary } from '../contract/score.ts';
import { slices } from '../lib/slices.ts';
import type { ReportContent, ReportTable } from './pdf/content.ts';
import type { Standing } from './standings.ts';
import { summaryOf } from './summary.ts';
import { scoreWords } from './words.ts';

/** The class report: how the course stands, then everybody. */
export async function reportOf(
  standing: Standing,
  courseName: string,
  language: FileLanguage,
): Promise<ReportContent> {
  const words = scoreWords[language];
  const summary = await summaryOf(standing);
  const { policy, frozen } = standing;
  const shown = (value: number | null) => (value === null ? '–' : (value / 100).toFixed(policy.decimals));
  const group = (title: string, rows: ScoreSummary['byUnit']): ReportTable => ({
    title,
    columns: words.group.map((name, index) => ({
      title: name,
      share: index === 0 ? 5 : 1,
      figure: index > 0,
    })),
    rows: rows.map(({ name, trainees, mean, passed }) => [name, `${trainees}`, shown(mean), `${passed}`]),
  });
  const { figures } = words;
  const date = frozen && new Date(frozen.at).toISOString().slice(0, 10);
  const weights = components.map((component) => policy.weights[component]).join(' : ');
  return {
    kind: 'report',
    title: `${courseName} ${words.report}`,
    notes: [
      frozen && date !== null ? words.final(date, frozen.by) : words.open,
      words.rule(weights, policy.decimals, shown(policy.passMark)),
    ],
    figures: [
      [figures.trainees, `${summary.trainees}`],
      [figures.scored, `${summary.scored}`],
      [figures.passed, `${summary.passed}`],
      [figures.mean, shown(summary.mean)],
      [figures.median, shown(summary.median)],
    ],
    tables: [
      distributionTable(summary, words),
      group(words.byPart, summary.byPart),
      ...(summary.byUnit.length > 0 ? [group(words.byUnit, summary.byUnit)] : []),
      ...(summary.byBranch.length > 0 ? [group(words.byBranch, summary.byBranch)] : []),
      await peopleTable(standing, words, shown),
    ],
  };
}

type Words = (typeof scoreWords)[FileLanguage];

function distributionTable({ distribution }: Pick<ScoreSummary, 'distribution'>, words: Words): ReportTable {
  return {
    title: words.distribution,
    columns: [
      { title: words.range, share: 5, figure: false },
      { title: words.people, share: 1, figure: true },
    ],
    rows: distribution.map((people, index) => [
      index === 9 ? '90–100' : `${index * 10}–${index * 10 + 9}`,
      `${people}`,
    ]),
  };
}

async function peopleTable(
  { trainees, branches }: Standing,
  words: Words,
  shown: (value: number | null) => string,
): Promise<ReportTable> {
  const names = new Map(branches.map(({ id, name }) => [id, name]));
  const shares = [1.4, 1.8, 2.2, 2.2, 1.5, 1.6, 1, 1.6, 1.3, 1.1];
  const pause = slices();
  const rows: string[][] = [];
  for (const { score } of trainees) {
    rows.push([
      ...[score.number, score.name, score.unit, names.get(score.branchId ?? '') ?? ''],
      ...[score.attendance, score.quizzes, score.exam, score.bonus, score.total].map(shown),
      score.passed === null ? '–' : score.passed ? words.yes : words.no,
    ]);
    await pause();
  }
  return {
    title: words.everybody,
    columns: words.totals.map((title, index) => ({
      ...{ title, share: shares[index] ?? 1 },
      figure: index >= 4,
    })),
    rows,
  };
}
