import { Device, type types } from 'mediasoup-client';
import type {
  IceServer,
  RtpCapabilities,
  RtpParameters,
  TrackSource,
  TransportOptions,
} from '../../src/contract/media.ts';
import { ClientError } from './client-error.ts';
import type {
  MediaEngine,
  MediaTransport,
  OutgoingTrack,
  ReceiveTransport,
  SendOwner,
  SendTransport,
  TransportOwner,
} from './media-engine.ts';

/** One device for what a server's router offers. Rejects where the browser has no usable WebRTC. */
export async function createEngine(routerRtpCapabilities: RtpCapabilities): Promise<MediaEngine> {
  const device = await Device.factory();
  await device.load({ routerRtpCapabilities: plain<types.RtpCapabilities>(routerRtpCapabilities) });
  return {
    receiveCapabilities: plain<RtpCapabilities>(device.recvRtpCapabilities),
    openReceive: (options, iceServers, owner) => openReceive(device, options, iceServers, owner),
    openSend: (options, iceServers, owner) => openSend(device, options, iceServers, owner),
  };
}

function openReceive(
  device: Device,
  options: TransportOptions,
  iceServers: readonly IceServer[],
  owner: TransportOwner,
): ReceiveTransport {
  const transport = device.createRecvTransport(transportOptions(options, iceServers));
  follow(transport, owner);
  return {
    ...common(transport),
    get state() {
      return transport.connectionState;
    },
    consume: async ({ id, trackId, participantId, kind, rtpParameters }, group) => {
      const consumer = await transport.consume({
        id,
        producerId: trackId,
        kind,
        rtpParameters: plain<types.RtpParameters>(rtpParameters),
        streamId: `${participantId}-${group}`,
      });
      return {
        track: consumer.track,
        holdBack: (ms) => holdBack(consumer.rtpReceiver, ms),
        close: () => consumer.close(),
      };
    },
    openPath: () => openPath(device, transport),
  };
}

/**
 * A transport connects with its first consumer, which costs a picture that somebody waits for half a second. So it is given one that
 * the server knows nothing of: a sound that never comes.
 */
async function openPath(device: Device, transport: types.Transport): Promise<void> {
  const codec = device.recvRtpCapabilities.codecs?.find(({ kind }) => kind === 'audio');
  if (!codec) return;
  const { mimeType, preferredPayloadType, clockRate, channels } = codec;
  const id = 'path';
  await transport.consume({
    id,
    producerId: id,
    kind: 'audio',
    rtpParameters: {
      mid: id,
      codecs: [{ mimeType, payloadType: preferredPayloadType, clockRate, ...(channels ? { channels } : {}) }],
      encodings: [{ ssrc: pathSsrc }],
      rtcp: { cname: id },
    },
  });
}

/** mediasoup draws those of its consumers from 100,000,000 upwards. */
const pathSsrc = 1;

/** https://w3c.github.io/webrtc-extensions/#dom-rtcrtpreceiver-jitterbuffertarget; Safari has none. */
function holdBack(receiver: RTCRtpReceiver | undefined, ms: number): void {
  if (receiver && 'jitterBufferTarget' in receiver) receiver.jitterBufferTarget = ms === 0 ? null : ms;
}

function openSend(
  device: Device,
  options: TransportOptions,
  iceServers: readonly IceServer[],
  owner: SendOwner,
): SendTransport {
  const transport = device.createSendTransport(transportOptions(options, iceServers));
  follow(transport, owner);
  // mediasoup-client hands `appData` through untyped; its ids of sources are ours.
  const sources = new Map<unknown, TrackSource>();
  transport.on('produce', ({ kind, rtpParameters, appData }, resolve, reject) => {
    const source = sources.get(appData['key']);
    if (source === undefined) {
      reject(new Error('a track of an unknown source'));
      return;
    }
    owner.produce({ kind, rtpParameters: plain<RtpParameters>(rtpParameters), source }).then(
      (id) => resolve({ id }),
      (thrown: unknown) => reject(ClientError.from(thrown)),
    );
  });
  return {
    ...common(transport),
    get state() {
      return transport.connectionState;
    },
    produce: async ({ source, track, encodings, codecOptions }) => {
      const key = `${source}-${sources.size}`;
      sources.set(key, source);
      const producer = await transport.produce({
        track,
        encodings,
        codecOptions,
        // Devices belong to the preview as well: whoever opened them stops and mutes them.
        stopTracks: false,
        disableTrackOnPause: false,
        appData: { key },
      });
      if (source === 'clip') await keepSize(producer.rtpSender);
      return outgoing(producer);
    },
  };
}

/** A clip is to keep its size and its frames on a busy computer; browsers that do not know how do as they think best. */
async function keepSize(sender: RTCRtpSender | undefined): Promise<void> {
  if (!sender) return;
  const preference = { degradationPreference: 'maintain-framerate-and-resolution' };
  await sender.setParameters(Object.assign(sender.getParameters(), preference)).catch(() => undefined);
}

function outgoing(producer: types.Producer): OutgoingTrack {
  return {
    trackId: producer.id,
    replace: (track) => producer.replaceTrack({ track }),
    // Not by pausing with zeroRtpOnPause, which negotiates anew: that would be waited for with every look at a room.
    setActive: async (active) => {
      const { rtpSender } = producer;
      if (!rtpSender) return;
      const parameters = rtpSender.getParameters();
      for (const encoding of parameters.encodings) encoding.active = active;
      await rtpSender.setParameters(parameters);
    },
    close: () => producer.close(),
  };
}

function common(
  transport: types.Transport,
): Pick<MediaTransport, 'id' | 'restartIce' | 'getStats' | 'close'> {
  return {
    id: transport.id,
    restartIce: (iceParameters) =>
      transport.restartIce({ iceParameters: plain<types.IceParameters>(iceParameters) }),
    getStats: () => transport.getStats(),
    close: () => transport.close(),
  };
}

function follow(transport: types.Transport, owner: TransportOwner): void {
  transport.on('connect', ({ dtlsParameters }, resolve, reject) => {
    owner.connect(dtlsParameters).then(resolve, (thrown: unknown) => reject(ClientError.from(thrown)));
  });
  transport.on('connectionstatechange', (state) => owner.stateChanged(state));
}

function transportOptions(
  options: TransportOptions,
  iceServers: readonly IceServer[],
): types.TransportOptions {
  return {
    ...plain<Pick<types.TransportOptions, 'id' | 'iceParameters' | 'iceCandidates' | 'dtlsParameters'>>(
      options,
    ),
    iceServers: iceServers.map((server) => plain<RTCIceServer>(server)),
  };
}

/** The same keys, with less said about what may be left out, which texts there are, and what codec parameters hold. */
type Loose<T> = T extends string
  ? string
  : T extends readonly (infer E)[]
    ? readonly Loose<E>[]
    : T extends object
      ? string extends keyof T
        ? Readonly<Record<string, unknown>>
        : { [K in keyof T]?: Loose<T[K]> | undefined }
      : T;

/**
 * The same RTP data as the other side's type. The contract's types and mediasoup-client's describe the same JSON, but differ
 * in what they call optional and in which texts they list; the copy drops what is undefined.
 */
function plain<T extends object>(value: Loose<T>): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
