/** Media payloads of a known make: VP8 as a server sees it (RFC 7741), with a stamp at the end that tells when it left. */

const STAMP_MAGIC = 0x504c4e4d;

/** Bytes of the stamp at the end of every payload: a magic number and the send time. */
export const STAMP_BYTES = 12;

/** A small generator with a good spread (mulberry32): equal seeds give equal streams, so that runs repeat. */
export function seededBytes(seed: number): (target: Buffer) => void {
  let state = seed >>> 0;
  return (target) => {
    for (let i = 0; i < target.length; i++) {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      target[i] = (mixed ^ (mixed >>> 14)) & 0xff;
    }
  };
}

/** Writes the stamp; `sentAt` is CLOCK_MONOTONIC in nanoseconds, one clock for all processes of a machine. */
export function writeStamp(payload: Buffer, sentAt: bigint): void {
  payload.writeUInt32BE(STAMP_MAGIC, payload.length - STAMP_BYTES);
  payload.writeBigUInt64BE(sentAt, payload.length - STAMP_BYTES + 4);
}

/** The send time in a payload; `undefined` when it carries no stamp. */
export function readStamp(payload: Buffer): bigint | undefined {
  if (payload.length < STAMP_BYTES) return undefined;
  if (payload.readUInt32BE(payload.length - STAMP_BYTES) !== STAMP_MAGIC) return undefined;
  return payload.readBigUInt64BE(payload.length - STAMP_BYTES + 4);
}

/** Where a VP8 packet stands in its frame. */
export interface Vp8Position {
  first: boolean;
  key: boolean;
  /** 15 bits, one per frame. */
  pictureId: number;
}

/** Bytes in front of a VP8 packet's data: payload descriptor, and in a frame's first packet its header. */
export function vp8Prefix(position: Vp8Position): Buffer {
  const descriptor = [
    position.first ? 0x90 : 0x80,
    0x80,
    0x80 | ((position.pictureId >>> 8) & 0x7f),
    position.pictureId & 0xff,
  ];
  if (!position.first) return Buffer.from(descriptor);
  // The frame tag (RFC 6386 section 9.1): bit 0 is clear on a key frame, bit 4 shows the frame.
  if (!position.key) return Buffer.from([...descriptor, 0x11, 0x00, 0x00]);
  const startCode = [0x9d, 0x01, 0x2a];
  const size = [1280 & 0xff, 1280 >>> 8, 720 & 0xff, 720 >>> 8];
  return Buffer.from([...descriptor, 0x10, 0x00, 0x00, ...startCode, ...size]);
}
