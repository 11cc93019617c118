import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('lint is clean', { timeout: 600_000 }, () => {
  const run = spawnSync(process.execPath, ['scripts/check.mjs', '--only', 'lint'], { encoding: 'utf8' });
  expect(`${run.stdout}${run.stderr}`).not.toContain('FAIL');
  expect(run.stdout).toContain('pass  lint');
  expect(run.status).toBe(0);
});
