import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../support/sockets-api.ts';
import type { Fault, FaultContext } from './fault.ts';
import { Untouched } from './support/back.ts';
import { p95, RunningClass } from './support/running-class.ts';

const WAIT_MS = 60_000;
/** A branch has to be back by itself so soon after its line, in seconds: an attempt that hangs, a pause, and the media. */
const BACK_S = 15;

async function run(context: FaultContext): Promise<void> {
  const { sizes } = context;
  // The more branches are cut at once, the fewer others there are to see nothing of it.
  const onLines = Math.min(sizes.rounds * 2, Math.ceil(sizes.rooms / 2));
  const all = await RunningClass.start({ rooms: sizes.rooms - onLines, phones: sizes.phones, onLines });
  try {
    const untouched = new Untouched(context);
    for (const seconds of sizes.cutsS) {
      const seen = await all.disturb(async () => {
        await all.cut();
        await sleep(seconds * 1000);
        await all.mend();
        return monotonicMs();
      }, WAIT_MS);
      const cut = seen.sights.filter(({ kind }) => kind === 'onLine');
      untouched.add({ sights: seen.sights.filter(({ kind }) => kind !== 'onLine') });
      const backS = cut.map((sight) => sight.backS);
      const lost = backS.filter((one) => one === Number.POSITIVE_INFINITY).length;
      const n = cut.length;
      const limit = { atMost: BACK_S };
      context.progress(
        `cut for ${seconds} s: p95 back after ${p95(backS).toFixed(1)} s, ${lost} are not back`,
      );
      context.measure({ metric: `back_after_${seconds}_s_p95_s`, value: p95(backS), unit: 's', n, limit });
      const metric = `not_back_after_${seconds}_s`;
      context.measure({ metric, value: lost, unit: 'branches', n, limit: { atMost: 0 } });
    }
    untouched.measure();
  } finally {
    await all.close();
  }
}

export const cutLine: Fault = {
  summary:
    "branches' lines are cut for 20 s and for 60 s: they come back by themselves, the others notice nothing",
  run,
};
