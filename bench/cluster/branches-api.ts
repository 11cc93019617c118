import { z } from 'zod';

const delays = z.array(z.number());

/** One process with several nodes of a cluster, and the simulated branches whose sockets they hold. */
export const branchesApi = {
  /** Opens the nodes; they can all run the course. */
  start: {
    input: z.object({ redis: z.string(), database: z.string(), nodes: z.number() }),
    output: z.object({}),
  },
  /** Lets the first node take the course. */
  own: { input: z.object({}), output: z.object({}) },
  /** So many branches on each node join within `withinMs`, from the seed's moments; ms from the question to the answer. */
  join: {
    input: z.object({ perNode: z.number(), withinMs: z.number(), seed: z.number() }),
    output: z.object({ delays, failed: z.number() }),
  },
  /** Every branch answers once within `withinMs`; ms until the answer is on record and acknowledged. */
  answer: {
    input: z.object({ withinMs: z.number(), seed: z.number() }),
    output: z.object({ delays, failed: z.number() }),
  },
  /** The owner tells everybody something, `times` times, evenly at `perSecond`. */
  announce: { input: z.object({ times: z.number(), perSecond: z.number() }), output: z.object({}) },
  /** Since it was asked last: deliveries to branches, those out of order or twice, and ms from the owner to a node's last branch. */
  heard: {
    input: z.object({}),
    output: z.object({ deliveries: z.number(), wrong: z.number(), delays }),
  },
  /** Resolves when every branch sits at the owner again, which another node has become: µs-exact moments of one clock, in ms. */
  back: { input: z.object({}), output: z.object({ movedAt: z.number(), allBackAt: z.number() }) },
  /** Answers on record. */
  recorded: { input: z.object({}), output: z.object({ count: z.number() }) },
};
