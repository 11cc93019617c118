import { createWorker } from 'mediasoup';
import type { types } from 'mediasoup';
import type { RtpParameters } from '../../src/contract/media.ts';
import { bareApi } from './bare-api.ts';
import { serveParent } from './child.ts';
import { publishedParameters, receiveCapabilities } from './device.ts';

/**
 * The least that fans a lecturer out with mediasoup: workers, a router on each, one pipe per track and worker, and
 * nothing else. What our whole server costs is compared with this, at the same settings.
 */

const mediaCodecs: types.RouterRtpCodecCapability[] = [
  {
    kind: 'audio',
    mimeType: 'audio/opus',
    clockRate: 48000,
    channels: 2,
    parameters: { minptime: 10, useinbandfec: 1, usedtx: 1 },
  },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90000 },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90000,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
];
const SOCKET_BUFFER_BYTES = 4_000_000;
const KEY_FRAME_REQUEST_DELAY_MS = 1_000;

interface Leaf {
  router: types.Router;
  server: types.WebRtcServer;
  viewers: number;
}

const leaves: Leaf[] = [];
const producers: types.Producer[] = [];
const consumersOf = new Map<string, types.Consumer[]>();
let publisherTransport: types.WebRtcTransport | undefined;

/** A room on a managed line needs no congestion control, and is cheaper without. */
const roomCapabilities: types.RtpCapabilities = {
  codecs: (receiveCapabilities.codecs ?? []).map((codec) => ({
    ...codec,
    rtcpFeedback: (codec.rtcpFeedback ?? []).filter(
      ({ type }) => type !== 'transport-cc' && type !== 'goog-remb',
    ),
  })),
  headerExtensions: (receiveCapabilities.headerExtensions ?? []).filter(
    ({ uri }) => !uri.includes('transport-wide-cc') && !uri.includes('abs-send-time'),
  ),
} as types.RtpCapabilities;

async function openLeaf(): Promise<void> {
  const worker = await createWorker({ logLevel: 'warn' });
  const ip = '127.0.0.1';
  const buffers = { recvBufferSize: SOCKET_BUFFER_BYTES, sendBufferSize: SOCKET_BUFFER_BYTES };
  const server = await worker.createWebRtcServer({
    listenInfos: [
      { ip, protocol: 'udp', ...buffers },
      { ip, protocol: 'tcp' },
    ],
  });
  leaves.push({ router: await worker.createRouter({ mediaCodecs }), server, viewers: 0 });
}

function originLeaf(): Leaf {
  const [origin] = leaves;
  if (origin === undefined) throw new Error('not started');
  return origin;
}

async function openTransport(
  leaf: Leaf,
  dtlsParameters: types.DtlsParameters,
): Promise<types.WebRtcTransport> {
  const transport = await leaf.router.createWebRtcTransport({ webRtcServer: leaf.server, preferUdp: true });
  await transport.connect({ dtlsParameters });
  return transport;
}

function parametersOf({ iceParameters, iceCandidates, dtlsParameters }: types.WebRtcTransport) {
  return { iceParameters, iceCandidates, dtlsParameters };
}

serveParent(bareApi, {
  start: async ({ workers }) => {
    for (let i = 0; i < workers; i++) await openLeaf();
    return { pid: process.pid };
  },
  publish: async ({ dtlsParameters }) => {
    publisherTransport = await openTransport(originLeaf(), dtlsParameters);
    return parametersOf(publisherTransport);
  },
  produce: async () => {
    if (publisherTransport === undefined) throw new Error('nobody publishes');
    for (const kind of ['audio', 'video'] as const) {
      const rtpParameters = publishedParameters(kind) as types.RtpParameters;
      const producer = await publisherTransport.produce({
        kind,
        rtpParameters,
        keyFrameRequestDelay: KEY_FRAME_REQUEST_DELAY_MS,
      });
      producers.push(producer);
      for (const { router } of leaves.slice(1)) {
        await originLeaf().router.pipeToRouter({ producerId: producer.id, router });
      }
    }
    return {};
  },
  view: async ({ dtlsParameters }) => {
    const leaf = leaves.reduce((least, candidate) => (candidate.viewers < least.viewers ? candidate : least));
    leaf.viewers++;
    const transport = await openTransport(leaf, dtlsParameters);
    const consumers: types.Consumer[] = [];
    for (const { id: producerId } of producers) {
      consumers.push(
        await transport.consume({ producerId, rtpCapabilities: roomCapabilities, paused: true }),
      );
    }
    consumersOf.set(transport.id, consumers);
    return {
      viewerId: transport.id,
      transport: parametersOf(transport),
      consumers: consumers.map(({ kind, rtpParameters }) => ({
        kind,
        rtpParameters: rtpParameters as RtpParameters,
      })),
    };
  },
  resume: async ({ viewerId }) => {
    for (const consumer of consumersOf.get(viewerId) ?? []) await consumer.resume();
    return {};
  },
});
