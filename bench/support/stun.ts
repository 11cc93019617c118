import { createHmac, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** STUN (RFC 8489) as far as ICE (RFC 8445) needs it to check one path to an ICE-lite server. */

const MAGIC_COOKIE = 0x2112a442;
const HEADER_BYTES = 20;
const INTEGRITY_BYTES = 20;
const FINGERPRINT_XOR = 0x5354554e;

/** Message types: method Binding with its classes. */
export const stunType = { bindingRequest: 0x0001, bindingSuccess: 0x0101, bindingError: 0x0111 } as const;

/** Attribute types, RFC 8489 section 18.3 and RFC 8445 section 16.1. */
export const stunAttribute = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  xorMappedAddress: 0x0020,
  priority: 0x0024,
  useCandidate: 0x0025,
  fingerprint: 0x8028,
  iceControlling: 0x802a,
} as const;

/** What one connectivity check says. The username is `remoteFragment:localFragment`, the password the remote's. */
export interface BindingRequest {
  transactionId: Buffer;
  username: string;
  password: string;
  /** ICE priority of the local candidate, 1 to 2^31 - 1. */
  priority: number;
  /** 64 random bits that settle role conflicts. */
  tieBreaker: bigint;
}

export interface StunMessage {
  type: number;
  transactionId: Buffer;
  attributes: Map<number, Buffer>;
}

function encodeAttribute(type: number, value: Buffer): Buffer {
  const encoded = Buffer.alloc(4 + value.length + ((4 - (value.length % 4)) % 4));
  encoded.writeUInt16BE(type, 0);
  encoded.writeUInt16BE(value.length, 2);
  value.copy(encoded, 4);
  return encoded;
}

function uint32(value: number): Buffer {
  const encoded = Buffer.alloc(4);
  encoded.writeUInt32BE(value >>> 0, 0);
  return encoded;
}

/** The HMAC-SHA1 over the message up to its integrity attribute, with the length that the standard prescribes. */
function integrityOf(message: Buffer, end: number, password: string): Buffer {
  const covered = Buffer.from(message.subarray(0, end));
  covered.writeUInt16BE(end - HEADER_BYTES + 4 + INTEGRITY_BYTES, 2);
  return createHmac('sha1', password).update(covered).digest();
}

function fingerprintOf(message: Buffer, end: number): number {
  const covered = Buffer.from(message.subarray(0, end));
  covered.writeUInt16BE(end - HEADER_BYTES + 8, 2);
  return (crc32(covered) ^ FINGERPRINT_XOR) >>> 0;
}

/** A controlling agent's check that also nominates: USE-CANDIDATE, as towards an ICE-lite server. */
export function encodeBindingRequest(request: BindingRequest): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(stunType.bindingRequest, 0);
  header.writeUInt32BE(MAGIC_COOKIE, 4);
  request.transactionId.copy(header, 8);
  const tieBreaker = Buffer.alloc(8);
  tieBreaker.writeBigUInt64BE(request.tieBreaker, 0);
  let message = Buffer.concat([
    header,
    encodeAttribute(stunAttribute.username, Buffer.from(request.username)),
    encodeAttribute(stunAttribute.priority, uint32(request.priority)),
    encodeAttribute(stunAttribute.iceControlling, tieBreaker),
    encodeAttribute(stunAttribute.useCandidate, Buffer.alloc(0)),
  ]);
  const integrity = integrityOf(message, message.length, request.password);
  message = Buffer.concat([message, encodeAttribute(stunAttribute.messageIntegrity, integrity)]);
  const fingerprint = fingerprintOf(message, message.length);
  message = Buffer.concat([message, encodeAttribute(stunAttribute.fingerprint, uint32(fingerprint))]);
  message.writeUInt16BE(message.length - HEADER_BYTES, 2);
  return message;
}

/** The attributes in their order, each with the offset of its header. */
function* attributesOf(message: Buffer): Generator<{ type: number; value: Buffer; offset: number }> {
  let offset = HEADER_BYTES;
  while (offset + 4 <= message.length) {
    const length = message.readUInt16BE(offset + 2);
    if (offset + 4 + length > message.length) return;
    yield {
      type: message.readUInt16BE(offset),
      value: message.subarray(offset + 4, offset + 4 + length),
      offset,
    };
    offset += 4 + length + ((4 - (length % 4)) % 4);
  }
}

/** Reads a message; `undefined` when it is not STUN. Proves nothing: see {@link hasValidIntegrity}. */
export function decodeStun(message: Buffer): StunMessage | undefined {
  if (message.length < HEADER_BYTES || message.readUInt32BE(4) !== MAGIC_COOKIE) return undefined;
  if (message.readUInt16BE(2) !== message.length - HEADER_BYTES) return undefined;
  const attributes = new Map<number, Buffer>();
  for (const { type, value } of attributesOf(message)) if (!attributes.has(type)) attributes.set(type, value);
  return { type: message.readUInt16BE(0), transactionId: message.subarray(8, HEADER_BYTES), attributes };
}

/** Whether MESSAGE-INTEGRITY is there and made with this password (a short-term credential). */
export function hasValidIntegrity(message: Buffer, password: string): boolean {
  for (const { type, value, offset } of attributesOf(message)) {
    if (type !== stunAttribute.messageIntegrity) continue;
    return value.length === INTEGRITY_BYTES && timingSafeEqual(value, integrityOf(message, offset, password));
  }
  return false;
}

/** Whether the message ends with a right FINGERPRINT. */
export function hasValidFingerprint(message: Buffer): boolean {
  for (const { type, value, offset } of attributesOf(message)) {
    if (type !== stunAttribute.fingerprint) continue;
    return value.length === 4 && value.readUInt32BE(0) === fingerprintOf(message, offset);
  }
  return false;
}

/** The reflexive IPv4 address in a success response; `undefined` when there is none. */
export function mappedAddress(message: StunMessage): { address: string; port: number } | undefined {
  const value = message.attributes.get(stunAttribute.xorMappedAddress);
  if (value?.length !== 8 || value[1] !== 0x01) return undefined;
  const address = (value.readUInt32BE(4) ^ MAGIC_COOKIE) >>> 0;
  const bytes = [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255];
  return { address: bytes.join('.'), port: value.readUInt16BE(2) ^ (MAGIC_COOKIE >>> 16) };
}
