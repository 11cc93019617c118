import { afterEach } from 'vitest';
import { openPages } from './open-browsers.ts';

// "Waited 30 s for a button" does not say why it never came; what the pages showed instead mostly does.
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const page of await openPages()) console.log(`${task.name}: ${page}`);
});
