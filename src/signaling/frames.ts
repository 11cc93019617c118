/** Engine.IO's type of a packet that carries a message, as it stands before its text on the wire. */
const messagePacket = '4';

/** As much of a packet of Engine.IO as is used here. */
interface Packet {
  type: string;
  data?: unknown;
  options: Readonly<Record<string, unknown>>;
}

/** A connection of Engine.IO, which says of each packet before it is sent. */
interface Wire {
  on(event: 'packetCreate', listener: (packet: Packet) => void): unknown;
}

/** Engine.IO's ping, which every connection is sent every few seconds. */
const pingPacket = '2';

/**
 * Answers and pings leave in one piece. ws sends head and payload of a frame as two, which costs more than both together
 * where most of what is sent is an answer of a hundred bytes; Engine.IO takes a frame that is ready in place of a text.
 */
export function sendInOnePiece(wire: Wire): void {
  wire.on('packetCreate', (packet: Packet) => {
    const text = textOf(packet);
    if (text === undefined || 'wsPreEncodedFrame' in packet.options) return;
    // Packets of one message share their options: these are for this one alone.
    packet.options = { ...packet.options, wsPreEncodedFrame: [framesFor(text)] };
  });
}

/** What the packet is on the wire; undefined for all but pings and messages of text. */
function textOf({ type, data }: Packet): string | undefined {
  if (type === 'ping' && data === undefined) return pingPacket;
  return type === 'message' && typeof data === 'string' ? messagePacket + data : undefined;
}

/** A message of Socket.IO as websockets are sent it: its text in one frame, and one for each piece of bytes. */
export function framesOf(text: string, attachments: readonly Uint8Array[] = []): Buffer {
  return framesFor(messagePacket + text, attachments);
}

/** The message that `framesOf` has made frames of. */
export function readFrames(frames: Uint8Array): { text: string; attachments: Buffer[] } {
  const [first = Buffer.of(), ...attachments] = payloadsOf(frames);
  return { text: first.toString('utf8', messagePacket.length), attachments };
}

/** Whole, unmasked frames as a server sends them (RFC 6455, section 5.2): one of text, and one for each piece of bytes. */
function framesFor(text: string, attachments: readonly Uint8Array[] = []): Buffer {
  const textLength = Buffer.byteLength(text);
  const size = attachments.reduce(
    (sum, { byteLength }) => sum + headLength(byteLength) + byteLength,
    headLength(textLength) + textLength,
  );
  const frames = Buffer.allocUnsafe(size);
  let at = writeHead(frames, 0, opcode.text, textLength);
  at += frames.write(text, at);
  for (const bytes of attachments) {
    at = writeHead(frames, at, opcode.binary, bytes.byteLength);
    frames.set(bytes, at);
    at += bytes.byteLength;
  }
  return frames;
}

/** With FIN: none of our messages is sent in fragments. */
const opcode = { text: 0x81, binary: 0x82 } as const;

function headLength(payloadLength: number): number {
  if (payloadLength < 126) return 2;
  return payloadLength <= 0xffff ? 4 : 10;
}

/** Returns where the payload begins. */
function writeHead(frames: Buffer, at: number, first: number, length: number): number {
  const head = headLength(length);
  frames[at] = first;
  if (head === 2) {
    frames[at + 1] = length;
  } else if (head === 4) {
    frames[at + 1] = 126;
    frames.writeUInt16BE(length, at + 2);
  } else {
    frames[at + 1] = 127;
    frames.writeBigUInt64BE(BigInt(length), at + 2);
  }
  return at + head;
}

/** What is in frames that were made here, without copying it. */
function payloadsOf(frames: Uint8Array): Buffer[] {
  const all = Buffer.from(frames.buffer, frames.byteOffset, frames.byteLength);
  const payloads: Buffer[] = [];
  for (let at = 0; at < all.length;) {
    const { from, to } = payloadAt(all, at);
    payloads.push(all.subarray(from, to));
    at = to;
  }
  return payloads;
}

function payloadAt(frames: Buffer, at: number): { from: number; to: number } {
  const short = frames.readUInt8(at + 1);
  if (short < 126) return { from: at + 2, to: at + 2 + short };
  if (short === 126) return { from: at + 4, to: at + 4 + frames.readUInt16BE(at + 2) };
  return { from: at + 10, to: at + 10 + Number(frames.readBigUInt64BE(at + 2)) };
}
