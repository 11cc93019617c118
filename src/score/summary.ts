import type { ScoreSummary, TraineeScore } from '../contract/score.ts';
import { fraction, over, rounded } from './fraction.ts';
import { slices } from '../lib/slices.ts';
import type { Standing } from './standings.ts';

type Group = ScoreSummary['byUnit'][number];

/** Trainees at risk that are named. */
const namedAtRisk = 100;

/** Distribution, groups and who needs help, from totals as they are shown. */
export async function summaryOf({
  policy,
  parts,
  trainees,
  branches,
}: Standing): Promise<Omit<ScoreSummary, 'pending'>> {
  const pause = slices();
  const scores = trainees.map(({ score }) => score);
  const totals = scores.flatMap(({ total }) => (total === null ? [] : [total])).sort((a, b) => a - b);
  const distribution = Array.from({ length: 10 }, () => 0);
  for (const total of totals) {
    const step = Math.min(9, Math.floor(total / 1_000));
    distribution[step] = (distribution[step] ?? 0) + 1;
  }
  await pause();
  const byUnit = grouped(scores, ({ unit }) => unit);
  const byBranch = grouped(scores, ({ branchId }) => branchId);
  const earned = await earnedBy(trainees, parts);
  await pause();
  const unit = 10 ** (2 - policy.decimals);
  const group = (key: string, name: string, parentKey: string | null, of: TraineeScore[]): Group => ({
    ...{
      key,
      name,
      parentKey,
      trainees: of.length,
      mean: meanOf(
        of.map(({ total }) => total),
        unit,
      ),
    },
    passed: of.filter(({ passed }) => passed === true).length,
  });
  return {
    trainees: scores.length,
    scored: totals.length,
    passed: scores.filter(({ passed }) => passed === true).length,
    mean: meanOf(totals, unit),
    median: medianOf(totals, unit),
    distribution,
    byUnit: [...byUnit].flatMap(([name, own]) => (name === '' ? [] : [group(name, name, null, own)])),
    // A branch's figures hold those of the branches below it.
    byBranch: branches.map(({ id, name, parentId }) => {
      const inside = [id, ...branches.filter((one) => one.parentId === id).map((one) => one.id)];
      return group(
        id,
        name,
        parentId,
        inside.flatMap((branchId) => byBranch.get(branchId) ?? []),
      );
    }),
    byPart: parts.map(({ component, sourceId, title }, index) => {
      const values = earned[index] ?? [];
      const passed = values.filter((value) => value !== null && value >= policy.passMark).length;
      const counting = values.filter((value) => value !== null).length;
      const mean = meanOf(values, unit);
      return { component, key: sourceId, name: title, parentKey: null, trainees: counting, mean, passed };
    }),
    atRisk: scores
      .filter(({ passed }) => passed === false)
      .sort((a, b) => (a.total ?? 0) - (b.total ?? 0))
      .slice(0, namedAtRisk),
  };
}

/** What each part brought, by its place: null where nothing is due yet; whoever is excused is left out. */
async function earnedBy(
  trainees: Standing['trainees'],
  parts: Standing['parts'],
): Promise<readonly (readonly (number | null)[])[]> {
  const pause = slices();
  const values = parts.map(({ due }) => ({ whenNone: due ? 0 : null, earned: new Array<number | null>() }));
  // Thousands of people have a dozen parts each: an array for each of them would take longer than all the rest.
  for (const { parts: own } of trainees) {
    own.forEach(({ value, excused }, index) => {
      const of = values[index];
      if (of && !excused) of.earned.push(value ?? of.whenNone);
    });
    await pause();
  }
  return values.map(({ earned }) => earned);
}

/** Each key with those that have it, in the order in which it came first. */
function grouped<Key>(
  scores: readonly TraineeScore[],
  keyOf: (score: TraineeScore) => Key,
): Map<Key, TraineeScore[]> {
  const groups = new Map<Key, TraineeScore[]>();
  for (const score of scores) {
    const own = groups.get(keyOf(score));
    if (own) own.push(score);
    else groups.set(keyOf(score), [score]);
  }
  return groups;
}

/** The mean of those that are there, halves up; null when there are none. */
function meanOf(values: readonly (number | null)[], unit: number): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const sum = known.reduce((total, value) => total + value, 0);
  return rounded(over(fraction(sum), known.length), unit);
}

/** @param sorted the lowest first */
function medianOf(sorted: readonly number[], unit: number): number | null {
  if (sorted.length === 0) return null;
  const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1);
  return meanOf(middle, unit);
}
