import { setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds of work in one go: with what one step adds, others wait less than 50 ms. */
const sliceMs = 8;

/**
 * Cuts long work into slices, so that the server answers others in between: the step that has come to the end of a slice
 * waits for the next turn of the event loop.
 */
export function slices(): () => Promise<void> {
  let begun = performance.now();
  return async () => {
    if (performance.now() - begun < sliceMs) return;
    await nextTurn();
    begun = performance.now();
  };
}
