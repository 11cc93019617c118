import './support/node-version.mjs';
import { build } from './build.mjs';
import { setUp } from './setup.mjs';
import { runAttached } from './support/command.mjs';
import { ROOT, runMain } from './support/project.mjs';

await runMain(async () => {
  const { env } = await setUp();
  await build();
  const args = ['--import', 'tsx', 'bench/faults/run.ts', ...process.argv.slice(2)];
  return runAttached(process.execPath, args, { cwd: ROOT, env });
});
