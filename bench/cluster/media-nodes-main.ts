import { pino } from 'pino';
import { newId } from '../../src/lib/ids.ts';
import { joinMedia } from '../../src/media/mesh/service.ts';
import type { MediaPeer, MediaPort, MediaRoom } from '../../src/media/port.ts';
import { createMedia, type MediaService } from '../../src/media/service.ts';
import { serveParent } from '../support/child.ts';
import { publishedParameters, receiveCapabilities } from '../support/device.ts';
import { MeshNet } from '../support/mesh-net.ts';
import { mediaNodesApi } from './media-nodes-api.ts';

/**
 * A process that carries a class's media on one node, or on several that are joined. What nodes say to each other goes
 * through this process; packets go from worker to worker, encrypted, as between hosts. The settings are the default's.
 */

const settings = {
  workers: 1,
  basePort: 0,
  listen: ['127.0.0.1'],
  announcedAddress: null,
  iceServers: [],
  // A bench looks for what packets cost, not for the limit of the settings.
  maxViewersPerWorker: 5_000,
  codecs: ['VP8' as const, 'H264' as const],
  congestionControl: { room: false, person: true },
  keyFrameDelayMs: 1_000,
  recvBufferBytes: 4_000_000,
  sendBufferBytes: 4_000_000,
  initialOutgoingKbps: 2_000,
  workerBin: null,
};
/** Longest way of a message between nodes. */
const DELAY_MS = 2;

const log = pino({ level: 'warn' }, pino.destination(2));
const net = new MeshNet(DELAY_MS);
const locals: { id: string; local: MediaService }[] = [];
const viewers = new Map<string, MediaPeer>();
const consumersOf = new Map<string, string[]>();
let lost: string[] = [];
let room: MediaRoom | undefined;
let lecturer: { peer: MediaPeer; transportId: string } | undefined;

function theRoom(): MediaRoom {
  if (!room) throw new Error('not started');
  return room;
}

function openPeer(id: string): MediaPeer {
  const ignore = () => undefined;
  return theRoom().openPeer({
    id,
    kind: 'room',
    listener: {
      consumerOpened: ignore,
      consumerClosed: ignore,
      consumerPaused: ignore,
      layerChanged: ignore,
      transportLost: () => lost.push(id),
    },
  });
}

async function openReceive(viewerId: string, peer: MediaPeer) {
  const { transport, consumers } = await peer.openReceive(receiveCapabilities);
  consumersOf.set(
    viewerId,
    consumers.map(({ id }) => id),
  );
  return {
    viewerId,
    transport,
    consumers: consumers.map(({ kind, rtpParameters }) => ({ kind, rtpParameters })),
    peer,
  };
}

async function connected<T extends { peer: MediaPeer; transport: { id: string } }>(
  opened: T,
  dtlsParameters: Parameters<MediaPeer['connect']>[1],
): Promise<T> {
  await opened.peer.connect(opened.transport.id, dtlsParameters);
  return opened;
}

serveParent(mediaNodesApi, {
  start: async ({ nodes }) => {
    let first: MediaPort | undefined;
    for (let number = 1; number <= nodes; number += 1) {
      const id = `node-${number}`;
      const local = await createMedia(settings, log);
      locals.push({ id, local });
      const media = nodes === 1 ? local : joinMedia({ local, ...net.join(id), log });
      first ??= media;
    }
    room = await first?.room('class');
    return { pid: process.pid };
  },
  publish: async ({ dtlsParameters }) => {
    const peer = openPeer('lecturer');
    const { transport } = await peer.openSend();
    await peer.connect(transport.id, dtlsParameters);
    lecturer = { peer, transportId: transport.id };
    return transport;
  },
  produce: async () => {
    if (!lecturer) throw new Error('nobody publishes');
    const { peer, transportId } = lecturer;
    for (const [source, kind] of [
      ['microphone', 'audio'],
      ['camera', 'video'],
    ] as const) {
      const rtpParameters = publishedParameters(kind);
      await peer.produce({ transportId, source, kind, rtpParameters, paused: false });
    }
    return {};
  },
  view: async ({ dtlsParameters }) => {
    const viewerId = newId();
    const peer = openPeer(viewerId);
    viewers.set(viewerId, peer);
    peer.follow(
      theRoom()
        .tracks()
        .map(({ id }) => id),
    );
    return connected(await openReceive(viewerId, peer), dtlsParameters);
  },
  viewAgain: async ({ viewerId, dtlsParameters }) => {
    const peer = viewers.get(viewerId);
    if (!peer) throw new Error(`no viewer ${viewerId}`);
    return connected(await openReceive(viewerId, peer), dtlsParameters);
  },
  resume: async ({ viewerId }) => {
    await viewers.get(viewerId)?.ready(consumersOf.get(viewerId) ?? []);
    return {};
  },
  spread: () => ({
    viewers: locals.map(({ local }) => local.load().reduce((sum, { consumers }) => sum + consumers, 0) / 2),
  }),
  kill: async ({ leaseMs }) => {
    const dead = locals.at(-1);
    if (!dead) throw new Error('not started');
    lost = [];
    net.silence(dead.id);
    const { pid = 0 } = dead.local.load()[0] ?? {};
    process.kill(pid, 'SIGKILL');
    // Its worker would be started again; a host without power starts nothing.
    await dead.local.close();
    await new Promise((resolve) => setTimeout(resolve, leaseMs));
    net.declareLeft(dead.id);
    return { viewerIds: lost };
  },
});
