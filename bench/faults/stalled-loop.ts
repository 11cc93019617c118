import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, FaultContext } from './fault.ts';
import { Untouched } from './support/back.ts';

const STALL_MS = 2_000;
/** How often a supervisor looks, and how long it waits for an answer, in milliseconds. */
const LOOK_MS = 250;
const PATIENCE_MS = 3_000;
/** Health has to be green again by then: the delay is remembered for 10 s (src/http/health.ts), in milliseconds. */
const GREEN_MS = 15_000;
const WAIT_MS = 10_000;

/** Seconds until health says so; Infinity when it does not. Looks overlap, as each waits for its answer. */
async function healthIs(baseUrl: string, wanted: 'red' | 'green', withinMs: number): Promise<number> {
  const since = performance.now();
  let found = Number.POSITIVE_INFINITY;
  const look = async (): Promise<void> => {
    const answer = await fetch(`${baseUrl}/healthz`, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
      () => undefined,
    );
    const is = answer?.ok === true ? 'green' : 'red';
    if (is === wanted) found = Math.min(found, (performance.now() - since) / 1000);
  };
  while (found === Number.POSITIVE_INFINITY && performance.now() - since < withinMs) {
    void look();
    await sleep(LOOK_MS);
  }
  return found;
}

async function run(context: FaultContext): Promise<void> {
  const all = await context.runningClass();
  const untouched = new Untouched(context);
  const [reds, greens]: [number[], number[]] = [[], []];
  for (let round = 1; round <= context.sizes.rounds; round++) {
    await healthIs(all.server.baseUrl, 'green', GREEN_MS);
    const seen = await all.disturb(async () => {
      const stalled = all.server.ask({ fault: 'stall', ms: STALL_MS });
      reds.push(await healthIs(all.server.baseUrl, 'red', GREEN_MS));
      await stalled;
    }, WAIT_MS);
    untouched.add(seen);
    // It takes ten seconds; one round is for those who cannot wait.
    if (context.sizes.rounds > 1) greens.push(await healthIs(all.server.baseUrl, 'green', GREEN_MS));
    context.progress(
      `${round}: red after ${reds.at(-1)?.toFixed(1)} s, green ${greens.at(-1)?.toFixed(1)} s later`,
    );
  }
  const n = reds.length;
  context.measure({ metric: 'red_after_s', value: Math.max(...reds), unit: 's', n, limit: { atMost: 3 } });
  if (greens.length > 0)
    context.measure({
      metric: 'green_again_s',
      value: Math.max(...greens),
      unit: 's',
      n,
      limit: { atMost: 15 },
    });
  untouched.measure();
}

export const stalledLoop: Fault = {
  summary: 'the event loop stands still for 2 s: health is red within 3 s, pictures go on, nobody drops',
  run,
};
