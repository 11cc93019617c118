import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // One fork per core: tests start servers, browsers and media workers of their own.
    pool: 'forks',
    globalSetup: ['test/support/database-setup.ts'],
    // Where tests of a file run side by side, which is where each waits for a browser's page.
    maxConcurrency: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
