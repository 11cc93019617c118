import { z } from 'zod';

/** A node that has nothing but a bus. */
export const busNodeApi = {
  /** Without an address its bus is that of a single node; with `adapter` it is Socket.IO's own. */
  start: {
    input: z.object({
      redis: z.object({ url: z.string(), prefix: z.string() }).nullable(),
      adapter: z.boolean().default(false),
    }),
    output: z.object({}),
  },
  /** Publishes `times` events of a class, evenly at `perSecond`; resolves to the processor time that this took, in µs. */
  publish: {
    input: z.object({ times: z.number(), perSecond: z.number() }),
    output: z.object({ cpuUs: z.number() }),
  },
  /** What has come since it was asked last, from anybody: the delays in ms, and the processor time since then, in µs. */
  heard: { input: z.object({}), output: z.object({ delays: z.array(z.number()), cpuUs: z.number() }) },
};
