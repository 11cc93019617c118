import { z } from 'zod';
import { rtpParameters, trackKind } from '../../src/contract/media.ts';
import { localDtlsParameters, transportParameters } from '../support/peer.ts';

const opened = z.object({
  viewerId: z.string(),
  transport: transportParameters,
  consumers: z.array(z.object({ kind: trackKind, rtpParameters })),
});

/** What a process with media nodes does on call. */
export const mediaNodesApi = {
  /** One node is the media service as it is; several are joined, each with a worker of its own. */
  start: { input: z.object({ nodes: z.number().int().min(1) }), output: z.object({ pid: z.number() }) },
  /** Opens the publisher's transport, on the first node. */
  publish: { input: z.object({ dtlsParameters: localDtlsParameters }), output: transportParameters },
  produce: { input: z.object({}), output: z.object({}) },
  /** Opens a viewer's transport with a paused consumer for each track, on the node that takes it. */
  view: { input: z.object({ dtlsParameters: localDtlsParameters }), output: opened },
  /** The same for a viewer that was there and has lost its transport. */
  viewAgain: {
    input: z.object({ viewerId: z.string(), dtlsParameters: localDtlsParameters }),
    output: opened,
  },
  resume: { input: z.object({ viewerId: z.string() }), output: z.object({}) },
  /** Receiving transports on each node. */
  spread: { input: z.object({}), output: z.object({ viewers: z.array(z.number()) }) },
  /**
   * The last node dies without a word, and the others learn it when its lease is over. Answers with the viewers that were told
   * that their transport is lost.
   */
  kill: {
    input: z.object({ leaseMs: z.number().positive() }),
    output: z.object({ viewerIds: z.array(z.string()) }),
  },
} as const;
