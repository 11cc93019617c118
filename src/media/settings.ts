/** Video codecs that a router can forward; docs/performance.md says what each is good for. */
export type VideoCodec = 'VP8' | 'H264' | 'VP9' | 'AV1';

/** A STUN or TURN server. With `secret`, each participant gets credentials of their own that expire. */
export interface IceServerSettings {
  urls: string[];
  /** The TURN server's shared secret (coturn: static-auth-secret). */
  secret?: string | undefined;
  username?: string | undefined;
  credential?: string | undefined;
  /** Seconds for which made credentials are valid; a day unless told. */
  ttlSeconds?: number | undefined;
}

/** What an operator can set. The names are those of `config/default.yaml`, section `media`. */
export interface MediaSettings {
  /** Worker processes; `auto` is one for each core. */
  workers: number | 'auto';
  /** Worker n listens on basePort + n; 0 takes any free ports and keeps them. */
  basePort: number;
  /** Addresses to listen on; none means all of this machine. */
  listen: string[];
  /** What browsers are told instead of (and before) this machine's own addresses. */
  announcedAddress: string | null;
  iceServers: IceServerSettings[];
  /** Receiving transports that one worker carries before newcomers are refused with `media_full`. */
  maxViewersPerWorker: number;
  /** The preferred one first. */
  codecs: VideoCodec[];
  /** Whether the line is estimated for each viewer of that kind. */
  congestionControl: { room: boolean; person: boolean };
  /** Milliseconds between two key frame requests to one sender. */
  keyFrameDelayMs: number;
  recvBufferBytes: number;
  sendBufferBytes: number;
  /** What is first assumed of a line under congestion control. */
  initialOutgoingKbps: number;
  /** The worker's executable; null: mediasoup's default, which honours MEDIASOUP_WORKER_BIN. */
  workerBin: string | null;
}
