import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig, type TestUserConfig } from 'vitest/config';

/** Run one after the other: they open browsers, which use all cores, or say how long something may take. */
const alone = [
  'test/e2e/**/*.test.ts',
  'test/wire/{backup,cluster-*,demo,following,import,media-*,polls,process,revocation,stage}.test.ts',
  'test/suites/**/*.test.ts',
  'test/unit/http/health.test.ts',
  'test/unit/course/import/reading-limits.test.ts',
];

/** What takes longest of all that runs side by side. */
const longest = ['test/scripts/lint.test.ts', 'test/scripts/check.test.ts'];

const limits = { testTimeout: 60_000, hookTimeout: 120_000 };

const sideBySide: TestUserConfig = {
  ...limits,
  pool: 'forks',
  // vitest leaves one core for itself, which on two is half of the machine.
  maxWorkers: availableParallelism(),
  sequence: { groupOrder: 0 },
};

export default defineConfig({
  test: {
    globalSetup: ['test/support/database-setup.ts'],
    projects: [
      // Of projects that run at the same time, the first by name begins: left to the end, the other core would wait for it.
      { test: { ...sideBySide, name: 'checks', include: longest } },
      {
        test: {
          ...sideBySide,
          name: 'side-by-side',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...alone, ...longest],
        },
      },
      {
        test: {
          ...limits,
          name: 'alone',
          include: alone,
          pool: 'forks',
          maxWorkers: 1,
          // Where tests of a file run side by side, which is where each waits for a browser's page.
          maxConcurrency: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
