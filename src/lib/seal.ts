import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { fewRandomBytes } from './random.ts';

/** Bytes of a key. */
export const sealKeyBytes = 32;
/** What every sealed text begins with: `PLS1`. */
const magic = Buffer.from('PLS1', 'latin1');
/** Bytes before the text itself: the magic, a nonce of 96 bits, a tag of 128 (NIST SP 800-38D). */
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = magic.length + nonceBytes + tagBytes;

/** What was sealed with another key, or changed since. */
export class UnopenableError extends Error {
  constructor(options?: ErrorOptions) {
    super('a sealed text cannot be opened: it was sealed with another key, or changed', options);
    this.name = 'UnopenableError';
  }
}

/**
 * Keeps texts so that whoever has the records alone cannot read them: AES-256-GCM, and HMAC-SHA256 for finding one again. Each
 * use has a key of its own, derived with HKDF (RFC 5869) from the one that is kept outside of the records.
 */
export class Seal {
  /** Tells keys apart, and nothing of them. */
  readonly id: string;
  readonly #key: Uint8Array;
  readonly #sealing: Uint8Array;
  readonly #indexing: Uint8Array;

  /** @param key 32 bytes */
  constructor(key: Uint8Array) {
    if (key.length !== sealKeyBytes) throw new RangeError(`a key has ${sealKeyBytes} bytes`);
    this.#key = key;
    const derived = (purpose: string) => new Uint8Array(hkdfSync('sha256', key, '', purpose, sealKeyBytes));
    this.#sealing = derived('records.seal');
    this.#indexing = derived('records.index');
    this.id = Buffer.from(derived('records.id')).toString('hex', 0, 8);
  }

  /** A copy for a thread of this process, which makes a seal of its own from it. It belongs on no disk and in no message. */
  keyForThread(): Uint8Array {
    return Uint8Array.from(this.#key);
  }

  /** The same text sealed twice looks different. */
  seal(text: string): Buffer {
    const nonce = fewRandomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#sealing, nonce);
    const sealed = [cipher.update(text, 'utf8'), cipher.final()];
    return Buffer.concat([magic, nonce, cipher.getAuthTag(), ...sealed]);
  }

  /** Throws UnopenableError. */
  open(sealed: Uint8Array): string {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    if (!isSealed(bytes)) throw new UnopenableError();
    const nonce = bytes.subarray(magic.length, magic.length + nonceBytes);
    const decipher = createDecipheriv('aes-256-gcm', this.#sealing, nonce, { authTagLength: tagBytes });
    decipher.setAuthTag(bytes.subarray(magic.length + nonceBytes, headBytes));
    try {
      return decipher.update(bytes.subarray(headBytes), undefined, 'utf8') + decipher.final('utf8');
    } catch (error) {
      throw new UnopenableError({ cause: error });
    }
  }

  /** The same for the same text, in hex: by it a text is found without being readable. */
  index(text: string): string {
    return createHmac('sha256', this.#indexing).update(text).digest('hex');
  }
}

/** Whether bytes are what `seal` makes. */
export function isSealed(bytes: Uint8Array): boolean {
  return bytes.length >= headBytes && magic.equals(bytes.subarray(0, magic.length));
}

/** A number as it stands where it only has to be recognised by who knows it: its last two characters. */
export function maskedNumber(number: string): string {
  return `••••${Array.from(number).slice(-2).join('')}`;
}

/** What the index of a trainee's number is made of: in two courses the same number is kept differently. */
export function numberIndex(courseId: string, number: string): string {
  return `${courseId} ${number}`;
}
