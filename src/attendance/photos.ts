import { attendanceLimits } from '../contract/attendance.ts';

/** Start of frame markers of JPEG (ITU-T T.81, table B.1): all from C0 to CF that are not tables. */
const tables = [0xc4, 0xc8, 0xcc];

/**
 * True for a JPEG by its content: it begins and ends as one, and has a frame of a size that is allowed. Nothing is decoded:
 * the browsers that show it do that.
 */
export function isPhoto(content: Buffer): boolean {
  if (content.length > attendanceLimits.photoBytes || content.length < 4) return false;
  if (content.readUInt16BE(0) !== 0xffd8 || content.readUInt16BE(content.length - 2) !== 0xffd9) return false;
  const size = frameSize(content);
  return size !== undefined && size.every((side) => side > 0 && side <= attendanceLimits.photoSide);
}

/** Height and width in pixels of the first frame; undefined when there is none before the picture's data. */
function frameSize(content: Buffer): [number, number] | undefined {
  let at = 2;
  while (at + 9 <= content.length) {
    const marker = content[at + 1] ?? 0;
    if (content[at] !== 0xff || marker === 0xda) return undefined;
    if (marker >= 0xc0 && marker <= 0xcf && !tables.includes(marker)) {
      return [content.readUInt16BE(at + 5), content.readUInt16BE(at + 7)];
    }
    at += 2 + content.readUInt16BE(at + 2);
  }
  return undefined;
}

/** The whole upload; it is no longer than the route lets it be. */
export async function contentOf(upload: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of upload) parts.push(part);
  return Buffer.concat(parts);
}
