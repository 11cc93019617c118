import './support/node-version.mjs';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { setUp } from './setup.mjs';
import { runAttached } from './support/command.mjs';
import { log, ROOT } from './support/project.mjs';
import { closingLine, countTests } from './support/test-count.mjs';

const { counts, code } = await runTests().catch((error) => {
  log(error instanceof Error ? error.message : String(error));
  return { counts: { passed: 0, failed: 1, skipped: 0 }, code: 1 };
});
// Whoever reads the result by machine takes the last line of stdout.
process.stdout.write(`${closingLine(counts)}\n`);
process.exitCode = code;

/** @returns {Promise<{ counts: import('./support/test-count.mjs').Counts, code: number }>} */
async function runTests() {
  const { env } = await setUp({ tests: true });
  await build();
  const folder = mkdtempSync(join(tmpdir(), 'plenum-test-'));
  try {
    const report = join(folder, 'report.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const args = ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...process.argv.slice(2)];
    const code = await runAttached(process.execPath, args, { cwd: ROOT, env });
    const counts = countTests(readReport(report), code);
    return { counts, code: counts.failed > 0 ? code || 1 : code };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} path
 * @returns {unknown} undefined when vitest ended before it wrote one
 */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
