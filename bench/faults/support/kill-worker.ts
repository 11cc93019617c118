import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../../report.ts';
import type { FaultContext } from '../fault.ts';
import { workersByPort } from './processes.ts';
import { longestFreezeMs, p95, type Disturbance, type RunningClass } from './running-class.ts';

/** For so long, in milliseconds, is waited for those who lost their worker. */
const WAIT_MS = 20_000;
const LOOK_MS = 500;
/** What is promised, in seconds. */
export const WORKER_BACK_S = 5;

/**
 * A worker that died twice within this time, in milliseconds, is avoided by newcomers (src/media/backoff.ts). Each strike is to
 * be a first one.
 */
export const CALM_MS = 31_000;

/** The port and process of the media worker that the lecturer sends to, or of another that rooms are on. */
export async function workerOf(
  all: RunningClass,
  whose: 'viewers' | 'lecturer',
): Promise<{ port: number; pid: number }> {
  for (;;) {
    const everybody = await all.look();
    const lecturers = everybody.find(({ kind }) => kind === 'lecturer')?.seen.port ?? 0;
    const used = everybody.flatMap(({ kind, seen }) => (kind === 'room' && seen.port ? [seen.port] : []));
    const wanted = whose === 'lecturer' ? [lecturers] : used.filter((port) => port !== lecturers);
    const calm = performance.now() - CALM_MS;
    const port = wanted.find((one) => (all.struck.get(one) ?? 0) <= Math.max(0, calm));
    const pid = workersByPort(all.server.pid).get(port ?? 0);
    if (wanted.length === 0) throw new Error(`no branch is on another media worker than the lecturer's`);
    if (port !== undefined && pid !== undefined) return { port, pid };
    await sleep(LOOK_MS);
  }
}

/** Kills the worker behind a port. */
export function strike(all: RunningClass, { port, pid }: { port: number; pid: number }): void {
  all.struck.set(port, performance.now());
  process.kill(pid, 'SIGKILL');
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
    const worker = await workerOf(all, whose);
    const { port } = worker;
    const seen = await all.disturb(async () => strike(all, worker), WAIT_MS);
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
