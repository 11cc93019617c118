/** RTP and RTCP (RFC 3550, RFC 4585, RFC 5104): what a load client reads and writes of them. */

const RTP_HEADER_BYTES = 12;
const SENDER_REPORT = 200;
const PAYLOAD_FEEDBACK = 206;
const PICTURE_LOSS = 1;
const FULL_INTRA_REQUEST = 4;
const NTP_EPOCH_OFFSET_S = 2_208_988_800;

export interface RtpHeader {
  payloadType: number;
  marker: boolean;
  sequence: number;
  timestamp: number;
  ssrc: number;
}

/** A packet without contributing sources and extensions. */
export function encodeRtp(header: RtpHeader, payload: Buffer): Buffer {
  const packet = Buffer.allocUnsafe(RTP_HEADER_BYTES + payload.length);
  packet[0] = 0x80;
  packet[1] = header.payloadType | (header.marker ? 0x80 : 0);
  packet.writeUInt16BE(header.sequence & 0xffff, 2);
  packet.writeUInt32BE(header.timestamp >>> 0, 4);
  packet.writeUInt32BE(header.ssrc, 8);
  payload.copy(packet, RTP_HEADER_BYTES);
  return packet;
}

/** What a datagram on a WebRTC socket is, by its first bytes (RFC 7983, RFC 5761). */
export function classify(datagram: Buffer): 'stun' | 'dtls' | 'rtp' | 'rtcp' | 'other' {
  const first = datagram[0] ?? 255;
  if (first >= 128 && first < 192) {
    const second = datagram[1] ?? 0;
    return second >= 192 && second < 224 ? 'rtcp' : 'rtp';
  }
  if (first >= 20 && first < 64) return 'dtls';
  return first < 4 ? 'stun' : 'other';
}

/** The SSRCs for which a compound RTCP packet asks a key frame, by picture loss or full intra request. */
export function keyFrameRequests(compound: Buffer): number[] {
  const ssrcs: number[] = [];
  let offset = 0;
  while (offset + 4 <= compound.length) {
    const end = offset + 4 + compound.readUInt16BE(offset + 2) * 4;
    if (end > compound.length) break;
    const format = compound.readUInt8(offset) & 0x1f;
    if (compound.readUInt8(offset + 1) === PAYLOAD_FEEDBACK && end >= offset + 12) {
      if (format === PICTURE_LOSS) ssrcs.push(compound.readUInt32BE(offset + 8));
      if (format === FULL_INTRA_REQUEST) {
        for (let entry = offset + 12; entry + 8 <= end; entry += 8) ssrcs.push(compound.readUInt32BE(entry));
      }
    }
    offset = end;
  }
  return ssrcs;
}

/** What a sender has sent so far, and where its clocks stand. */
export interface SenderState {
  ssrc: number;
  /** Wall clock in milliseconds since 1970. */
  now: number;
  timestamp: number;
  packets: number;
  bytes: number;
}

/** A sender report without report blocks. */
export function encodeSenderReport(state: SenderState): Buffer {
  const report = Buffer.alloc(28);
  report[0] = 0x80;
  report[1] = SENDER_REPORT;
  report.writeUInt16BE(6, 2);
  report.writeUInt32BE(state.ssrc, 4);
  const seconds = state.now / 1000;
  report.writeUInt32BE((Math.floor(seconds) + NTP_EPOCH_OFFSET_S) >>> 0, 8);
  report.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32) >>> 0, 12);
  report.writeUInt32BE(state.timestamp >>> 0, 16);
  report.writeUInt32BE(state.packets >>> 0, 20);
  report.writeUInt32BE(state.bytes >>> 0, 24);
  return report;
}
