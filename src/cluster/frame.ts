import { z } from 'zod';

/**
 * What one node writes to Redis and another reads. A frame is two lengths (4 bytes each, big-endian), the head and the
 * body as JSON, and bytes up to its end. The body stays text until somebody wants it.
 */
const head = z.object({
  /** The node that sent it. */
  from: z.string(),
  /** Its place among what that node sent this way, from 1; 0 when it is not counted. */
  place: z.number().int().nonnegative(),
  kind: z.enum(['event', 'call', 'answer', 'hello', 'sync', 'beat']),
  /** The topic of an event, the name of a call. */
  name: z.string().optional(),
  /** Joins an answer to its call. */
  id: z.number().int().optional(),
  /** Why a call was refused. */
  code: z.string().optional(),
});

export type Head = z.infer<typeof head>;

export interface Frame {
  head: Head;
  /** JSON. */
  body: string;
  bytes: Uint8Array | undefined;
}

const lengths = 8;

export function encodeFrame({ head: of, body, bytes }: Frame): Buffer {
  const first = JSON.stringify(of);
  const firstLength = Buffer.byteLength(first);
  const bodyLength = Buffer.byteLength(body);
  const frame = Buffer.allocUnsafe(lengths + firstLength + bodyLength + (bytes?.length ?? 0));
  frame.writeUInt32BE(firstLength, 0);
  frame.writeUInt32BE(bodyLength, 4);
  frame.write(first, lengths);
  frame.write(body, lengths + firstLength);
  if (bytes) frame.set(bytes, lengths + firstLength + bodyLength);
  return frame;
}

/** Throws on anything that `encodeFrame` did not write. */
export function decodeFrame(frame: Buffer): Frame {
  const bodyAt = lengths + frame.readUInt32BE(0);
  const bytesAt = bodyAt + frame.readUInt32BE(4);
  if (bytesAt > frame.length) throw new RangeError('the frame is cut off');
  return {
    head: head.parse(JSON.parse(frame.toString('utf8', lengths, bodyAt))),
    body: frame.toString('utf8', bodyAt, bytesAt),
    // Empty bytes are bytes, too, but nobody sends any: a frame without them is shorter by a mark.
    bytes: bytesAt === frame.length ? undefined : new Uint8Array(frame.subarray(bytesAt)),
  };
}
