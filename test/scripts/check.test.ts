import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

// Formatting, types, who may import whom, and the size of the phone pages hold in every landing. Lint, which takes as long as all
// of these, is a file of its own.
it('npm run check is clean but for lint', { timeout: 600_000 }, () => {
  const run = spawnSync(process.execPath, ['scripts/check.mjs', '--except', 'lint'], { encoding: 'utf8' });
  expect(`${run.stdout}${run.stderr}`).not.toContain('FAIL');
  expect(run.stdout).toContain('pass  format');
  expect(run.status).toBe(0);
});
