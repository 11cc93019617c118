import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, BenchContext } from './report.ts';
import { quantile, rounded } from './report.ts';
import { cpuBetween, usageOf } from './support/cpu.ts';
import { enrol, knownPhones, numberOf } from './support/crowd.ts';
import { compare, handInStorm } from './support/hand-in-storm.ts';
import { PlenumServer } from './support/plenum-server.ts';
import { QUESTIONS, QuizDesk } from './support/quiz-desk.ts';
import { Sitter } from './support/sitter.ts';
import { killOf } from './support/sign-in-storm.ts';
import { inParallel } from './support/system.ts';

const LOOP_DELAY = 'nodejs_eventloop_lag_p99_seconds';
/** Trainees of the artificial course; those on ports come by a link of their own, so as many more are enrolled. */
const OWN = 545;
/** People of the course, all of whom begin within five seconds and hand in within the last five. */
const COURSE = 557;
const BEGIN_WITHIN_MS = 5_000;
const ANSWER_WITHIN_MS = 20_000;
const HAND_IN_WITHIN_MS = 5_000;
/** Answers that wait to be handed in with the paper: the rest is saved one by one. */
const LEFT = 1;
const BIG_WITHIN_MS = 10_000;
/** Papers that are begun or read at a time where nothing is measured. */
const LANES = 16;

interface Sizes {
  big: number;
  kills: number;
  perKill: number;
}
const FULL: Sizes = { big: 10_000, kills: 20, perKill: 200 };
const QUICK: Sizes = { big: 2_000, kills: 2, perKill: 200 };

interface Run {
  context: BenchContext;
  server: PlenumServer;
  desk: QuizDesk;
  sitters: readonly Sitter[];
}

/** Does something for each, evenly spread over the time. Resolves to how long each took, and what failed. */
async function spread(
  sitters: readonly Sitter[],
  withinMs: number,
  act: (sitter: Sitter) => Promise<void>,
): Promise<{ ms: number[]; failures: string[] }> {
  const ms: number[] = [];
  const since = performance.now();
  const all = await Promise.allSettled(
    sitters.map(async (sitter, index) => {
      await sleep(Math.max(0, since + (withinMs * index) / sitters.length - performance.now()));
      const from = performance.now();
      await act(sitter);
      ms.push(performance.now() - from);
    }),
  );
  return { ms, failures: all.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : [])) };
}

const shown = (ms: readonly number[]) =>
  `${quantile(ms, 0.5).toFixed(1)} / ${quantile(ms, 0.99).toFixed(1)} ms (p50 / p99)`;

/** A whole course sits a quiz: everybody begins, answers one question after the other, and hands in at the end. */
async function wholeCourse({ context, server, desk, sitters }: Run): Promise<void> {
  const quizId = await desk.open();
  const people = sitters.slice(0, COURSE);
  await server.metric(LOOP_DELAY);
  const before = usageOf(server.pid);
  const begun = await spread(people, BEGIN_WITHIN_MS, (sitter) => sitter.begin(quizId));
  const saves: number[] = [];
  const failures = [...begun.failures];
  for (let question = 0; question < QUESTIONS - LEFT; question++) {
    const saved = await spread(people, ANSWER_WITHIN_MS / (QUESTIONS - LEFT), (sitter) => sitter.save());
    saves.push(...saved.ms);
    failures.push(...saved.failures);
  }
  const done = await spread(people, HAND_IN_WITHIN_MS, (sitter) => sitter.handIn());
  failures.push(...done.failures);
  const loopDelayMs = (await server.metric(LOOP_DELAY)) * 1000;
  const { byName } = cpuBetween(before, usageOf(server.pid));
  context.progress(
    `${people.length} people: begin ${shown(begun.ms)}, save ${shown(saves)}, hand in ${shown(done.ms)}, loop delay p99 ` +
      `${loopDelayMs.toFixed(1)} ms, CPU ${JSON.stringify(byName)}${failures.length > 0 ? `, first failure: ${failures[0]}` : ''}`,
  );
  const seconds = (ms: number) => ms / 1000;
  const load =
    `${people.length} people begin within ${seconds(BEGIN_WITHIN_MS)} s, save ${QUESTIONS - LEFT} answers one by one within ` +
    `${seconds(ANSWER_WITHIN_MS)} s, hand in within ${seconds(HAND_IN_WITHIN_MS)} s`;
  const acks = [...begun.ms, ...saves, ...done.ms];
  const common = { bench: 'quiz', n: acks.length, load };
  context.report({ ...common, metric: 'ack_p99_ms', value: rounded(quantile(acks, 0.99)), unit: 'ms' });
  const score = { ...common, n: done.ms.length, metric: 'score_p99_ms' };
  context.report({ ...score, value: rounded(quantile(done.ms, 0.99)), unit: 'ms' });
  context.report({ ...common, metric: 'errors', value: failures.length, unit: 'requests' });
  context.report({ ...common, metric: 'loop_delay_p99_ms', value: rounded(loopDelayMs), unit: 'ms' });
}

/** Many more than one course hand in at the end of one exam, on one process. */
async function manyAtOnce({ context, server, desk, sitters }: Run, count: number): Promise<void> {
  const quizId = await desk.open();
  const people = sitters.slice(0, count);
  await inParallel(people.length, LANES, async (index) => {
    await people[index]?.begin(quizId);
    await people[index]?.save(QUESTIONS - LEFT);
  });
  context.progress(`${people.length} people have begun`);
  await server.metric(LOOP_DELAY);
  const before = usageOf(server.pid);
  const done = await spread(people, BIG_WITHIN_MS * (count / FULL.big), (sitter) => sitter.handIn());
  const loopDelayMs = (await server.metric(LOOP_DELAY)) * 1000;
  const { cpuSeconds, byName } = cpuBetween(before, usageOf(server.pid));
  const perSubmission = (cpuSeconds * 1e6) / Math.max(1, done.ms.length);
  context.progress(
    `${done.ms.length} of ${people.length} handed in: ${shown(done.ms)}, loop delay p99 ${loopDelayMs.toFixed(1)} ms, CPU ` +
      `${JSON.stringify(byName)}${done.failures.length > 0 ? `, first failure: ${done.failures[0]}` : ''}`,
  );
  const kept = await desk.sittings(quizId);
  const { lost, double, wrong } = compare(people, kept);
  if (double + wrong > 0) throw new Error(`${double} papers are double, ${wrong} scores are wrong`);
  const withinS = (BIG_WITHIN_MS * (count / FULL.big)) / 1000;
  const load = `${count} people hand in within ${withinS} s on one process, ${QUESTIONS} questions each, places shown`;
  const common = { bench: 'quiz', n: done.ms.length, load };
  context.report({
    ...common,
    metric: 'big_ack_p99_ms',
    value: rounded(quantile(done.ms, 0.99)),
    unit: 'ms',
  });
  context.report({
    ...common,
    metric: 'big_cpu_us_per_submission',
    value: rounded(perSubmission),
    unit: 'us',
  });
  context.report({ ...common, metric: 'big_lost', value: lost + done.failures.length, unit: 'submissions' });
}

async function kills(of: Run, sizes: Sizes): Promise<void> {
  const sums = { answers: 0, done: 0, lost: 0, double: 0, wrong: 0 };
  for (let round = 0; round < sizes.kills; round++) {
    const from = (round * sizes.perKill) % (of.sitters.length - sizes.perKill + 1);
    const result = await handInStorm(
      killOf(of.server),
      of.desk,
      of.sitters.slice(from, from + sizes.perKill),
    );
    for (const key of ['answers', 'done', 'lost', 'double', 'wrong'] as const) sums[key] += result[key];
    of.context.progress(
      `kill ${round + 1}: ${result.answers} answers and ${result.done} submissions acknowledged before, ` +
        `${result.lost} lost, ${result.double} double, ${result.wrong} wrong`,
    );
  }
  const load =
    `kill -9 in the middle of ${sizes.perKill} people who answer and hand in, ${sizes.kills} times; ${sums.answers} answers ` +
    `and ${sums.done} submissions were acknowledged before`;
  const common = { bench: 'quiz', n: sizes.kills, load };
  of.context.report({ ...common, metric: 'lost', value: sums.lost, unit: 'acknowledged' });
  of.context.report({ ...common, metric: 'double', value: sums.double, unit: 'papers' });
  of.context.report({ ...common, metric: 'wrong_sums', value: sums.wrong, unit: 'papers' });
}

async function run(context: BenchContext): Promise<void> {
  const sizes = context.quick ? QUICK : FULL;
  context.progress('starting the server');
  const server = await PlenumServer.start({ workers: 1, personCongestionControl: true });
  try {
    await enrol(server, COURSE, sizes.big - OWN);
    const desk = new QuizDesk(server);
    await desk.prepare();
    const numbers = Array.from({ length: sizes.big }, (_, index) =>
      numberOf(index < OWN ? index : index + COURSE - OWN),
    );
    const sitters = (await knownPhones(context, server, numbers)).map((phone) => new Sitter(phone));
    const of = { context, server, desk, sitters };
    await wholeCourse(of);
    await manyAtOnce(of, sizes.big);
    await kills(of, sizes);
  } finally {
    await server.close();
  }
}

export const quiz: Bench = {
  summary:
    'a whole course sits a quiz, ten thousand people hand in at once: how long each waits, and what a killed server loses of it',
  run,
};
