import type { PictureType } from '../contract/patrol.ts';

/** What a picture's own bytes say it is. */
export interface PictureInfo {
  type: PictureType;
  /** Pixels. */
  width: number;
  height: number;
}

/** Sides in pixels and length in bytes that a picture may have. */
export interface PictureBounds {
  side: { least: number; most: number };
  bytes: number;
}

/**
 * What a picture is, read from its bytes without decoding it: JPEG (ITU-T T.81) or WebP (RFC 9649). Undefined for everything
 * else, and for one that is cut off, has something behind its end, or whose headers contradict each other.
 */
export function inspectPicture(bytes: Uint8Array): PictureInfo | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return inspectJpeg(view) ?? inspectWebp(view);
}

/** What the picture is, when it keeps within the bounds; undefined otherwise. */
export function acceptPicture(
  bytes: Uint8Array,
  { side, bytes: most }: PictureBounds,
): PictureInfo | undefined {
  if (bytes.byteLength > most) return undefined;
  const info = inspectPicture(bytes);
  if (!info) return undefined;
  const fits = (length: number): boolean => length >= side.least && length <= side.most;
  return fits(info.width) && fits(info.height) ? info : undefined;
}

/** Markers of T.81, table B.1. */
const marker = { soi: 0xd8, eoi: 0xd9, sos: 0xda } as const;

/** Frame headers: all SOF markers but DHT (C4), JPG (C8) and DAC (CC), which lie among them. */
function isFrameHeader(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;
}

/** Walks the segments up to the scan (T.81, B.1.1.4), and looks that the picture ends as it must. */
function inspectJpeg(bytes: Buffer): PictureInfo | undefined {
  const { length } = bytes;
  if (length < 4 || bytes.readUInt16BE(0) !== (0xff00 | marker.soi)) return undefined;
  if (bytes.readUInt16BE(length - 2) !== (0xff00 | marker.eoi)) return undefined;
  let frame: PictureInfo | undefined;
  let at = 2;
  while (at + 4 <= length) {
    if (bytes[at] !== 0xff) return undefined;
    const code = bytes[at + 1] ?? 0;
    // Fill bytes before a marker (B.1.1.2).
    if (code === 0xff) {
      at += 1;
      continue;
    }
    const size = bytes.readUInt16BE(at + 2);
    if (size < 2 || at + 2 + size > length) return undefined;
    if (code === marker.sos) return frame;
    if (isFrameHeader(code)) {
      // A second frame header would let one size be checked and another be drawn.
      if (frame || size < 8) return undefined;
      frame = { type: 'image/jpeg', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    }
    at += 2 + size;
  }
  return undefined;
}

/** The RIFF container and the size in each chunk that has one (RFC 9649, 2.3 to 2.7). */
function inspectWebp(bytes: Buffer): PictureInfo | undefined {
  if (bytes.length < 30 || tagAt(bytes, 0) !== 'RIFF' || tagAt(bytes, 8) !== 'WEBP') return undefined;
  if (bytes.readUInt32LE(4) + 8 !== bytes.length) return undefined;
  let canvas: PictureInfo | undefined;
  let at = 12;
  while (at + 8 <= bytes.length) {
    const tag = tagAt(bytes, at);
    const size = bytes.readUInt32LE(at + 4);
    const data = bytes.subarray(at + 8, at + 8 + size);
    if (data.length < size) return undefined;
    if (tag === 'VP8X') {
      if (canvas || at !== 12) return undefined;
      canvas = extendedCanvas(data);
      if (!canvas) return undefined;
    }
    // A still does not move.
    if (tag === 'ANIM' || tag === 'ANMF') return undefined;
    if (tag === 'VP8 ' || tag === 'VP8L') {
      const image = tag === 'VP8 ' ? lossyImage(data) : losslessImage(data);
      const agree = !canvas || (image?.width === canvas.width && image.height === canvas.height);
      return agree ? image : undefined;
    }
    // Chunks are padded to even lengths.
    at += 8 + size + (size % 2);
  }
  return undefined;
}

function tagAt(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, at + 4);
}

/** RFC 9649, 2.7: the canvas's sides less one, in 24 bits each. */
function extendedCanvas(data: Buffer): PictureInfo | undefined {
  if (data.length < 10) return undefined;
  return { type: 'image/webp', width: data.readUIntLE(4, 3) + 1, height: data.readUIntLE(7, 3) + 1 };
}

/** RFC 6386, 9.1: a key frame's tag, its start code, and 14 bits for each side. */
function lossyImage(data: Buffer): PictureInfo | undefined {
  if (data.length < 10) return undefined;
  const isKeyFrame = ((data[0] ?? 1) & 1) === 0;
  if (!isKeyFrame || data.readUIntBE(3, 3) !== 0x9d012a) return undefined;
  return {
    type: 'image/webp',
    width: data.readUInt16LE(6) & 0x3fff,
    height: data.readUInt16LE(8) & 0x3fff,
  };
}

/** RFC 9649, 3.4: a signature, then the sides less one in 14 bits each. */
function losslessImage(data: Buffer): PictureInfo | undefined {
  if (data.length < 5 || data[0] !== 0x2f) return undefined;
  const bits = data.readUInt32LE(1);
  return { type: 'image/webp', width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}
