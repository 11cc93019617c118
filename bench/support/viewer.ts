import type { DtlsIdentity } from './identity.ts';
import type { RtpParameters, TrackKind } from '../../src/contract/media.ts';
import { readStamp } from './payload.ts';
import { WebRtcPeer, type LocalDtlsParameters, type TransportParameters } from './peer.ts';
import { unprotectRtp, type SrtpSessionKeys } from './srtp.ts';

/** One packet in so many is decrypted, for its delay and as a proof; every first packet of a stream is, too. */
const SAMPLE_EVERY = 101;

/** A consumer as far as a viewer needs to know it. */
export interface ExpectedConsumer {
  kind: TrackKind;
  rtpParameters: RtpParameters;
}

/** What a viewer got between two looks. */
export interface ViewerWindow {
  received: number;
  /** Packets that the sequence numbers say there were, received or not. */
  spanned: number;
  /** Delays of sampled packets, from the publisher's send call to here, in ms. */
  latenciesMs: number[];
  /** Sampled packets that did not decrypt, or held no stamp. */
  rejected: number;
}

interface StreamState {
  received: number;
  /** Highest sequence number with its wraps; -1 before the first packet. */
  highest: number;
  untilSample: number;
  mark: { received: number; highest: number };
}

/**
 * A client that receives: real ICE, DTLS and SRTP keys, but packets are counted by their header, and only a sample is
 * decrypted. That is what keeps hundreds of them on a fraction of a core.
 */
export class Viewer {
  readonly #peer: WebRtcPeer;
  readonly #streams = new Map<number, StreamState>();
  readonly #videoSsrcs = new Set<number>();
  #keys: SrtpSessionKeys | undefined;
  #latenciesMs: number[] = [];
  #rejected = 0;
  readonly #waiting: { kind: 'any' | 'video'; resolve: () => void }[] = [];

  readonly #onVideo: (() => void) | undefined;

  /** `onVideo` is called with every packet of a picture that arrives. */
  constructor(identity: DtlsIdentity, onVideo?: () => void) {
    this.#onVideo = onVideo;
    this.#peer = new WebRtcPeer(identity, {
      onRtp: (packet) => this.#count(packet),
      onRtcp: () => undefined,
    });
  }

  get localDtlsParameters(): LocalDtlsParameters {
    return this.#peer.localDtlsParameters;
  }

  /**
   * Connects; `told` resolves when the server knows our DTLS parameters. Streams have to be known before packets come.
   */
  async connect(
    transport: TransportParameters,
    consumers: readonly ExpectedConsumer[],
    told: Promise<unknown>,
  ): Promise<void> {
    for (const consumer of consumers) this.expect(consumer);
    await Promise.all([this.#peer.connectIce(transport), told]);
    this.#keys = (await this.#peer.connectDtls()).remote;
  }

  /** Packets of this consumer are counted from now on. */
  expect({ kind, rtpParameters }: ExpectedConsumer): void {
    const ssrc = rtpParameters.encodings?.[0]?.ssrc;
    if (ssrc === undefined) throw new Error('a consumer without an SSRC');
    this.#streams.set(ssrc, {
      received: 0,
      highest: -1,
      untilSample: 1,
      mark: { received: 0, highest: -1 },
    });
    if (kind === 'video') this.#videoSsrcs.add(ssrc);
  }

  /** Resolves when the next sampled packet of that kind has come; each stream's first packet is one. */
  first(kind: 'any' | 'video'): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ kind, resolve });
    });
  }

  beginWindow(): void {
    this.#latenciesMs = [];
    this.#rejected = 0;
    for (const stream of this.#streams.values())
      stream.mark = { received: stream.received, highest: stream.highest };
  }

  endWindow(): ViewerWindow {
    let received = 0;
    let spanned = 0;
    for (const { received: now, highest, mark } of this.#streams.values()) {
      received += now - mark.received;
      spanned += mark.highest < 0 ? now : highest - mark.highest;
    }
    return { received, spanned, latenciesMs: this.#latenciesMs, rejected: this.#rejected };
  }

  close(): void {
    this.#peer.close();
  }

  #count(packet: Buffer): void {
    if (packet.length < 12) return;
    const ssrc = packet.readUInt32BE(8);
    const stream = this.#streams.get(ssrc);
    if (stream === undefined) return;
    if (this.#onVideo && this.#videoSsrcs.has(ssrc)) this.#onVideo();
    stream.received++;
    const sequence = packet.readUInt16BE(2);
    const { highest } = stream;
    if (highest < 0) stream.highest = sequence;
    else {
      const ahead = (sequence - highest) & 0xffff;
      if (ahead < 0x8000) stream.highest = highest + ahead;
    }
    if (--stream.untilSample === 0) {
      stream.untilSample = SAMPLE_EVERY;
      this.#sample(packet, sequence, stream);
    }
  }

  #sample(packet: Buffer, sequence: number, stream: StreamState): void {
    const arrivedAt = process.hrtime.bigint();
    if (this.#keys === undefined) return;
    const behind = (stream.highest - sequence) & 0xffff;
    try {
      const payload = unprotectRtp(this.#keys, packet, (stream.highest - behind) >>> 16);
      const sentAt = readStamp(payload);
      if (sentAt === undefined) this.#rejected++;
      else this.#latenciesMs.push(Number(arrivedAt - sentAt) / 1e6);
    } catch {
      this.#rejected++;
      return;
    }
    if (this.#waiting.length > 0) this.#settle(this.#videoSsrcs.has(packet.readUInt32BE(8)));
  }

  #settle(video: boolean): void {
    for (const one of this.#waiting.splice(0)) {
      if (one.kind === 'any' || video) one.resolve();
      else this.#waiting.push(one);
    }
  }
}
