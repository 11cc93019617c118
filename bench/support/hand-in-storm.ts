import { setTimeout as sleep } from 'node:timers/promises';
import { QUESTIONS, type QuizDesk } from './quiz-desk.ts';
import type { Strike } from './sign-in-storm.ts';
import type { Sitter } from './sitter.ts';
import { inParallel } from './system.ts';

/** Milliseconds within which the people of a storm answer and hand in; what strikes it does so in the middle. */
const WITHIN_MS = 2_500;
/** Papers that are begun at a time. */
const LANES = 16;

/** What is on record of people, by what was acknowledged to them: each has one paper, with the score that was due. */
export function compare(
  people: readonly Sitter[],
  kept: ReadonlyMap<string, { state: string; score: number | null }[]>,
) {
  const sums = { lost: 0, double: 0, wrong: 0 };
  for (const sitter of people) {
    const papers = kept.get(sitter.traineeId) ?? [];
    if (papers.length > 1) sums.double += 1;
    const [paper] = papers;
    if (sitter.isDone && paper?.state !== 'handedIn') sums.lost += 1;
    else if (sitter.isDone && paper?.score !== sitter.due) sums.wrong += 1;
  }
  return sums;
}

/** Something strikes while people answer and hand in: what was acknowledged before is on record after, once. */
export async function handInStorm({ strike, mend }: Strike, desk: QuizDesk, people: readonly Sitter[]) {
  const quizId = await desk.open();
  await inParallel(people.length, LANES, async (index) => people[index]?.begin(quizId));
  const sitting = people.map(async (sitter, index) => {
    await sleep((WITHIN_MS * index) / people.length);
    for (let question = 0; question < QUESTIONS - 1; question++) await sitter.saveHoweverLong();
    await sitter.handInHoweverLong();
  });
  // Whoever is refused is heard of below; until then it must not end the process.
  for (const one of sitting) one.catch(() => undefined);
  await sleep(WITHIN_MS / 2);
  await strike();
  const before = people.map((sitter) => ({ sitter, answers: sitter.acknowledged, done: sitter.isDone }));
  await mend();
  const looked = await Promise.all(before.map(({ sitter }) => sitter.onRecord()));
  await Promise.all(sitting);
  const after = await Promise.all(people.map((sitter) => sitter.onRecord()));
  const { lost, double, wrong } = compare(people, await desk.sittings(quizId));
  const sum = (of: (one: { lost: number; double: number }) => number) =>
    [...looked, ...after].reduce((total, one) => total + of(one), 0);
  return {
    answers: before.reduce((total, one) => total + one.answers, 0),
    done: before.filter((one) => one.done).length,
    lost: lost + sum((one) => one.lost),
    double: double + sum((one) => one.double),
    wrong,
  };
}
