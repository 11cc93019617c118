import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

// Formatting, lint, types, who may import whom, and the size of the phone pages hold in every landing.
it('npm run check is clean', { timeout: 600_000 }, () => {
  const run = spawnSync(process.execPath, ['scripts/check.mjs'], { encoding: 'utf8' });
  expect(`${run.stdout}${run.stderr}`).not.toContain('FAIL');
  expect(run.stdout).toContain('pass  lint and types');
  expect(run.status).toBe(0);
});
