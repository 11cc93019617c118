import { vi } from 'vitest';
import type { ConsumerOptions, TrackSource } from '../../../../src/contract/media.ts';
import type {
  MediaEngine,
  SendOwner,
  TransportOwner,
  TransportState,
} from '../../../../client/session/media-engine.ts';

let nextId = 0;

/** A track as far as the session looks at it. */
export class FakeTrack extends EventTarget {
  readonly id = `browser-track-${(nextId += 1)}`;
  readonly kind: 'audio' | 'video';
  readonly #deviceId: string;
  readyState: 'live' | 'ended' = 'live';
  enabled = true;
  contentHint = '';

  constructor(kind: 'audio' | 'video', deviceId = 'device') {
    super();
    this.kind = kind;
    this.#deviceId = deviceId;
  }

  stop(): void {
    this.readyState = 'ended';
  }

  /** The device went away. */
  end(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: this.#deviceId };
  }
}

export class FakeStream {
  readonly tracks: Set<FakeTrack>;

  constructor(tracks: FakeTrack[] = []) {
    this.tracks = new Set(tracks);
  }

  getTracks(): FakeTrack[] {
    return [...this.tracks];
  }

  getAudioTracks(): FakeTrack[] {
    return this.getTracks().filter(({ kind }) => kind === 'audio');
  }

  addTrack(track: FakeTrack): void {
    this.tracks.add(track);
  }

  removeTrack(track: FakeTrack): void {
    this.tracks.delete(track);
  }
}

/** The browser's type of a track that plays its part here, and back. */
const asBrowserTrack = (fake: FakeTrack): MediaStreamTrack => fake as unknown as MediaStreamTrack;
const asFakeTrack = (track: MediaStreamTrack): FakeTrack => track as unknown as FakeTrack;

class FakeTransport {
  state: TransportState = 'new';
  closed = false;
  iceRestarts = 0;
  readonly owner: TransportOwner;
  readonly id: string;

  constructor(id: string, owner: TransportOwner) {
    this.id = id;
    this.owner = owner;
  }

  become(state: TransportState): void {
    this.state = state;
    this.owner.stateChanged(state);
  }

  async restartIce(): Promise<void> {
    this.iceRestarts += 1;
  }

  close(): void {
    this.closed = true;
    this.state = 'closed';
  }
}

export class FakeReceiveTransport extends FakeTransport {
  readonly consumed = new Map<
    string,
    { options: ConsumerOptions; track: FakeTrack; frames: number; group: string; heldBackMs: number }
  >();
  /** Consumers that bring frames: 25 with every look at the statistics. */
  readonly flowing = new Set<string>();

  async openPath(): Promise<void> {
    this.become('connected');
  }

  async consume(options: ConsumerOptions, group: string) {
    const track = new FakeTrack(options.kind);
    const consumed = { options, track, frames: 0, group, heldBackMs: 0 };
    this.consumed.set(options.id, consumed);
    return {
      track: asBrowserTrack(track),
      holdBack: (ms: number) => {
        consumed.heldBackMs = ms;
      },
      close: () => this.consumed.delete(options.id),
    };
  }

  async getStats(): Promise<RTCStatsReport> {
    const entries = new Map<string, object>();
    for (const [id, one] of this.consumed) {
      if (this.flowing.has(id)) one.frames += 25;
      entries.set(id, {
        id,
        type: 'inbound-rtp',
        kind: one.options.kind,
        trackIdentifier: one.track.id,
        framesDecoded: one.frames,
        packetsReceived: one.frames * 4,
        bytesReceived: one.frames * 4_000,
      });
    }
    return entries;
  }
}

export class FakeSendTransport extends FakeTransport {
  readonly produced: {
    source: TrackSource;
    trackId: string;
    track: FakeTrack;
    active: boolean;
    closed: boolean;
  }[] = [];

  async produce(options: { source: TrackSource; track: MediaStreamTrack }) {
    const { source } = options;
    const track = asFakeTrack(options.track);
    // The class is only ever made with a sending owner.
    const trackId = await (this.owner as SendOwner).produce({
      kind: track.kind,
      rtpParameters: { codecs: [] },
      source,
    });
    const one = { source, trackId, track, active: true, closed: false };
    this.produced.push(one);
    return {
      trackId,
      replace: async (next: MediaStreamTrack) => {
        one.track = asFakeTrack(next);
      },
      setActive: async (active: boolean) => {
        one.active = active;
      },
      close: () => {
        one.closed = true;
      },
    };
  }

  async getStats(): Promise<RTCStatsReport> {
    return new Map();
  }
}

/** WebRTC without a network: transports and frames are moved by hand. */
export class FakeEngine implements MediaEngine {
  readonly receiveCapabilities = { codecs: [] };
  readonly receiving: FakeReceiveTransport[] = [];
  readonly sending: FakeSendTransport[] = [];

  openReceive: MediaEngine['openReceive'] = (options, _iceServers, owner) => {
    const opened = new FakeReceiveTransport(options.id, owner);
    this.receiving.push(opened);
    return opened;
  };

  openSend: MediaEngine['openSend'] = (options, _iceServers, owner) => {
    const opened = new FakeSendTransport(options.id, owner);
    this.sending.push(opened);
    return opened;
  };

  readonly load = async (): Promise<MediaEngine> => this;
}

/** Puts the browser's media classes in place that Node lacks. Undo with `vi.unstubAllGlobals()`. */
export function stubMedia(): void {
  vi.stubGlobal('MediaStream', FakeStream);
  vi.stubGlobal('devicePixelRatio', 1);
}
