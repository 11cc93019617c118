import { observer } from 'mediasoup';
import type * as ms from 'mediasoup/types';
import { pino } from 'pino';
import { publishedParameters, receiveCapabilities } from '../../bench/support/device.ts';
import type { DtlsIdentity } from '../../bench/support/identity.ts';
import { Publisher } from '../../bench/support/publisher.ts';
import { Viewer } from '../../bench/support/viewer.ts';
import type { ConsumerOptions, MediaSource } from '../../src/contract/media.ts';
import { kindOfSource } from '../../src/contract/media.ts';
import type { MediaPeer, MediaRoom, PeerListener, Track, ViewerKind } from '../../src/media/port.ts';
import { createMedia, type MediaService, type MediaSettings } from '../../src/media/service.ts';

export const mediaSettings: MediaSettings = {
  workers: 2,
  basePort: 0,
  listen: ['127.0.0.1'],
  announcedAddress: null,
  iceServers: [],
  maxViewersPerWorker: 500,
  codecs: ['VP8', 'H264'],
  congestionControl: { room: false, person: true },
  keyFrameDelayMs: 1_000,
  recvBufferBytes: 4_000_000,
  sendBufferBytes: 4_000_000,
  initialOutgoingKbps: 2_000,
  workerBin: null,
};

export function startMedia(settings: Partial<MediaSettings> = {}): Promise<MediaService> {
  return createMedia({ ...mediaSettings, ...settings }, pino({ level: process.env.MESH_LOG ?? 'silent' }));
}

/** Waits for a fact; fails with its name after 45 s, or as long as told, however the clock is set meanwhile. */
export async function until(
  fact: string,
  holds: () => boolean | Promise<boolean>,
  patienceMs = 45_000,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`still not so: ${fact}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A peer's listener that keeps what it hears. */
export class Heard implements PeerListener {
  readonly opened: ConsumerOptions[] = [];
  readonly closed: string[] = [];
  readonly paused: [string, boolean][] = [];
  readonly layers: [string, number | null][] = [];
  readonly lost: ('send' | 'receive')[] = [];
  /** Called when a transport is lost, as a client that reacts at once. */
  onLost: ((direction: 'send' | 'receive') => void) | undefined;

  consumerOpened(consumer: ConsumerOptions): void {
    this.opened.push(consumer);
  }
  consumerClosed(consumerId: string): void {
    this.closed.push(consumerId);
  }
  consumerPaused(consumerId: string, paused: boolean): void {
    this.paused.push([consumerId, paused]);
  }
  layerChanged(consumerId: string, spatialLayer: number | null): void {
    this.layers.push([consumerId, spatialLayer]);
  }
  transportLost(direction: 'send' | 'receive'): void {
    this.lost.push(direction);
    this.onLost?.(direction);
  }
}

export function openPeer(
  room: MediaRoom,
  id: string,
  kind: ViewerKind = 'room',
): { peer: MediaPeer; heard: Heard } {
  const heard = new Heard();
  return { peer: room.openPeer({ id, kind, listener: heard }), heard };
}

/** Publishes a track that carries nothing. Each source has its own SSRC and MID, as in a browser. */
export async function publishSilently(
  peer: MediaPeer,
  transportId: string,
  source: MediaSource,
  number = 0,
): Promise<Track> {
  const kind = kindOfSource[source];
  const parameters = publishedParameters(kind);
  const rtpParameters = {
    ...parameters,
    mid: `${source}${number}`,
    encodings: [{ ssrc: 1_000 + Object.keys(kindOfSource).indexOf(source) + 100 * number }],
  };
  return peer.produce({ transportId, source, kind, rtpParameters, paused: false });
}

/** A lecturer whose camera and microphone send packets, over real ICE, DTLS and SRTP. */
export async function publishLoudly(
  peer: MediaPeer,
  identity: DtlsIdentity,
): Promise<{ publisher: Publisher; tracks: Track[] }> {
  const { transport } = await peer.openSend();
  const publisher = new Publisher(identity, 1);
  await publisher.connect(transport, peer.connect(transport.id, publisher.localDtlsParameters));
  const tracks: Track[] = [];
  for (const [source, kind] of [
    ['camera', 'video'],
    ['microphone', 'audio'],
  ] as const) {
    const rtpParameters = publishedParameters(kind);
    tracks.push(
      await peer.produce({ transportId: transport.id, source, kind, rtpParameters, paused: false }),
    );
  }
  publisher.start();
  return { publisher, tracks };
}

/** A viewer that is connected and receives what its peer follows. */
export async function watch(
  peer: MediaPeer,
  identity: DtlsIdentity,
): Promise<{ viewer: Viewer; consumers: ConsumerOptions[] }> {
  const { transport, consumers } = await peer.openReceive(receiveCapabilities);
  const viewer = new Viewer(identity);
  await viewer.connect(transport, consumers, peer.connect(transport.id, viewer.localDtlsParameters));
  return { viewer, consumers };
}

export { receiveCapabilities };

/** Sees everything that mediasoup creates in this process, so that tests need not trust our own books. */
export class Mediasoup {
  readonly workers: ms.Worker[] = [];
  readonly transports: ms.Transport[] = [];
  readonly consumers: ms.Consumer[] = [];

  constructor() {
    observer.on('newworker', (worker) => {
      this.workers.push(worker);
      worker.observer.on('newrouter', (router) => {
        router.observer.on('newtransport', (transport) => {
          this.transports.push(transport);
          transport.observer.on('newconsumer', (consumer) => this.consumers.push(consumer));
        });
      });
    });
  }

  /** Open WebRTC transports with the consumers that the workers themselves say they have. */
  async consumerIds(): Promise<string[]> {
    const open = this.transports.filter((transport) => !transport.closed && transport.type === 'webrtc');
    const dumps = await Promise.all(open.map((transport) => (transport as ms.WebRtcTransport).dump()));
    return dumps.flatMap(({ consumerIds }) => consumerIds);
  }

  /** Consumers on pipes, which is how many times tracks went from one worker to another. */
  async pipedIds(): Promise<string[]> {
    const open = this.transports.filter((transport) => !transport.closed && transport.type === 'pipe');
    const dumps = await Promise.all(open.map((transport) => (transport as ms.PipeTransport).dump()));
    return dumps.flatMap(({ consumerIds }) => consumerIds);
  }
}
