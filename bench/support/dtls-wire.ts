import { createHmac } from 'node:crypto';

/** The wire forms of DTLS 1.2 (RFC 6347, RFC 5246) that a client with one cipher suite needs. */

export const contentType = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

export const handshakeType = {
  clientHello: 1,
  serverHello: 2,
  helloVerifyRequest: 3,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
} as const;

/** IANA numbers of what this client speaks. */
export const tls = {
  version: 0xfefd,
  ecdheEcdsaAes128Gcm: 0xc02b,
  groupX25519: 29,
  groupP256: 23,
  ecdsaP256Sha256: 0x0403,
  srtpAeadAes128Gcm: 0x0007,
  extension: {
    groups: 10,
    pointFormats: 11,
    signatures: 13,
    srtp: 14,
    extendedMasterSecret: 23,
    renegotiation: 0xff01,
  },
} as const;

const RECORD_HEADER_BYTES = 13;
const HANDSHAKE_HEADER_BYTES = 12;

export interface DtlsRecord {
  type: number;
  epoch: number;
  /** Epoch and sequence number as on the wire, 8 bytes. */
  number: Buffer;
  fragment: Buffer;
}

/** Big-endian number of 1 to 4 bytes. */
export function uint(value: number, bytes: number): Buffer {
  const encoded = Buffer.alloc(bytes);
  encoded.writeUIntBE(value, 0, bytes);
  return encoded;
}

/** A vector: its length in so many bytes, then its content. */
export function vector(content: Buffer, lengthBytes: number): Buffer {
  return Buffer.concat([uint(content.length, lengthBytes), content]);
}

export function recordNumber(epoch: number, sequence: number): Buffer {
  return Buffer.concat([uint(epoch, 2), uint(sequence, 6)]);
}

export function encodeRecord(type: number, number: Buffer, fragment: Buffer): Buffer {
  return Buffer.concat([uint(type, 1), uint(tls.version, 2), number, vector(fragment, 2)]);
}

/** The records of a datagram; ends at the first one that is cut. */
export function decodeRecords(datagram: Buffer): DtlsRecord[] {
  const records: DtlsRecord[] = [];
  let offset = 0;
  while (offset + RECORD_HEADER_BYTES <= datagram.length) {
    const end = offset + RECORD_HEADER_BYTES + datagram.readUInt16BE(offset + 11);
    if (end > datagram.length) break;
    records.push({
      type: datagram.readUInt8(offset),
      epoch: datagram.readUInt16BE(offset + 3),
      number: datagram.subarray(offset + 3, offset + 11),
      fragment: datagram.subarray(offset + RECORD_HEADER_BYTES, end),
    });
    offset = end;
  }
  return records;
}

/** A handshake message in one fragment, which is also the form that the transcript covers. */
export function encodeHandshake(type: number, messageSequence: number, body: Buffer): Buffer {
  const length = uint(body.length, 3);
  return Buffer.concat([uint(type, 1), length, uint(messageSequence, 2), uint(0, 3), length, body]);
}

export interface HandshakeMessage {
  type: number;
  sequence: number;
  body: Buffer;
}

/** Puts the fragments of a flight together and hands messages out in their order, each once. */
export class HandshakeAssembler {
  readonly #partial = new Map<number, { type: number; body: Buffer; missing: Set<number> }>();
  #next = 0;

  /** Takes the plain content of a handshake record; returns the messages that are complete and due. */
  add(content: Buffer): HandshakeMessage[] {
    let offset = 0;
    while (offset + HANDSHAKE_HEADER_BYTES <= content.length) {
      const fragmentBytes = content.readUIntBE(offset + 9, 3);
      const start = offset + HANDSHAKE_HEADER_BYTES;
      this.#addFragment(content.subarray(offset, start), content.subarray(start, start + fragmentBytes));
      offset = start + fragmentBytes;
    }
    return this.#due();
  }

  #addFragment(header: Buffer, fragment: Buffer): void {
    const sequence = header.readUInt16BE(4);
    if (sequence < this.#next) return;
    const length = header.readUIntBE(1, 3);
    const at = header.readUIntBE(6, 3);
    if (at + fragment.length > length) return;
    if (fragment.length === length) {
      this.#partial.set(sequence, { type: header.readUInt8(0), body: fragment, missing: new Set() });
      return;
    }
    let entry = this.#partial.get(sequence);
    if (entry === undefined) {
      const missing = new Set(Array.from({ length }, (_, index) => index));
      entry = { type: header.readUInt8(0), body: Buffer.alloc(length), missing };
      this.#partial.set(sequence, entry);
    }
    fragment.copy(entry.body, at);
    for (let index = at; index < at + fragment.length; index++) entry.missing.delete(index);
  }

  #due(): HandshakeMessage[] {
    const messages: HandshakeMessage[] = [];
    for (;;) {
      const entry = this.#partial.get(this.#next);
      if (entry === undefined || entry.missing.size > 0) return messages;
      messages.push({ type: entry.type, sequence: this.#next, body: entry.body });
      this.#partial.delete(this.#next++);
    }
  }
}

/** The pseudo-random function of TLS 1.2 with SHA-256 (RFC 5246 section 5). */
export function prf(secret: Buffer, label: string, seed: Buffer, bytes: number): Buffer {
  const labelled = Buffer.concat([Buffer.from(label), seed]);
  let chain = labelled;
  let output = Buffer.alloc(0);
  while (output.length < bytes) {
    chain = createHmac('sha256', secret).update(chain).digest();
    output = Buffer.concat([output, createHmac('sha256', secret).update(chain).update(labelled).digest()]);
  }
  return output.subarray(0, bytes);
}

/** What a client says first; `cookie` is empty until the server asked for one. */
export function encodeClientHello(random: Buffer, cookie: Buffer): Buffer {
  const extension = (type: number, content: Buffer) => Buffer.concat([uint(type, 2), vector(content, 2)]);
  // Servers take X25519 for the exchange; P-256 has to be there for their certificate's own key.
  const groups = Buffer.concat([uint(tls.groupX25519, 2), uint(tls.groupP256, 2)]);
  const extensions = Buffer.concat([
    extension(tls.extension.groups, vector(groups, 2)),
    extension(tls.extension.pointFormats, vector(uint(0, 1), 1)),
    extension(tls.extension.signatures, vector(uint(tls.ecdsaP256Sha256, 2), 2)),
    extension(tls.extension.srtp, Buffer.concat([vector(uint(tls.srtpAeadAes128Gcm, 2), 2), uint(0, 1)])),
    extension(tls.extension.extendedMasterSecret, Buffer.alloc(0)),
    extension(tls.extension.renegotiation, uint(0, 1)),
  ]);
  return Buffer.concat([
    uint(tls.version, 2),
    random,
    vector(Buffer.alloc(0), 1),
    vector(cookie, 1),
    vector(uint(tls.ecdheEcdsaAes128Gcm, 2), 2),
    vector(uint(0, 1), 1),
    vector(extensions, 2),
  ]);
}

/** Reads a ServerHello; throws when the server took something that was not offered, or no SRTP profile. */
export function decodeServerHello(body: Buffer): { random: Buffer; extendedMasterSecret: boolean } {
  let offset = 34;
  offset += 1 + body.readUInt8(offset);
  if (body.readUInt16BE(offset) !== tls.ecdheEcdsaAes128Gcm) throw new Error('DTLS: unexpected cipher suite');
  offset += 3;
  const extensions = new Map<number, Buffer>();
  if (offset + 2 <= body.length) {
    for (offset += 2; offset + 4 <= body.length;) {
      const end = offset + 4 + body.readUInt16BE(offset + 2);
      extensions.set(body.readUInt16BE(offset), body.subarray(offset + 4, end));
      offset = end;
    }
  }
  const srtp = extensions.get(tls.extension.srtp);
  if (srtp === undefined || srtp.readUInt16BE(2) !== tls.srtpAeadAes128Gcm) {
    throw new Error('DTLS: the server did not take AEAD_AES_128_GCM');
  }
  return {
    random: body.subarray(2, 34),
    extendedMasterSecret: extensions.has(tls.extension.extendedMasterSecret),
  };
}
