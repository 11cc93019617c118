import { afterEach } from 'vitest';
import { openPages } from './open-browsers.ts';

// "Waited 30 s for a button" does not say why it never came; what the pages showed instead mostly does. It stands with the failure, as
// of a long run often only the end is kept.
afterEach(async ({ task }) => {
  const error = task.result?.state === 'fail' ? task.result.errors?.at(-1) : undefined;
  if (error) error.message = [error.message, ...(await openPages())].join('\n\n');
});
