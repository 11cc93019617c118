import { classroom } from './classroom.ts';
import { cluster } from './cluster.ts';
import { fanout } from './fanout.ts';
import { flood } from './flood.ts';
import { join } from './join.ts';
import { loop } from './loop.ts';
import { login } from './login.ts';
import { pages } from './pages.ts';
import { patrol } from './patrol.ts';
import { quiz } from './quiz.ts';
import { roster } from './roster.ts';
import { signin } from './signin.ts';
import { describe, type Bench, type Result } from './report.ts';
import { raisePriority } from './support/priority.ts';

/**
 * `npm run bench -- [NAME] [--json] [--quick]`: runs one bench, or all of them. Results go to stdout, one JSON object a
 * line; progress, and without `--json` a table for people, go to stderr.
 */

const benches: Record<string, Bench> = {
  fanout,
  join,
  classroom,
  login,
  roster,
  loop,
  pages,
  patrol,
  signin,
  quiz,
  cluster,
  flood,
};

function usage(problem: string): never {
  const names = Object.entries(benches).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`);
  process.stderr.write(
    `${problem}\nUsage: npm run bench -- [NAME] [--json] [--quick]\n${names.join('\n')}\n`,
  );
  process.exit(2);
}

const options = new Set(process.argv.slice(2).filter((argument) => argument.startsWith('--')));
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
for (const option of options)
  if (option !== '--json' && option !== '--quick') usage(`Unknown option ${option}`);
for (const name of names) if (!Object.hasOwn(benches, name)) usage(`Unknown bench ${name}`);

const results: Result[] = [];
const startedAt = performance.now();
const progress = (text: string) => {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
  process.stderr.write(`${seconds} s  ${text}\n`);
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
if (!raisePriority())
  progress('no right to raise priorities: other work on this machine will be in the figures');

for (const [name, bench] of Object.entries(benches)) {
  if (names.length > 0 && !names.includes(name)) continue;
  progress(`${name}: ${bench.summary}`);
  await bench.run({
    quick: options.has('--quick'),
    progress: (text) => progress(`${name}: ${text}`),
    report: (result) => {
      results.push(result);
      process.stdout.write(`${JSON.stringify(result)}\n`);
    },
  });
}
if (!options.has('--json')) process.stderr.write(`\n${results.map(describe).join('\n')}\n`);
