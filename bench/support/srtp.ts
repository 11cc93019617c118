import { createCipheriv, createDecipheriv } from 'node:crypto';

/**
 * SRTP and SRTCP with AEAD_AES_128_GCM (RFC 7714), keys derived as in RFC 3711 section 4.3. Enough to publish and to
 * prove that what arrives is real; it keeps no replay window.
 */

const KEY_BYTES = 16;
const SALT_BYTES = 12;
const TAG_BYTES = 16;
const RTCP_HEADER_BYTES = 8;

/** Labels of RFC 3711 section 4.3.2. */
export const srtpLabel = { rtpKey: 0x00, rtpSalt: 0x02, rtcpKey: 0x03, rtcpSalt: 0x05 } as const;

/** Bytes of one direction's master key and salt in AEAD_AES_128_GCM. */
export const masterBytes = { key: KEY_BYTES, salt: SALT_BYTES } as const;

/**
 * The key derivation with a key derivation rate of 0. A 12-byte salt is filled with zeros on the right to 14 bytes
 * (RFC 7714 section 11).
 */
export function deriveKey(masterKey: Buffer, masterSalt: Buffer, label: number, bytes: number): Buffer {
  const block = Buffer.alloc(16);
  masterSalt.copy(block, 0);
  block[7] = (block[7] ?? 0) ^ label;
  return createCipheriv('aes-128-ctr', masterKey, block).update(Buffer.alloc(bytes));
}

/** Bytes of an RTP header with its contributing sources and its extension; throws on a cut packet. */
export function rtpHeaderBytes(packet: Buffer): number {
  const first = packet.readUInt8(0);
  const fixed = 12 + (first & 0x0f) * 4;
  return (first & 0x10) === 0 ? fixed : fixed + 4 + packet.readUInt16BE(fixed + 2) * 4;
}

function rtpNonce(salt: Buffer, packet: Buffer, rollover: number): Buffer {
  const nonce = Buffer.alloc(SALT_BYTES);
  packet.copy(nonce, 2, 8, 12);
  nonce.writeUInt32BE(rollover >>> 0, 6);
  packet.copy(nonce, 10, 2, 4);
  for (let i = 0; i < SALT_BYTES; i++) nonce[i] = (nonce[i] ?? 0) ^ (salt[i] ?? 0);
  return nonce;
}

function rtcpNonce(salt: Buffer, packet: Buffer, index: number): Buffer {
  const nonce = Buffer.alloc(SALT_BYTES);
  packet.copy(nonce, 2, 4, 8);
  nonce.writeUInt32BE(index & 0x7fffffff, 8);
  for (let i = 0; i < SALT_BYTES; i++) nonce[i] = (nonce[i] ?? 0) ^ (salt[i] ?? 0);
  return nonce;
}

function seal(key: Buffer, nonce: Buffer, aad: Buffer, plain: Buffer): Buffer[] {
  const cipher = createCipheriv('aes-128-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(aad);
  const encrypted = cipher.update(plain);
  cipher.final();
  return [encrypted, cipher.getAuthTag()];
}

function open(key: Buffer, nonce: Buffer, aad: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-128-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plain = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
  decipher.final();
  return plain;
}

/** Session keys of one direction. */
export interface SrtpSessionKeys {
  rtpKey: Buffer;
  rtpSalt: Buffer;
  rtcpKey: Buffer;
  rtcpSalt: Buffer;
}

/** From one direction's master key and salt, as DTLS-SRTP exports them. */
export function sessionKeys(masterKey: Buffer, masterSalt: Buffer): SrtpSessionKeys {
  return {
    rtpKey: deriveKey(masterKey, masterSalt, srtpLabel.rtpKey, KEY_BYTES),
    rtpSalt: deriveKey(masterKey, masterSalt, srtpLabel.rtpSalt, SALT_BYTES),
    rtcpKey: deriveKey(masterKey, masterSalt, srtpLabel.rtcpKey, KEY_BYTES),
    rtcpSalt: deriveKey(masterKey, masterSalt, srtpLabel.rtcpSalt, SALT_BYTES),
  };
}

/** Encrypts an RTP packet; `rollover` is the number of times its sequence number has wrapped. */
export function protectRtp(keys: SrtpSessionKeys, packet: Buffer, rollover: number): Buffer {
  const header = packet.subarray(0, rtpHeaderBytes(packet));
  const nonce = rtpNonce(keys.rtpSalt, packet, rollover);
  return Buffer.concat([header, ...seal(keys.rtpKey, nonce, header, packet.subarray(header.length))]);
}

/** The payload of an SRTP packet; throws when it was not made with these keys. */
export function unprotectRtp(keys: SrtpSessionKeys, packet: Buffer, rollover: number): Buffer {
  const header = packet.subarray(0, rtpHeaderBytes(packet));
  return open(keys.rtpKey, rtpNonce(keys.rtpSalt, packet, rollover), header, packet.subarray(header.length));
}

/** Encrypts a (compound) RTCP packet; `index` counts this direction's SRTCP packets. */
export function protectRtcp(keys: SrtpSessionKeys, packet: Buffer, index: number): Buffer {
  const header = packet.subarray(0, RTCP_HEADER_BYTES);
  const trailer = Buffer.alloc(4);
  trailer.writeUInt32BE((index | 0x80000000) >>> 0, 0);
  const nonce = rtcpNonce(keys.rtcpSalt, packet, index);
  const sealed = seal(
    keys.rtcpKey,
    nonce,
    Buffer.concat([header, trailer]),
    packet.subarray(RTCP_HEADER_BYTES),
  );
  return Buffer.concat([header, ...sealed, trailer]);
}

/** The whole plain RTCP packet; throws when it was not made with these keys. */
export function unprotectRtcp(keys: SrtpSessionKeys, packet: Buffer): Buffer {
  const header = packet.subarray(0, RTCP_HEADER_BYTES);
  const trailer = packet.subarray(packet.length - 4);
  const nonce = rtcpNonce(keys.rtcpSalt, packet, trailer.readUInt32BE(0));
  const sealed = packet.subarray(RTCP_HEADER_BYTES, packet.length - 4);
  return Buffer.concat([header, open(keys.rtcpKey, nonce, Buffer.concat([header, trailer]), sealed)]);
}
