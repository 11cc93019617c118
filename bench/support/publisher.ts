import type { SrtpKeys } from './dtls-client.ts';
import type { DtlsIdentity } from './identity.ts';
import { publishedPayloadType, publishedSsrc } from './device.ts';
import { seededBytes, STAMP_BYTES, vp8Prefix, writeStamp } from './payload.ts';
import { WebRtcPeer, type LocalDtlsParameters, type TransportParameters } from './peer.ts';
import { encodeRtp, encodeSenderReport, keyFrameRequests } from './rtp.ts';
import { protectRtcp, protectRtp, unprotectRtcp } from './srtp.ts';

/** 25 frames a second of 6 packets of about 1,250 bytes: 1.5 Mbps; key frames are larger and come on request only. */
export const FRAME_MS = 40;
const PACKETS_PER_FRAME = 6;
const PACKETS_PER_KEY_FRAME = 20;
const VIDEO_BYTES = { least: 1_190, spread: 60 } as const;
const VIDEO_TICKS_PER_MS = 90;
/** Opus of 48 kbps in packets of 20 ms. */
const AUDIO_MS = 20;
const AUDIO_BYTES = { least: 110, spread: 20 } as const;
const AUDIO_TICKS_PER_MS = 48;
const TICK_MS = 4;
const REPORT_MS = 1_000;

interface Track {
  ssrc: number;
  payloadType: number;
  packets: number;
  bytes: number;
  timestamp: number;
  reports: number;
}

function newTrack(kind: 'audio' | 'video'): Track {
  const fixed = { ssrc: publishedSsrc[kind], payloadType: publishedPayloadType[kind] };
  return { ...fixed, packets: 0, bytes: 0, timestamp: 0, reports: 0 };
}

/**
 * A lecturer of one camera and one microphone, artificial but whole: paced VP8 and Opus packets of seeded content, each
 * with its send time, key frames when asked for, sender reports every second.
 */
export class Publisher {
  readonly #peer: WebRtcPeer;
  readonly #fill: (target: Buffer) => void;
  readonly #video = newTrack('video');
  readonly #audio = newTrack('audio');
  readonly #frameMs: number;
  #keys: SrtpKeys | undefined;
  #timer: NodeJS.Timeout | undefined;
  #keyFrameWanted = true;
  #keyFrames = 0;
  #frame = 0;

  /** @param frameMs milliseconds from one picture to the next */
  constructor(identity: DtlsIdentity, seed: number, frameMs = FRAME_MS) {
    this.#frameMs = frameMs;
    this.#fill = seededBytes(seed);
    this.#peer = new WebRtcPeer(identity, {
      onRtp: () => undefined,
      onRtcp: (packet) => this.#receiveFeedback(packet),
    });
  }

  get localDtlsParameters(): LocalDtlsParameters {
    return this.#peer.localDtlsParameters;
  }

  /** Packets and key frames sent since the beginning. */
  get sent(): { video: number; audio: number; keyFrames: number } {
    return { video: this.#video.packets, audio: this.#audio.packets, keyFrames: this.#keyFrames };
  }

  /** `told` resolves when the server knows our DTLS parameters. */
  async connect(transport: TransportParameters, told: Promise<unknown>): Promise<void> {
    await Promise.all([this.#peer.connectIce(transport), told]);
    this.#keys = await this.#peer.connectDtls();
  }

  /** Sends from now on, beginning with a key frame. */
  start(): void {
    if (this.#timer !== undefined) return;
    this.#keyFrameWanted = true;
    const startedAt = performance.now();
    const due = { video: 0, audio: 0, report: 0, inFrame: 0 };
    this.#timer = setInterval(() => {
      const elapsed = performance.now() - startedAt;
      while (due.video <= elapsed) {
        due.video += this.#frameMs / PACKETS_PER_FRAME;
        due.inFrame = this.#sendVideo(due.inFrame);
      }
      for (; due.audio <= elapsed; due.audio += AUDIO_MS) this.#sendAudio();
      for (; due.report <= elapsed; due.report += REPORT_MS) this.#sendReports();
    }, TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  close(): void {
    this.stop();
    this.#peer.close();
  }

  /** Sends the next packet of the frame, or a whole key frame when one is wanted; returns the position after it. */
  #sendVideo(position: number): number {
    if (position > 0) {
      this.#sendVideoPacket(false, position, PACKETS_PER_FRAME);
      return (position + 1) % PACKETS_PER_FRAME;
    }
    this.#frame++;
    this.#video.timestamp += this.#frameMs * VIDEO_TICKS_PER_MS;
    if (!this.#keyFrameWanted) {
      this.#sendVideoPacket(false, 0, PACKETS_PER_FRAME);
      return 1;
    }
    this.#keyFrameWanted = false;
    this.#keyFrames++;
    for (let i = 0; i < PACKETS_PER_KEY_FRAME; i++) this.#sendVideoPacket(true, i, PACKETS_PER_KEY_FRAME);
    return 0;
  }

  #sendVideoPacket(key: boolean, position: number, of: number): void {
    const prefix = vp8Prefix({ first: position === 0, key, pictureId: this.#frame & 0x7fff });
    this.#send(this.#video, prefix, this.#bodyBytes(VIDEO_BYTES), position === of - 1);
  }

  #sendAudio(): void {
    this.#audio.timestamp += AUDIO_MS * AUDIO_TICKS_PER_MS;
    this.#send(this.#audio, Buffer.alloc(0), this.#bodyBytes(AUDIO_BYTES), false);
  }

  #bodyBytes({ least, spread }: { least: number; spread: number }): number {
    const draw = Buffer.alloc(1);
    this.#fill(draw);
    return least + ((draw[0] ?? 0) % spread);
  }

  #send(track: Track, prefix: Buffer, bodyBytes: number, marker: boolean): void {
    if (this.#keys === undefined) return;
    const payload = Buffer.allocUnsafe(prefix.length + bodyBytes + STAMP_BYTES);
    prefix.copy(payload);
    this.#fill(payload.subarray(prefix.length));
    writeStamp(payload, process.hrtime.bigint());
    const { ssrc, payloadType, timestamp, packets } = track;
    const packet = encodeRtp({ payloadType, marker, sequence: packets & 0xffff, timestamp, ssrc }, payload);
    this.#peer.send(protectRtp(this.#keys.local, packet, packets >>> 16));
    track.packets++;
    track.bytes += payload.length;
  }

  #sendReports(): void {
    if (this.#keys === undefined) return;
    for (const track of [this.#video, this.#audio]) {
      const report = encodeSenderReport({ ...track, now: Date.now() });
      // Indexes of one direction are unique per SSRC, and each track has its own.
      this.#peer.send(protectRtcp(this.#keys.local, report, track.reports++));
    }
  }

  #receiveFeedback(packet: Buffer): void {
    if (this.#keys === undefined) return;
    const plain = unprotectRtcp(this.#keys.remote, packet);
    if (keyFrameRequests(plain).includes(this.#video.ssrc)) this.#keyFrameWanted = true;
  }
}
