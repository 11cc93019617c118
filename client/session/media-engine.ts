import type { types } from 'mediasoup-client';
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

export type TransportState = types.ConnectionState;

/** What the two ends of a transport need of their owner. */
export interface TransportOwner {
  /** Brings our DTLS parameters to the server. */
  connect(dtlsParameters: DtlsParameters): Promise<void>;
  stateChanged(state: TransportState): void;
}

/** What both directions have in common. */
export interface MediaTransport {
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
  /** Brings ICE and DTLS up although there is nothing to receive yet. */
  openPath(): Promise<void>;
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
