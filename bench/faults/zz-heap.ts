import { execSync } from 'node:child_process';
import { faults } from '/work/wt/faults/bench/faults/suite.ts';
import { SHORT, judge } from '/work/wt/faults/bench/faults/figures.ts';
const [days, snaps] = [Number(process.argv[2]), (process.argv[3] ?? '').split(',').map(Number)];
const env = { NODE_OPTIONS: `--expose-gc --import=/work/wt/faults/bench/faults/support/instrument.mjs --heapsnapshot-signal=SIGUSR2 --diagnostic-dir=/tmp/faults/snap` };
const sizes = { ...SHORT, rooms: 8, phones: 150, days, env };
const progress = (t: string) => {
  console.error(t);
  const day = Number(/^day (\d+)/.exec(t)?.[1]);
  if (snaps.includes(day)) { const pid = execSync(`pgrep -P ${process.pid} -f dist/src/main.j[s]`).toString().trim(); process.kill(Number(pid), 'SIGUSR2'); }
};
await faults['whole-day']!.run({ sizes, progress, measure: (m) => console.log(JSON.stringify(judge('w', 'x', m))), runningClass: async () => { throw new Error(); } } as never);
