import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig, type TestUserConfig } from 'vitest/config';

/** Open browsers to look at pages, or wait much for processes: two at a time keep a small machine busy. */
const pages = [
  'test/e2e/{account-safety,aftercare,attendance-desk,cluster,conversation,course-setup,desk,exam-desk,identity}.test.ts',
  'test/e2e/{patrol-away,patrol-room,quiz,quiz-class,readiness-path,roster,score,second-factor,server-desk,sign-in}.test.ts',
  'test/wire/{backup,cluster-{class,drain,key,polling,redis},demo,import,media-{tracks,viewers,workers},process,revocation,stage}.test.ts',
];

/** Wait for lines, leases and restarts most of the time, with limits of many seconds. */
const patient = ['test/wire/{cluster-kill,media-layers}.test.ts'];

/** Run one after the other: pictures and sound use all cores, and these say how long something may take. */
const alone = [
  'test/wire/{faults,flood,following,import-preview,media-mesh,polls}.test.ts',
  'test/unit/http/health.test.ts',
  'test/unit/course/import/reading-limits.test.ts',
];

/** Compute and end: these share processes, since starting one takes longer than most of them. */
const small =
  'test/unit/{attendance,classroom,client,cluster,config,docs,identity,lib,messages,patrol,quiz,readiness,score}/**/*.test.ts';

/** What takes longest of all that runs side by side. */
const longest = ['test/scripts/check.test.ts'];

/** Tell what the pages showed when a test fails. */
const setupFiles = ['test/support/tell-pages.ts'];

const limits = {
  // These limits only end what never comes, on a machine of any speed. How long something may take is said by benches, and the
  // promises of seconds by tests that run alone.
  testTimeout: 120_000,
  hookTimeout: 240_000,
  expect: { poll: { timeout: 45_000 } },
};

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
      { test: { ...sideBySide, name: 'small', include: [small], isolate: false } },
      {
        test: {
          ...sideBySide,
          name: 'side-by-side',
          include: ['test/**/*.test.ts'],
          exclude: [
            ...configDefaults.exclude,
            'test/e2e/**',
            ...pages,
            ...alone,
            ...patient,
            ...longest,
            small,
          ],
        },
      },
      { test: { ...sideBySide, name: 'pages', include: pages, setupFiles, sequence: { groupOrder: 1 } } },
      { test: { ...sideBySide, name: 'patient', include: patient, setupFiles, sequence: { groupOrder: 3 } } },
      {
        test: {
          ...limits,
          name: 'alone',
          setupFiles,
          include: ['test/e2e/**/*.test.ts', ...alone],
          exclude: [...configDefaults.exclude, ...pages, ...patient],
          pool: 'forks',
          maxWorkers: 1,
          // Where tests of a file run side by side, which is where each waits for a browser's page.
          maxConcurrency: 3,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
