import { z } from 'zod';

/** When the server wants stills of a camera. */
export const stillPace = z.strictObject({
  /** Milliseconds from now until the next still is wanted; it is drawn when it is sent, not before. */
  nextInMs: z.number().int().nonnegative(),
  /** Milliseconds between two stills after that. */
  intervalMs: z.number().int().positive(),
  /** Somebody is looking at this room now. */
  lookedAt: z.boolean(),
});
export type StillPace = z.infer<typeof stillPace>;
