import { z } from 'zod';
import type { Answer } from '../contract/command.ts';
import { errorCodes } from '../contract/error-codes.ts';
import { participant } from '../contract/identity.ts';

/*
 * What nodes say to each other about sockets. A socket lives on its edge; its course is run by another node, which has a
 * connection for it that acts through the edge.
 */

/** Calls from the edge to the node that runs the course. */
export const callNames = {
  open: 'signaling.open',
  command: 'signaling.command',
  changed: 'signaling.changed',
  close: 'signaling.close',
  forget: 'signaling.forget',
} as const;

/** A socket of a signed-in participant opened, or began to act in a course. */
export const opening = z.strictObject({ connectionId: z.string(), courseId: z.string(), participant });

/** A command that the edge has counted and let pass; bytes that belong to its input travel beside it. */
export const commanding = z.strictObject({
  connectionId: z.string(),
  name: z.string(),
  input: z.unknown(),
  bytesIn: z.string().optional(),
});

/** The session stands for another name or branch. */
export const changing = z.strictObject({
  connectionId: z.string(),
  participant,
  branchName: z.string().nullable(),
});

export const closing = z.strictObject({ connectionId: z.string() });

/** The answer to a command. `gone`: there is no such connection any more, and the client has to come back. */
export const commandAnswer: z.ZodType<Answer<unknown> | { gone: true }> = z.union([
  z.strictObject({ gone: z.literal(true) }),
  z.strictObject({ ok: z.literal(true), data: z.unknown() }),
  z.strictObject({
    ok: z.literal(false),
    error: z.strictObject({
      code: z.enum(errorCodes),
      message: z.string(),
      details: z.unknown().optional(),
      reference: z.string().exactOptional(),
    }),
  }),
]);

/** Topic of the bus for what happens to the sockets of one edge. It keeps its order with the events that all nodes hear. */
export function edgeTopic(nodeId: string): string {
  return `signaling.edge.${nodeId}`;
}

/** What the node that runs the course does to a socket of an edge. */
export const effect = z.strictObject({
  /** The node that does it. */
  from: z.string(),
  connectionId: z.string(),
  what: z.discriminatedUnion('do', [
    z.strictObject({ do: z.literal('enter'), audience: z.string() }),
    z.strictObject({ do: z.literal('leave'), audience: z.string() }),
    z.strictObject({
      do: z.literal('notify'),
      name: z.string(),
      data: z.unknown(),
      bytesIn: z.string().optional(),
    }),
    z.strictObject({ do: z.literal('dismiss'), name: z.enum(['session.replaced', 'session.revoked']) }),
    z.strictObject({ do: z.literal('comeBack') }),
  ]),
});
export type Effect = z.infer<typeof effect>['what'];
