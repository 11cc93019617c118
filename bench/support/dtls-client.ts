import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import {
  contentType,
  decodeRecords,
  decodeServerHello,
  encodeClientHello,
  encodeHandshake,
  encodeRecord,
  HandshakeAssembler,
  handshakeType,
  prf,
  recordNumber,
  tls,
  uint,
  vector,
  type DtlsRecord,
  type HandshakeMessage,
} from './dtls-wire.ts';
import { fingerprintOf, type DtlsIdentity } from './identity.ts';
import { masterBytes, sessionKeys, type SrtpSessionKeys } from './srtp.ts';

/**
 * A DTLS 1.2 client that does one handshake for SRTP keys: ECDHE (X25519), ECDSA P-256, AES-128-GCM, client
 * certificate, extended master secret. On node:crypto it costs a fraction of a millisecond, where DTLS clients with
 * curves in JavaScript cost several: hundreds of clients that join at once must not be what a bench measures.
 */

const X25519_SPKI_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');
const X25519_BYTES = 32;
const FIRST_RETRANSMISSION_MS = 400;
const MAX_TRANSMISSIONS = 7;
const VERIFY_BYTES = 12;
const GCM_TAG_BYTES = 16;

export interface DtlsClientOptions {
  identity: DtlsIdentity;
  /** The SHA-256 fingerprint that signalling announced for the server's certificate. */
  remoteFingerprint: string;
  send: (datagram: Buffer) => void;
}

/** SRTP keys of both directions. */
export interface SrtpKeys {
  local: SrtpSessionKeys;
  remote: SrtpSessionKeys;
}

interface FlightPart {
  type: number;
  content: Buffer;
  sealed: boolean;
}

interface Deferred {
  resolve: (keys: SrtpKeys) => void;
  reject: (error: Error) => void;
}

/** Keys of certificates by fingerprint: a server has one certificate for each worker, and hundreds of clients parse it. */
const knownKeys = new Map<string, KeyObject>();

export class DtlsClient {
  readonly #options: DtlsClientOptions;
  readonly #assembler = new HandshakeAssembler();
  readonly #random = Buffer.concat([uint(Math.floor(Date.now() / 1000), 4), randomBytes(28)]);
  readonly #ephemeral = generateKeyPairSync('x25519');
  #transcript: Buffer[] = [];
  #messageSequence = 0;
  #plainRecords = 0;
  #sealedRecords = 0;
  #flight: FlightPart[] = [];
  #timer: NodeJS.Timeout | undefined;
  #waiting: Deferred | undefined;
  #serverRandom: Buffer = Buffer.alloc(0);
  #extended = false;
  #serverKey: KeyObject | undefined;
  #remotePublic: KeyObject | undefined;
  #master: Buffer = Buffer.alloc(0);
  #writeKey: Buffer = Buffer.alloc(0);
  #writeIv: Buffer = Buffer.alloc(0);
  #readKey: Buffer | undefined;
  #readIv: Buffer = Buffer.alloc(0);

  constructor(options: DtlsClientOptions) {
    this.#options = options;
  }

  /** Does the handshake; rejects when the server is not the announced one, refuses, or does not answer in about 25 s. */
  handshake(): Promise<SrtpKeys> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#sendHello(Buffer.alloc(0));
    });
  }

  /** Takes a datagram of the server. */
  receive(datagram: Buffer): void {
    try {
      for (const record of decodeRecords(datagram)) this.#receiveRecord(record);
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Stops retransmitting; a handshake under way rejects. */
  close(): void {
    this.#fail(new Error('DTLS: closed'));
  }

  #fail(error: Error): void {
    clearTimeout(this.#timer);
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }

  #receiveRecord(record: DtlsRecord): void {
    if (this.#waiting === undefined) return;
    if (record.epoch > 0) {
      if (this.#readKey === undefined) return;
      record = { ...record, fragment: this.#decrypt(record, this.#readKey) };
    }
    if (record.type === contentType.alert) {
      throw new Error(`DTLS: the server sent alert ${record.fragment[1] ?? 0}`);
    }
    if (record.type !== contentType.handshake) return;
    for (const message of this.#assembler.add(record.fragment)) this.#receiveMessage(message);
  }

  #receiveMessage(message: HandshakeMessage): void {
    const { type, sequence, body } = message;
    if (type === handshakeType.helloVerifyRequest) {
      this.#transcript = [];
      this.#sendHello(body.subarray(3, 3 + body.readUInt8(2)));
      return;
    }
    if (type === handshakeType.finished) {
      this.#finish(body);
      return;
    }
    this.#transcript.push(encodeHandshake(type, sequence, body));
    if (type === handshakeType.serverHello) {
      const hello = decodeServerHello(body);
      this.#serverRandom = Buffer.from(hello.random);
      this.#extended = hello.extendedMasterSecret;
    } else if (type === handshakeType.certificate) this.#takeCertificate(body);
    else if (type === handshakeType.serverKeyExchange) this.#takeServerKey(body);
    else if (type === handshakeType.serverHelloDone) this.#sendKeyFlight();
  }

  #takeCertificate(body: Buffer): void {
    const certificate = body.subarray(6, 6 + body.readUIntBE(3, 3));
    const fingerprint = fingerprintOf(certificate);
    if (fingerprint !== this.#options.remoteFingerprint) {
      throw new Error('DTLS: the server shows another certificate than it announced');
    }
    this.#serverKey = knownKeys.get(fingerprint) ?? new X509Certificate(certificate).publicKey;
    knownKeys.set(fingerprint, this.#serverKey);
  }

  #takeServerKey(body: Buffer): void {
    const paramsEnd = 4 + body.readUInt8(3);
    if (body.readUInt16BE(1) !== tls.groupX25519 || paramsEnd !== 4 + X25519_BYTES || !this.#serverKey) {
      throw new Error('DTLS: unexpected key exchange');
    }
    const signature = body.subarray(paramsEnd + 4, paramsEnd + 4 + body.readUInt16BE(paramsEnd + 2));
    const signed = Buffer.concat([this.#random, this.#serverRandom, body.subarray(0, paramsEnd)]);
    if (!verify('sha256', signed, this.#serverKey, signature)) throw new Error('DTLS: wrong key signature');
    const spki = Buffer.concat([X25519_SPKI_PREFIX, body.subarray(4, paramsEnd)]);
    this.#remotePublic = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  }

  #sendHello(cookie: Buffer): void {
    const hello = this.#message(handshakeType.clientHello, encodeClientHello(this.#random, cookie));
    this.#transmit([{ type: contentType.handshake, content: hello, sealed: false }]);
  }

  #sendKeyFlight(): void {
    const { identity } = this.#options;
    if (this.#remotePublic === undefined) throw new Error('DTLS: the server sent no key');
    const ownPublic = this.#ephemeral.publicKey
      .export({ format: 'der', type: 'spki' })
      .subarray(-X25519_BYTES);
    const certificates = vector(vector(identity.certificate, 3), 3);
    const messages = [
      this.#message(handshakeType.certificate, certificates),
      this.#message(handshakeType.clientKeyExchange, vector(ownPublic, 1)),
    ];
    this.#deriveKeys(
      diffieHellman({ privateKey: this.#ephemeral.privateKey, publicKey: this.#remotePublic }),
    );
    const signature = sign('sha256', Buffer.concat(this.#transcript), identity.privateKey);
    const proof = Buffer.concat([uint(tls.ecdsaP256Sha256, 2), vector(signature, 2)]);
    messages.push(this.#message(handshakeType.certificateVerify, proof));
    const finished = this.#message(handshakeType.finished, this.#verifyData('client finished'));
    this.#transmit([
      ...messages.map((content) => ({ type: contentType.handshake, content, sealed: false })),
      { type: contentType.changeCipherSpec, content: uint(1, 1), sealed: false },
      { type: contentType.handshake, content: finished, sealed: true },
    ]);
  }

  #deriveKeys(preMaster: Buffer): void {
    const randoms = Buffer.concat([this.#random, this.#serverRandom]);
    this.#master = this.#extended
      ? prf(preMaster, 'extended master secret', this.#transcriptHash(), 48)
      : prf(preMaster, 'master secret', randoms, 48);
    const block = prf(this.#master, 'key expansion', Buffer.concat([this.#serverRandom, this.#random]), 40);
    this.#writeKey = block.subarray(0, 16);
    this.#readKey = block.subarray(16, 32);
    this.#writeIv = block.subarray(32, 36);
    this.#readIv = block.subarray(36, 40);
  }

  #finish(body: Buffer): void {
    if (!body.equals(this.#verifyData('server finished'))) throw new Error('DTLS: wrong finish');
    clearTimeout(this.#timer);
    const { key, salt } = masterBytes;
    const randoms = Buffer.concat([this.#random, this.#serverRandom]);
    const material = prf(this.#master, 'EXTRACTOR-dtls_srtp', randoms, 2 * (key + salt));
    const take = (from: number, bytes: number) => material.subarray(from, from + bytes);
    this.#waiting?.resolve({
      local: sessionKeys(take(0, key), take(2 * key, salt)),
      remote: sessionKeys(take(key, key), take(2 * key + salt, salt)),
    });
    this.#waiting = undefined;
  }

  /** Numbers a message of ours and puts it into the transcript. */
  #message(type: number, body: Buffer): Buffer {
    const message = encodeHandshake(type, this.#messageSequence++, body);
    this.#transcript.push(message);
    return message;
  }

  #transcriptHash(): Buffer {
    return createHash('sha256').update(Buffer.concat(this.#transcript)).digest();
  }

  #verifyData(label: string): Buffer {
    return prf(this.#master, label, this.#transcriptHash(), VERIFY_BYTES);
  }

  /** A record under a new number, also when its content is sent again: a peer drops numbers that it has seen. */
  #record(part: FlightPart): Buffer {
    if (part.sealed) return this.#encrypt(part.type, part.content);
    return encodeRecord(part.type, recordNumber(0, this.#plainRecords++), part.content);
  }

  #encrypt(type: number, plain: Buffer): Buffer {
    const number = recordNumber(1, this.#sealedRecords++);
    const nonce = Buffer.concat([this.#writeIv, number]);
    const cipher = createCipheriv('aes-128-gcm', this.#writeKey, nonce, { authTagLength: GCM_TAG_BYTES });
    cipher.setAAD(Buffer.concat([number, uint(type, 1), uint(tls.version, 2), uint(plain.length, 2)]));
    const encrypted = cipher.update(plain);
    cipher.final();
    return encodeRecord(type, number, Buffer.concat([number, encrypted, cipher.getAuthTag()]));
  }

  #decrypt(record: DtlsRecord, key: Buffer): Buffer {
    const { fragment, number, type } = record;
    const sealed = fragment.subarray(8, fragment.length - GCM_TAG_BYTES);
    const nonce = Buffer.concat([this.#readIv, fragment.subarray(0, 8)]);
    const decipher = createDecipheriv('aes-128-gcm', key, nonce, { authTagLength: GCM_TAG_BYTES });
    decipher.setAAD(Buffer.concat([number, uint(type, 1), uint(tls.version, 2), uint(sealed.length, 2)]));
    decipher.setAuthTag(fragment.subarray(fragment.length - GCM_TAG_BYTES));
    const plain = decipher.update(sealed);
    decipher.final();
    return plain;
  }

  /** Sends a flight and repeats it, ever slower, until the next one is sent or the handshake ends. */
  #transmit(flight: FlightPart[]): void {
    this.#flight = flight;
    clearTimeout(this.#timer);
    this.#sendFlight(1);
  }

  #sendFlight(transmission: number): void {
    this.#options.send(Buffer.concat(this.#flight.map((part) => this.#record(part))));
    this.#timer = setTimeout(
      () => {
        if (transmission >= MAX_TRANSMISSIONS) this.#fail(new Error('DTLS: no answer'));
        else this.#sendFlight(transmission + 1);
      },
      FIRST_RETRANSMISSION_MS * 2 ** (transmission - 1),
    );
  }
}
