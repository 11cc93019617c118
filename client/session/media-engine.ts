import type { Device, types } from 'mediasoup-client';
import type {
  ConsumerOptions,
  DtlsParameters,
  IceParameters,
  IceServer,
  RtpCapabilities,
  RtpParameters,
  TrackKind,
  TrackSource,
  TransportOptions,
} from '../../src/contract/media.ts';
import { ClientError } from './client-error.ts';

export type TransportState = types.ConnectionState;

/** What the two ends of a transport need of their owner. */
export interface TransportOwner {
  /** Brings our DTLS parameters to the server. */
  connect(dtlsParameters: DtlsParameters): Promise<void>;
  stateChanged(state: TransportState): void;
}

interface MediaTransport {
  readonly id: string;
  readonly state: TransportState;
  restartIce(iceParameters: IceParameters): Promise<void>;
  getStats(): Promise<RTCStatsReport>;
  /** Idempotent. */
  close(): void;
}

export interface IncomingTrack {
  readonly track: MediaStreamTrack;
  /** Holds back what arrives for at least so many milliseconds, where the browser can; 0 leaves it to the browser. */
  holdBack(ms: number): void;
  close(): void;
}

export interface ReceiveTransport extends MediaTransport {
  /** One participant's tracks of the same group are played in step. */
  consume(options: ConsumerOptions, group: string): Promise<IncomingTrack>;
}

export interface OutgoingTrack {
  readonly trackId: string;
  replace(track: MediaStreamTrack): Promise<void>;
  /** Whether it is encoded and sent; while it is not, no packet leaves. */
  setActive(active: boolean): Promise<void>;
  close(): void;
}

export interface SendOwner extends TransportOwner {
  /** Puts the track on the stage and resolves to its id. */
  produce(options: { kind: TrackKind; rtpParameters: RtpParameters; source: TrackSource }): Promise<string>;
}

export interface ProduceOptions {
  source: TrackSource;
  track: MediaStreamTrack;
  encodings: RTCRtpEncodingParameters[];
  codecOptions: types.ProducerCodecOptions;
}

export interface SendTransport extends MediaTransport {
  produce(options: ProduceOptions): Promise<OutgoingTrack>;
}

/** WebRTC as the session sees it; tests put their own in its place. */
export interface MediaEngine {
  readonly receiveCapabilities: RtpCapabilities;
  openReceive(
    options: TransportOptions,
    iceServers: readonly IceServer[],
    owner: TransportOwner,
  ): ReceiveTransport;
  openSend(options: TransportOptions, iceServers: readonly IceServer[], owner: SendOwner): SendTransport;
}

/** Rejects with ClientError `unsupported` where the browser has no usable WebRTC. */
export type LoadEngine = (routerRtpCapabilities: RtpCapabilities) => Promise<MediaEngine>;

/** Loads mediasoup-client when it is first needed; one device serves all transports as long as the server offers the same. */
export function createEngineLoader(): LoadEngine {
  let loaded: { offer: string; engine: Promise<MediaEngine> } | undefined;
  return (routerRtpCapabilities) => {
    const offer = JSON.stringify(routerRtpCapabilities);
    if (loaded?.offer === offer) return loaded.engine;
    const engine = load(routerRtpCapabilities).catch((thrown: unknown) => {
      // A chunk that could not be fetched may come the next time.
      loaded = undefined;
      throw ClientError.from(thrown, navigator.onLine ? 'unsupported' : 'offline');
    });
    loaded = { offer, engine };
    return engine;
  };
}

async function load(routerRtpCapabilities: RtpCapabilities): Promise<MediaEngine> {
  const mediasoup = await import('mediasoup-client');
  const device = await mediasoup.Device.factory();
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
  };
}

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
