import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

/** Run one after the other: they open browsers, which use all cores, or say how long something may take. */
const alone = [
  'test/e2e/**/*.test.ts',
  'test/wire/{backup,demo,following,import,media-*,polls,process,revocation,stage}.test.ts',
  'test/suites/**/*.test.ts',
  'test/unit/http/health.test.ts',
  'test/unit/course/import/reading-limits.test.ts',
];

const limits = { testTimeout: 60_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    globalSetup: ['test/support/database-setup.ts'],
    projects: [
      {
        test: {
          ...limits,
          name: 'side-by-side',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...alone],
          pool: 'forks',
          // vitest leaves one core for itself, which on two is half of the machine.
          maxWorkers: availableParallelism(),
          sequence: { groupOrder: 0 },
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
