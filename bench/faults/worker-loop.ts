import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, FaultContext } from './fault.ts';
import { CALM_MS, others, strike, WORKER_BACK_S, workerOf } from './support/kill-worker.ts';
import { workersByPort } from './support/processes.ts';
import { longestFreezeMs, p95 } from './support/running-class.ts';

const WAIT_MS = 20_000;
/** A worker that keeps dying is tried again after 10 s at the latest (src/media/backoff.ts), in milliseconds. */
const LAST_PAUSE_MS = 10_000;

async function run({ sizes, runningClass, measure, progress }: FaultContext): Promise<void> {
  const all = await runningClass();
  const sums = { back: new Array<number>(), lost: 0, elsewhereMs: 0, up: new Array<number>() };
  for (let round = 1; round <= sizes.rounds; round++) {
    const worker = await workerOf(all, 'viewers');
    const { port } = worker;
    const before = workerCount(all.server.pid);
    all.workers.break();
    try {
      const seen = await all.disturb(async () => strike(all, worker), WAIT_MS);
      sums.back.push(...seen.backS);
      sums.lost += seen.lost;
      sums.elsewhereMs = Math.max(sums.elsewhereMs, longestFreezeMs(others(seen, port)));
      progress(
        `${round}: ${seen.backS.length} noticed, the last is back after ${Math.max(0, ...seen.backS).toFixed(2)} s`,
      );
    } finally {
      all.workers.repair();
    }
    const since = performance.now();
    while (workerCount(all.server.pid) < before && performance.now() - since < 2 * LAST_PAUSE_MS)
      await sleep(50);
    sums.up.push((performance.now() - since) / 1000);
    all.struck.set(port, performance.now());
    // Until newcomers trust it again: else all would soon be on the lecturer's.
    if (round < sizes.rounds) await sleep(CALM_MS);
  }
  const n = sizes.rounds;
  measure({
    metric: 'back_p95_s',
    value: p95(sums.back),
    unit: 's',
    n: sums.back.length,
    limit: { atMost: WORKER_BACK_S },
  });
  measure({ metric: 'not_back', value: sums.lost, unit: 'members', n, limit: { atMost: 0 } });
  const metric = 'others_longest_freeze_ms';
  measure({ metric, value: sums.elsewhereMs, unit: 'ms', n, limit: { atMost: 1_000 } });
  const limit = { atMost: LAST_PAUSE_MS / 1000 + 2 };
  measure({ metric: 'worker_again_s', value: Math.max(...sums.up), unit: 's', n, limit });
}

function workerCount(serverPid: number): number {
  return new Set(workersByPort(serverPid).values()).size;
}

export const workerLoop: Fault = {
  summary:
    'a media worker that ends whenever it is started: its viewers are carried by the others, who notice nothing',
  run,
};
