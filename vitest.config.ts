import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // One fork per core: tests start servers, browsers and media workers of their own.
    pool: 'forks',
    globalSetup: ['test/support/database-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
