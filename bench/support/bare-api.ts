import { z } from 'zod';
import { rtpParameters, trackKind } from '../../src/contract/media.ts';
import { localDtlsParameters, transportParameters } from './peer.ts';

/** What the bare mediasoup process does on call. */
export const bareApi = {
  /** Starts workers with their WebRtcServer and router. */
  start: { input: z.object({ workers: z.number().int().min(1) }), output: z.object({ pid: z.number() }) },
  /** Opens the publisher's transport; it is told the publisher's DTLS parameters at once. */
  publish: { input: z.object({ dtlsParameters: localDtlsParameters }), output: transportParameters },
  /** Takes the publisher's two tracks and pipes them to every worker. */
  produce: { input: z.object({}), output: z.object({}) },
  /** Opens a viewer's transport with a paused consumer for each track. */
  view: {
    input: z.object({ dtlsParameters: localDtlsParameters }),
    output: z.object({
      viewerId: z.string(),
      transport: transportParameters,
      consumers: z.array(z.object({ kind: trackKind, rtpParameters })),
    }),
  },
  /** Lets a viewer's consumers flow. */
  resume: { input: z.object({ viewerId: z.string() }), output: z.object({}) },
} as const;
