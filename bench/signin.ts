import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, BenchContext } from './report.ts';
import { quantile, rounded } from './report.ts';
import { scanPage } from './signin-page.ts';
import { BRANCHES, enrol, knownPhones, numberOf } from './support/crowd.ts';
import { CodeScreens } from './support/code-screens.ts';
import type { Phone } from './support/phone.ts';
import { PlenumServer } from './support/plenum-server.ts';
import { killOf, openNow, SIGN_IN_WITHIN_MS, signInStorm } from './support/sign-in-storm.ts';

/** Trainees of the artificial course in its branches; those on ports need no code. */
const IN_BRANCHES = 545;
const LOOP_DELAY = 'nodejs_eventloop_lag_p99_seconds';

interface Sizes {
  /** People of the first wave, and the milliseconds within which they come. */
  first: { people: number; withinMs: number };
  second: { people: number; withinMs: number };
  kills: number;
  /** People who sign in around each kill, at this rate. */
  perKill: number;
}

const FULL: Sizes = {
  first: { people: 557, withinMs: 10_000 },
  second: { people: 5_000, withinMs: 60_000 },
  kills: 20,
  perKill: 250,
};
const QUICK: Sizes = {
  first: { people: 557, withinMs: 10_000 },
  second: { people: 600, withinMs: 7_200 },
  kills: 2,
  perKill: 250,
};

interface Wave {
  /** Milliseconds from the tap to the acknowledgement. */
  acks: number[];
  scans: number[];
  errors: number;
  loopDelayMs: number;
}

/** Everybody of a wave scans and taps, evenly spread over the time. */
async function wave(
  server: PlenumServer,
  screens: CodeScreens,
  phones: readonly Phone[],
  withinMs: number,
): Promise<Wave & { failure: string }> {
  await server.metric(LOOP_DELAY);
  const [acks, scans]: [number[], number[]] = [[], []];
  const attempts = await Promise.allSettled(
    phones.map(async (phone, index) => {
      await sleep((withinMs * index) / phones.length);
      const code = await screens.codeOf(phone.branchId);
      const scanned = performance.now();
      const pass = await phone.scan(code);
      scans.push(performance.now() - scanned);
      const tapped = performance.now();
      await phone.signIn(pass);
      acks.push(performance.now() - tapped);
    }),
  );
  const loopDelayMs = (await server.metric(LOOP_DELAY)) * 1000;
  const failed = attempts.filter((one) => one.status === 'rejected');
  return { acks, scans, errors: failed.length, loopDelayMs, failure: String(failed[0]?.reason ?? '') };
}

function tell(
  context: BenchContext,
  name: string,
  { acks, scans, errors, loopDelayMs, failure }: Wave & { failure: string },
) {
  const of = (list: readonly number[]) =>
    `${quantile(list, 0.5).toFixed(1)} / ${quantile(list, 0.99).toFixed(1)} ms`;
  context.progress(
    `${name}: ${acks.length} in, tap ${of(acks)}, scan ${of(scans)} (p50 / p99), loop delay p99 ` +
      `${loopDelayMs.toFixed(1)} ms${errors > 0 ? `, ${errors} errors, first: ${failure}` : ''}`,
  );
}

async function run(context: BenchContext): Promise<void> {
  const sizes = context.quick ? QUICK : FULL;
  context.progress('starting the server');
  const server = await PlenumServer.start({ workers: 1, personCongestionControl: true });
  const screens = new CodeScreens(server.baseUrl, await server.signIn(await server.tokens('screen')));
  try {
    // The first wave are the course's own people, and as many more as sit on ports there.
    const more =
      sizes.first.people - IN_BRANCHES + Math.max(sizes.second.people, sizes.kills * sizes.perKill);
    await enrol(server, 557, more);
    const lessonId = await openNow(server, 0);
    await screens.open(lessonId);
    const numbers = [
      ...Array.from({ length: IN_BRANCHES }, (_, index) => numberOf(index)),
      ...Array.from({ length: more }, (_, index) => numberOf(557 + index)),
    ];
    const phones = await knownPhones(context, server, numbers);
    const firstPhones = phones.slice(0, sizes.first.people);
    const others = phones.slice(sizes.first.people);
    const first = await wave(server, screens, firstPhones, sizes.first.withinMs);
    tell(context, 'first wave', first);
    const second = await wave(server, screens, others.slice(0, sizes.second.people), sizes.second.withinMs);
    tell(context, 'second wave', second);
    const load =
      `${sizes.first.people} people within ${sizes.first.withinMs / 1000} s, then ${sizes.second.people} within ` +
      `${sizes.second.withinMs / 1000} s, each scans and taps, ${BRANCHES} screens, one address`;
    const common = { bench: 'signin', n: first.acks.length + second.acks.length, load };
    const worst = (of: (one: Wave) => number) => Math.max(of(first), of(second));
    const p99 = worst(({ acks }) => quantile(acks, 0.99));
    context.report({ ...common, metric: 'ack_p99_ms', value: rounded(p99), unit: 'ms' });
    context.report({ ...common, metric: 'errors', value: first.errors + second.errors, unit: 'people' });
    const loopDelay = worst(({ loopDelayMs }) => loopDelayMs);
    context.report({ ...common, metric: 'loop_delay_p99_ms', value: rounded(loopDelay), unit: 'ms' });
    await kills(context, { server, screens, phones: others, sizes });
  } finally {
    screens.close();
    await server.close();
  }
}

async function kills(
  context: BenchContext,
  of: { server: PlenumServer; screens: CodeScreens; phones: readonly Phone[]; sizes: Sizes },
): Promise<void> {
  const { server, screens, phones, sizes } = of;
  const lessonId = await openNow(server, 1);
  const sums = { acknowledged: 0, lost: 0, double: 0 };
  for (let round = 0; round < sizes.kills; round++) {
    const some = phones.slice(round * sizes.perKill, (round + 1) * sizes.perKill);
    const result = await signInStorm(killOf(server), screens, some, lessonId);
    sums.acknowledged += result.acknowledged;
    sums.lost += result.lost;
    sums.double += result.double;
    context.progress(
      `kill ${round + 1}: ${result.acknowledged} acknowledged before, ${result.lost} lost, ${result.double} double`,
    );
  }
  const load = `kill -9 in the middle of ${sizes.perKill} people within ${SIGN_IN_WITHIN_MS / 1000} s, ${sizes.kills} times; ${sums.acknowledged} were acknowledged before`;
  const common = { bench: 'signin', n: sizes.kills, load };
  context.report({ ...common, metric: 'lost', value: sums.lost, unit: 'sign-ins' });
  context.report({ ...common, metric: 'double', value: sums.double, unit: 'sign-ins' });
}

export const signin: Bench = {
  summary:
    'a whole course signs in by code: how soon the page opens, how long each waits, and what a killed server loses of it',
  run: async (context) => {
    await scanPage(context);
    await run(context);
  },
};
