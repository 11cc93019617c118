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
} from '../contract/media.ts';

/** What a viewer is decides what its packets may cost; docs/performance.md says why. */
export type ViewerKind =
  /** A room on a managed line: no congestion control, top layer, adapted by reported loss. */
  | 'room'
  /** One person on whatever line there is: congestion control per viewer. */
  | 'person';

/** A track that somebody publishes in a room. */
export interface Track {
  readonly id: string;
  readonly peerId: string;
  readonly source: TrackSource;
  readonly kind: TrackKind;
  readonly paused: boolean;
}

/** What a peer is told. Called synchronously; must not throw and must not wait. */
export interface PeerListener {
  /** A followed track has a new consumer, paused until `ready`. Not called for those that `openReceive` returns. */
  consumerOpened(consumer: ConsumerOptions): void;
  consumerClosed(consumerId: string): void;
  consumerPaused(consumerId: string, paused: boolean): void;
  /** The simulcast layer that is being sent; null when the line bears none. */
  layerChanged(consumerId: string, spatialLayer: number | null): void;
  /** The transport died with its worker. Its tracks or consumers are gone; the peer may open a new one at once. */
  transportLost(direction: 'send' | 'receive'): void;
}

/** One participant's media in one room. All methods throw AppError: `media_gone`, `media_full`, `media_unavailable`, `invalid_input`. */
export interface MediaPeer {
  readonly id: string;
  readonly closed: boolean;
  /** Opens the receiving transport, in place of an earlier one, with a paused consumer for each followed track. */
  openReceive(
    rtpCapabilities: RtpCapabilities,
  ): Promise<{ transport: TransportOptions; consumers: ConsumerOptions[] }>;
  /** Opens the sending transport; tracks of an earlier one are closed first. */
  openSend(): Promise<{ transport: TransportOptions }>;
  /** The client has to be DTLS client. A repeated call is answered like the first. */
  connect(transportId: string, dtlsParameters: DtlsParameters): Promise<void>;
  restartIce(transportId: string): Promise<IceParameters>;
  /** A second track of the same source closes the first. */
  produce(options: {
    transportId: string;
    source: TrackSource;
    kind: TrackKind;
    rtpParameters: RtpParameters;
    paused: boolean;
  }): Promise<Track>;
  setPaused(trackId: string, paused: boolean): Promise<void>;
  unproduce(trackId: string): Promise<void>;
  /**
   * Says which tracks this peer should be receiving. Consumers are opened and closed to match, now and whenever the
   * receiving transport is opened; own tracks are never sent back.
   */
  follow(trackIds: readonly string[]): void;
  /** Lets consumers flow, beginning with a key frame. Those that ended meanwhile are no failure, unless all did. */
  ready(consumerIds: readonly string[]): Promise<void>;
  /** The largest layer that is of use to the viewer; nothing happens for a track that has no layers. */
  preferLayer(consumerId: string, spatialLayer: number): Promise<void>;
  /** Bytes of picture and sound that have come over the sending transport; null while there is none. */
  receivedBytes(): Promise<number | null>;
  /** True while a transport of this peer is open; of the named direction, if one is named. */
  hasTransport(direction?: 'send' | 'receive'): boolean;
  /** Idempotent; closes transports, tracks and consumers. */
  close(): void;
}

/** The media of one classroom: an origin router, and one router on each worker that has viewers, piped once per track. */
export interface MediaRoom {
  readonly id: string;
  /** A second peer of the same id closes the first. */
  openPeer(options: { id: string; kind: ViewerKind; listener: PeerListener }): MediaPeer;
  /** Whoever changes is told of: a track was opened, closed (also by a worker's death), paused or resumed. */
  onTracksChanged(listener: (tracks: readonly Track[]) => void): () => void;
  tracks(): readonly Track[];
  /** Idempotent. */
  close(): void;
}

/** A transport that carries nothing: a client finds out with it how packets would travel. It closes by itself after 20 s. */
export interface MediaProbe {
  readonly transport: TransportOptions;
  /** Idempotent. */
  close(): void;
}

export interface WorkerLoad {
  index: number;
  pid: number;
  alive: boolean;
  /** Open WebRTC transports. */
  transports: number;
  consumers: number;
}

export interface MediaPort {
  /** What routers offer to clients. */
  readonly routerRtpCapabilities: RtpCapabilities;
  /** STUN and TURN servers, with credentials made for this participant. */
  iceServers(participantId: string): IceServer[];
  /** The room of that id, created on first use. */
  room(id: string): Promise<MediaRoom>;
  /** Throws `media_unavailable`. */
  openProbe(): Promise<MediaProbe>;
  load(): readonly WorkerLoad[];
  /** Idempotent; ends the workers. */
  close(): Promise<void>;
}
