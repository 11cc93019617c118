import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, BenchContext } from './report.ts';
import { median, quantile, rounded } from './report.ts';
import { Helper } from './support/child.ts';
import { usageOf } from './support/cpu.ts';
import { publishersApi, viewersApi, type JoinTimes } from './support/load-api.ts';
import { helperPath } from './support/load.ts';
import type { Session } from './support/plenum-client.ts';
import { PlenumServer } from './support/plenum-server.ts';

const SEED = 20_240_557;
/** The server's own clock for delays of its event loop, in seconds; prom-client begins anew at every look. */
const LOOP_DELAY = 'nodejs_eventloop_lag_p99_seconds';
const SOCKETS = 'plenum_sockets';
const GROUP = 'class';

/** How the class arrives: everybody within this time, evenly spread. */
interface Arrival {
  name: string;
  withinMs: number;
}
const spread: Arrival = { name: 'within 10 s', withinMs: 10_000 };
const atOnce: Arrival = { name: 'all at once', withinMs: 0 };

interface Class {
  server: PlenumServer;
  screens: Session[];
  phones: Session[];
  viewersHelper: Helper<typeof viewersApi>;
  phonesHelper: Helper<typeof viewersApi>;
}

interface Round {
  screens: JoinTimes[];
  completed: number;
  loopDelayMs: number;
}

/** Runs `join` for each session at its time; what fails is told and does not count. */
async function arrive<T>(
  context: BenchContext,
  sessions: Session[],
  { withinMs }: Arrival,
  join: (session: Session) => Promise<T>,
): Promise<T[]> {
  const joined = await Promise.allSettled(
    sessions.map(async (session, index) => {
      await sleep((withinMs * index) / sessions.length);
      return join(session);
    }),
  );
  const failures = joined.filter((one) => one.status === 'rejected');
  if (failures.length > 0)
    context.progress(`${failures.length} did not get in: ${String(failures[0]?.reason)}`);
  return joined.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

/** The class comes in, and leaves again when everybody is there. */
async function joinOnce(context: BenchContext, all: Class, arrival: Arrival): Promise<Round> {
  const { server, viewersHelper, phonesHelper } = all;
  const { baseUrl } = server;
  const socketsBefore = await server.metric(SOCKETS);
  await server.metric(LOOP_DELAY);
  const before = [server.pid, viewersHelper.pid, phonesHelper.pid].map(usageOf);
  const [screens, phones] = await Promise.all([
    arrive(context, all.screens, arrival, (session) =>
      viewersHelper.call('joinTimed', { group: GROUP, baseUrl, session }),
    ),
    arrive(context, all.phones, arrival, (session) =>
      phonesHelper.call('joinPhone', { group: GROUP, baseUrl, session }),
    ),
  ]);
  const after = [server.pid, viewersHelper.pid, phonesHelper.pid].map(usageOf);
  const cpu = after.map((usage, i) => (usage.cpuSeconds - (before[i]?.cpuSeconds ?? 0)).toFixed(2));
  const loopDelayMs = (await server.metric(LOOP_DELAY)) * 1000;
  const completed = (screens.length + phones.length) / (all.screens.length + all.phones.length);
  const steps = (['answered', 'connected', 'packet', 'video'] as const).map((step) => {
    const times = screens.map((one) => one[step]);
    return `${step} ${quantile(times, 0.5).toFixed(0)} / ${quantile(times, 0.95).toFixed(0)}`;
  });
  const phonesMs = phones.map(({ ms }) => ms);
  context.progress(
    `${arrival.name}: screens ${steps.join(', ')} ms (p50 / p95), phones ${quantile(phonesMs, 0.95).toFixed(0)} ms ` +
      `(p95), completed ${completed.toFixed(4)}, loop delay p99 ${loopDelayMs.toFixed(1)} ms, ` +
      `CPU of server, screens, phones ${cpu.join(', ')} s`,
  );
  await Promise.all([viewersHelper, phonesHelper].map((helper) => helper.call('close', { group: GROUP })));
  while ((await server.metric(SOCKETS)) > socketsBefore) await sleep(100);
  return { screens, completed, loopDelayMs };
}

function residentKb(pid: number): number {
  const { residentByName } = usageOf(pid);
  const names = [...residentByName].filter(([name]) => !name.startsWith('postgres'));
  return names.reduce((sum, [, bytes]) => sum + bytes, 0) / 1024;
}

/** What a screen costs in memory: Node and media workers before and after 221 have come, the first time ever. */
async function memoryPerViewer(
  context: BenchContext,
  { server, screens, viewersHelper }: Class,
): Promise<void> {
  const before = residentKb(server.pid);
  const { baseUrl } = server;
  await arrive(context, screens, spread, (session) =>
    viewersHelper.call('joinClass', { group: GROUP, baseUrl, session }),
  );
  const value = rounded((residentKb(server.pid) - before) / screens.length);
  const load = `${screens.length} branches`;
  context.report({ bench: 'join', metric: 'rss_per_viewer_kb', value, unit: 'KB', n: 1, load });
  await viewersHelper.call('close', { group: GROUP });
}

function reportRounds(
  context: BenchContext,
  { screens, phones }: Class,
  arrival: Arrival,
  rounds: Round[],
): void {
  const load = `${screens.length} branches and ${phones.length} sockets, ${arrival.name}`;
  const common = { bench: 'join', n: rounds.length, load };
  const p95 = (step: keyof JoinTimes) =>
    rounded(
      median(
        rounds.map((round) =>
          quantile(
            round.screens.map((times) => times[step]),
            0.95,
          ),
        ),
      ),
    );
  const completed = Math.min(...rounds.map((round) => round.completed));
  const loopDelay = median(rounds.map(({ loopDelayMs }) => loopDelayMs));
  context.report({ ...common, metric: 'join_to_first_packet_p95_ms', value: p95('packet'), unit: 'ms' });
  context.report({ ...common, metric: 'join_to_first_video_p95_ms', value: p95('video'), unit: 'ms' });
  context.report({ ...common, metric: 'completed', value: rounded(completed), unit: 'share' });
  context.report({ ...common, metric: 'loop_delay_p99_ms', value: rounded(loopDelay), unit: 'ms' });
}

async function run(context: BenchContext): Promise<void> {
  const publishers = new Helper(publishersApi, helperPath('publishers-main.ts'));
  const viewersHelper = new Helper(viewersApi, helperPath('viewers-main.ts'));
  const phonesHelper = new Helper(viewersApi, helperPath('viewers-main.ts'));
  let server: PlenumServer | undefined;
  try {
    context.progress('starting the server');
    server = await PlenumServer.start({ workers: availableParallelism(), personCongestionControl: true });
    const { baseUrl } = server;
    const [lecturer] = await server.signIn((await server.tokens('lecturer')).slice(0, 1));
    if (lecturer === undefined) throw new Error('the course has no lecturer');
    await publishers.call('lecture', { group: GROUP, seed: SEED, baseUrl, session: lecturer });
    await publishers.call('start', { group: GROUP });
    const screens = await server.signIn(await server.tokens('screen'));
    const phones = await server.signIn([
      ...(await server.tokens('trainee')),
      ...(await server.tokens('port')),
    ]);
    const all = { server, screens, phones, viewersHelper, phonesHelper };
    context.progress(`${screens.length} screens and ${phones.length} phones have their links open`);
    await memoryPerViewer(context, all);
    for (const arrival of [spread, atOnce]) {
      const rounds: Round[] = [];
      for (let i = 0; i < (context.quick ? 1 : 5); i++) rounds.push(await joinOnce(context, all, arrival));
      reportRounds(context, all, arrival, rounds);
    }
  } finally {
    await Promise.allSettled([publishers.close(), viewersHelper.close(), phonesHelper.close()]);
    await server?.close();
  }
}

export const join: Bench = {
  summary:
    'a whole class comes in, 221 branches and 557 phones: how long until the picture, and does the server keep breathing',
  run,
};
