import { z } from 'zod';
import { session } from './plenum-client.ts';

/** What a process full of branch rooms does on call. */
export const roomsApi = {
  /** Enters the class once for each session; from then on each room sends stills at the pace that the server sets. */
  join: {
    input: z.object({
      baseUrl: z.string(),
      sessions: z.array(session),
      lessonId: z.string(),
      /** JPEGs in base64 that rooms send in turn; without any they send noise, which nobody can decode. */
      pictures: z.array(z.string()).optional(),
    }),
    output: z.object({}),
  },
  /**
   * Stills that were sent until now, the bytes of their pictures, and the codes of those that were refused: while somebody looks, a
   * quarter of them asks for an answer.
   */
  sent: {
    input: z.object({}),
    output: z.object({ stills: z.number(), bytes: z.number(), refused: z.array(z.string()) }),
  },
  close: { input: z.object({}), output: z.object({}) },
} as const;
