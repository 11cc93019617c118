import { raisePriority } from '../support/priority.ts';
import { SHORT, WHOLE, type Sizes, type Verdict } from './figures.ts';
import { faults, FaultSuite } from './suite.ts';

/**
 * `npm run faults -- [NAME ...] [--short] [--rounds N] [--seconds N] [--json]`: strikes a running class with each fault, or with those that
 * are named. `--seconds` is for how long the line is bad. Figures go to stdout, one JSON object a line; progress, and without `--json` a table for people, go to stderr.
 * Exit codes: 0 when every promise held, 1 when one did not or a fault could not be done, 2 for a wrong call.
 */

function usage(problem: string): never {
  const names = Object.entries(faults).map(([name, { summary }]) => `  ${name.padEnd(16)} ${summary}`);
  process.stderr.write(
    `${problem}\nUsage: npm run faults -- [NAME ...] [--short] [--rounds N] [--seconds N] [--json]\n${names.join('\n')}\n`,
  );
  process.exit(2);
}

function readCall(args: readonly string[]): { names: string[]; sizes: Sizes; json: boolean } {
  const names: string[] = [];
  let [sizes, json]: [Sizes, boolean] = [args.includes('--short') ? SHORT : WHOLE, false];
  const rest = args.filter((one) => one !== '--short');
  const number = (option: string): number => {
    const value = Number(rest.shift());
    if (!Number.isInteger(value) || value < 1) usage(`${option} wants a number of 1 or more`);
    return value;
  };
  for (let one = rest.shift(); one !== undefined; one = rest.shift()) {
    if (one === '--json') json = true;
    else if (one === '--seconds') sizes = { ...sizes, badLineS: number(one) };
    else if (one === '--rounds') {
      const rounds = number(one);
      sizes = { ...sizes, rounds, days: rounds };
    } else if (Object.hasOwn(faults, one)) names.push(one);
    else usage(`Unknown fault or option ${one}`);
  }
  return { names, json, sizes };
}

function line({ bench, metric, value, unit, n, limit, verdict }: Verdict): string {
  const promised = limit === undefined ? '' : `(${limit})`;
  return `${(verdict ?? '').padEnd(4)}  ${`${bench.replace('faults/', '')} ${metric}`.padEnd(44)} ${String(value).padStart(9)} ${unit} ${promised} n=${n}`;
}

const { names, sizes, json } = readCall(process.argv.slice(2));
const startedAt = performance.now();
const progress = (text: string): void => {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
  process.stderr.write(`${seconds} s  ${text}\n`);
};
if (!raisePriority())
  progress('no right to raise priorities: other work on this machine will be in the figures');
const suite = new FaultSuite(sizes, progress);
const verdicts: Verdict[] = [];
const undone: string[] = [];
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

for (const [name, fault] of Object.entries(faults)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const missing = fault.missing?.();
  if (missing !== undefined) {
    undone.push(`${name}: not done, ${missing}`);
    continue;
  }
  progress(`${name}: ${fault.summary}`);
  const report = (verdict: Verdict): void => {
    verdicts.push(verdict);
    process.stdout.write(`${JSON.stringify(verdict)}\n`);
  };
  await suite.run(name, fault, report).catch((error: unknown) => {
    undone.push(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    progress(undone.at(-1) ?? '');
  });
}
await suite.close();

const missed = verdicts.filter(({ verdict }) => verdict === 'MISS').length;
const passed = verdicts.filter(({ verdict }) => verdict === 'PASS').length;
if (!json) process.stderr.write(`\n${verdicts.map(line).join('\n')}\n`);
for (const one of undone) process.stderr.write(`NOT DONE  ${one}\n`);
process.stderr.write(
  `${missed + undone.length === 0 ? 'PASS' : 'MISS'}: ${passed} held, ${missed} missed, ${undone.length} not done\n`,
);
process.exitCode = missed + undone.length === 0 ? 0 : 1;
