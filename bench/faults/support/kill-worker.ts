import { quantile } from '../../report.ts';
import type { FaultContext } from '../fault.ts';
import { workersByPort } from './processes.ts';
import { longestFreezeMs, p95, type Disturbance, type RunningClass } from './running-class.ts';

/** For so long, in milliseconds, is waited for those who lost their worker. */
const WAIT_MS = 20_000;
/** What is promised, in seconds. */
export const WORKER_BACK_S = 5;

/** The port and process of the media worker that the lecturer sends to, or of the other one. */
export async function workerOf(
  all: RunningClass,
  whose: 'viewers' | 'lecturer',
): Promise<{ port: number; pid: number }> {
  const everybody = await all.look();
  const lecturer = everybody.find(({ kind }) => kind === 'lecturer')?.seen.port;
  // A worker has more ports than the one that clients know: the other ends of pipes.
  const workers = workersByPort(all.server.pid);
  const lecturers = workers.get(lecturer ?? 0);
  const isWanted = (pid: number | undefined) => (pid === lecturers) === (whose === 'lecturer');
  const port = everybody.map(({ seen }) => seen.port ?? 0).find((one) => one > 0 && isWanted(workers.get(one)));
  const pid = workers.get(port ?? 0);
  if (port === undefined || pid === undefined) throw new Error(`no media worker for the ${whose}`);
  return { port, pid };
}

/** What those saw who were on another worker than the one that died. */
export function others({ sights }: Disturbance, port: number) {
  return sights.filter(({ kind, before }) => kind === 'room' && before.port !== port);
}

/** kill -9 of one media worker, round after round; who was on it has to be back, over the same socket. */
export async function killWorker(context: FaultContext, whose: 'viewers' | 'lecturer'): Promise<void> {
  const all = await context.runningClass();
  const sums = { back: new Array<number>(), lost: 0, drops: 0, on: 0, elsewhereMs: 0 };
  for (let round = 1; round <= context.sizes.rounds; round++) {
    const { port, pid } = await workerOf(all, whose);
    const seen = await all.disturb(async () => void process.kill(pid, 'SIGKILL'), WAIT_MS);
    const touched = seen.backS.filter((seconds) => seconds > 0);
    sums.back.push(...touched);
    sums.lost += seen.lost;
    sums.drops += seen.sights.reduce((sum, { after }) => sum + after.drops, 0);
    sums.on += seen.sights.filter(({ kind, before }) => kind === 'room' && before.port === port).length;
    sums.elsewhereMs = Math.max(sums.elsewhereMs, longestFreezeMs(others(seen, port)));
    context.progress(
      `${round}: ${touched.length} branches noticed, back after ${quantile(touched, 0.5).toFixed(2)} s (median), ` +
        `${Math.max(...touched).toFixed(2)} s (last), ${seen.lost} are not back`,
    );
  }
  const n = context.sizes.rounds;
  const limit = { atMost: WORKER_BACK_S };
  context.measure({ metric: 'noticed', value: sums.back.length / n, unit: 'branches a kill', n });
  context.measure({
    metric: 'back_p95_s',
    value: p95(sums.back),
    unit: 's',
    n: sums.back.length,
    limit,
  });
  context.measure({ metric: 'back_last_s', value: Math.max(0, ...sums.back), unit: 's', n });
  context.measure({ metric: 'not_back', value: sums.lost, unit: 'members', n, limit: { atMost: 0 } });
  context.measure({ metric: 'sockets_dropped', value: sums.drops, unit: 'sockets', n, limit: { atMost: 0 } });
  if (whose === 'viewers') {
    const metric = 'others_longest_freeze_ms';
    context.measure({ metric, value: sums.elsewhereMs, unit: 'ms', n, limit: { atMost: 1_000 } });
  }
}
