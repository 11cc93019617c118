import './support/node-version.mjs';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { checkClientSizes } from './support/client-size.mjs';
import { runAttached } from './support/command.mjs';
import { log, ROOT, runMain } from './support/project.mjs';

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {string} config without this file, relative to the root, the check does not apply
 * @property {() => Promise<boolean>} passes prints what is wrong
 */

/** @type {Check[]} */
const CHECKS = [
  tool('format', '.prettierrc.json', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
  // It reports what the compiler finds, too, in everything that is TypeScript.
  tool('lint and types', '.oxlintrc.json', 'oxlint/bin/oxlint', ['--deny-warnings']),
  tool('types of scripts', 'scripts/tsconfig.json', 'typescript/bin/tsc', [
    ...['--noEmit', '-p', 'scripts/tsconfig.json'],
  ]),
  tool('imports', '.dependency-cruiser.cjs', 'dependency-cruiser/bin/dependency-cruise.mjs', [
    ...['--config', '.dependency-cruiser.cjs'],
    ...['src', 'client', 'bench', 'test'].filter((folder) => existsSync(join(ROOT, folder))),
  ]),
  { name: 'client size', config: 'client/size-limits.json', passes: clientSizes },
];

await runMain(async () => {
  /** @type {string[]} */
  const failed = [];
  for (const { name, config, passes } of CHECKS) {
    if (!existsSync(join(ROOT, config))) continue;
    const passed = await passes().catch((/** @type {Error} */ error) => {
      log(error.message);
      return false;
    });
    process.stdout.write(`${passed ? 'pass' : 'FAIL'}  ${name}\n`);
    if (!passed) failed.push(name);
  }
  if (failed.length > 0) process.stdout.write(`Failed: ${failed.join(', ')}\n`);
  return failed.length > 0 ? 1 : 0;
});

/**
 * @param {string} name
 * @param {string} config
 * @param {string} script below node_modules
 * @param {string[]} args
 * @returns {Check}
 */
function tool(name, config, script, args) {
  const command = [join(ROOT, 'node_modules', script), ...args];
  return {
    name,
    config,
    passes: async () => (await runAttached(process.execPath, command, { cwd: ROOT })) === 0,
  };
}

async function clientSizes() {
  await build();
  const { lines, ok } = checkClientSizes(ROOT);
  for (const line of lines) process.stdout.write(`      ${line}\n`);
  return ok;
}
