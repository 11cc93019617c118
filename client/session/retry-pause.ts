import type { ClientError } from './client-error.ts';

const firstMs = 300;
const longestMs = 5_000;
/** A full server is asked again, but seldom. */
const fullMs = 12_000;

/** Milliseconds to wait after the nth failure in a row, spread by half. */
export function retryPause(error: ClientError, failures: number): number {
  const base =
    error.code === 'media_full' ? fullMs : Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 6));
  return base * (0.75 + Math.random() / 2);
}
