import type { ClientError } from './client-error.ts';

// All `since` are milliseconds of this machine's clock (`Date.now()`).

/** What is being done about picture and sound. */
export type MediaPhase =
  | { kind: 'idle' }
  | { kind: 'opening'; since: number }
  | { kind: 'open' }
  | { kind: 'recovering'; since: number }
  /** Refused or impossible; `retrying` says that it will be tried again by itself. */
  | { kind: 'failed'; error: ClientError; retrying: boolean };

/**
 * Why a source is not there. `denied`: the person or the system said no; `missing`: no such device; `busy`: another program
 * has it; `unplugged`: it went away while in use; `insecure`: the page is not on HTTPS or localhost; `takenOver`: another
 * device sends it now; `failed`: anything else.
 */
export type CaptureProblem =
  'denied' | 'missing' | 'busy' | 'unplugged' | 'insecure' | 'takenOver' | 'failed';

/** `idle`: not sending. */
export type SendPhase =
  | { kind: 'idle' }
  | { kind: 'starting'; since: number }
  | { kind: 'sending'; since: number }
  /** Was sending and will be again by itself. */
  | { kind: 'recovering'; since: number }
  | { kind: 'failed'; error: ClientError; retrying: boolean };
