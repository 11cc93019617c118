import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Fault, FaultContext } from './fault.ts';
import { Untouched } from './support/back.ts';

const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));

async function run(context: FaultContext): Promise<void> {
  const all = await context.runningClass();
  const untouched = new Untouched(context);
  const tookS: number[] = [];
  let wrong = 0;
  for (let round = 0; round < context.sizes.rounds; round++) {
    const seen = await all.disturb(async () => {
      const since = performance.now();
      const second = fork(MAIN, [], {
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        execArgv: [],
        // Without what is loaded into the first one.
        env: { ...process.env, ...all.server.settings, NODE_OPTIONS: '' },
      });
      let output = '';
      second.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      second.stdout?.resume();
      await once(second, 'close');
      tookS.push((performance.now() - since) / 1000);
      if (second.exitCode !== 1 || !output.includes('is using the data directory')) wrong += 1;
    }, 10_000);
    untouched.add(seen);
  }
  const n = context.sizes.rounds;
  context.measure({
    metric: 'refused_after_s',
    value: Math.max(...tookS),
    unit: 's',
    n,
    limit: { atMost: 5 },
  });
  context.measure({ metric: 'not_refused', value: wrong, unit: 'starts', n, limit: { atMost: 0 } });
  untouched.measure();
}

export const secondProcess: Fault = {
  summary:
    'a second server is started on the same data directory: it is refused with a sentence, the class goes on',
  run,
};
