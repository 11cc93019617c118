import { publishedParameters } from '../../bench/support/device.ts';
import type { SrtpKeys } from '../../bench/support/dtls-client.ts';
import type { DtlsIdentity } from '../../bench/support/identity.ts';
import { vp8Prefix } from '../../bench/support/payload.ts';
import { WebRtcPeer } from '../../bench/support/peer.ts';
import { encodeRtp, encodeSenderReport } from '../../bench/support/rtp.ts';
import { protectRtcp, protectRtp } from '../../bench/support/srtp.ts';
import type { ConsumerOptions, TransportOptions } from '../../src/contract/media.ts';
import type { MediaPeer, Track } from '../../src/media/port.ts';

const SSRCS = [0x20001, 0x20002, 0x20003] as const;
const FRAME_MS = 50;
const REPORT_MS = 500;
const VIDEO_TICKS_PER_MS = 90;
const RECEIVER_REPORT = 201;

async function connect(peer: MediaPeer, transport: TransportOptions, client: WebRtcPeer): Promise<SrtpKeys> {
  const told = peer.connect(transport.id, client.localDtlsParameters);
  await Promise.all([client.connectIce(transport), told]);
  return client.connectDtls();
}

/** A camera in three layers, each 20 key frames a second of one packet, so that any layer can be switched to at once. */
export class SimulcastCamera {
  readonly #client: WebRtcPeer;
  #timers: NodeJS.Timeout[] = [];
  /** How many layers it sends, the small ones first: a browser sends as many as it thinks the line bears. */
  layers: number = SSRCS.length;
  /** Sender reports of each layer that were sent until now. */
  reports = 0;

  constructor(identity: DtlsIdentity) {
    this.#client = new WebRtcPeer(identity, { onRtp: () => undefined, onRtcp: () => undefined });
  }

  async start(peer: MediaPeer): Promise<Track> {
    const { transport } = await peer.openSend();
    const keys = await connect(peer, transport, this.#client);
    const rtpParameters = { ...publishedParameters('video'), encodings: SSRCS.map((ssrc) => ({ ssrc })) };
    const options = { source: 'camera', kind: 'video', paused: false } as const;
    const track = await peer.produce({ transportId: transport.id, rtpParameters, ...options });
    const begin = Date.now();
    const sent = { packets: 0 };
    const now = (): readonly number[] => SSRCS.slice(0, this.layers);
    const timestamp = () => (Date.now() - begin) * VIDEO_TICKS_PER_MS;
    this.#timers.push(
      setInterval(() => {
        for (const ssrc of now()) this.#frame(keys, ssrc, sent.packets, timestamp());
        sent.packets += 1;
      }, FRAME_MS),
      setInterval(() => {
        for (const ssrc of now()) {
          const state = { ssrc, now: Date.now(), timestamp: timestamp(), packets: sent.packets, bytes: 0 };
          this.#client.send(protectRtcp(keys.local, encodeSenderReport(state), this.reports));
        }
        this.reports += 1;
      }, REPORT_MS),
    );
    return track;
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#client.close();
  }

  #frame(keys: SrtpKeys, ssrc: number, number: number, timestamp: number): void {
    const prefix = vp8Prefix({ first: true, key: true, pictureId: number & 0x7fff });
    const payload = Buffer.concat([prefix, Buffer.alloc(200)]);
    const header = { payloadType: 96, marker: true, sequence: number, timestamp, ssrc };
    this.#client.send(protectRtp(keys.local, encodeRtp(header, payload), 0));
  }
}

/** A viewer that reports how much it lost, true or not. */
export class ReportingViewer {
  readonly #client: WebRtcPeer;
  #highest = 0;
  #received = 0;
  #lost = 0;
  #reported = 0;
  #timer: NodeJS.Timeout | undefined;
  /** 0 to 1. */
  loss = 0;

  constructor(identity: DtlsIdentity) {
    this.#client = new WebRtcPeer(identity, {
      onRtp: (packet) => {
        this.#received += 1;
        this.#highest = packet.readUInt16BE(2);
      },
      onRtcp: () => undefined,
    });
  }

  get received(): number {
    return this.#received;
  }

  async start(peer: MediaPeer, transport: TransportOptions, consumer: ConsumerOptions): Promise<void> {
    const keys = await connect(peer, transport, this.#client);
    const ssrc = consumer.rtpParameters.encodings?.[0]?.ssrc ?? 0;
    let reports = 0;
    this.#timer = setInterval(() => {
      // As a browser does: who has received nothing yet has nothing to report.
      if (this.#received === 0) return;
      const fresh = this.#received - this.#reported;
      this.#reported = this.#received;
      this.#lost += Math.round(fresh * this.loss);
      this.#client.send(protectRtcp(keys.local, this.#report(ssrc), reports));
      reports += 1;
    }, REPORT_MS);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#client.close();
  }

  /** RFC 3550, section 6.4.2. */
  #report(ssrc: number): Buffer {
    const report = Buffer.alloc(32);
    report.writeUInt8(0x81, 0);
    report.writeUInt8(RECEIVER_REPORT, 1);
    report.writeUInt16BE(7, 2);
    report.writeUInt32BE(1, 4);
    report.writeUInt32BE(ssrc, 8);
    report.writeUInt8(Math.round(this.loss * 255), 12);
    report.writeUIntBE(this.#lost, 13, 3);
    report.writeUInt32BE(this.#highest, 16);
    return report;
  }
}
