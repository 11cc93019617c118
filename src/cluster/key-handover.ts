import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';
import { z } from 'zod';
import { UnopenableError } from '../lib/seal.ts';

/** Bytes of what goes before the sealed key: a nonce of 96 bits, a tag of 128 (NIST SP 800-38D). */
const nonceBytes = 12;
const tagBytes = 16;

/** 32 bytes in base64url: an X25519 public key as RFC 8037 writes it, or a proof. */
const thirtyTwoBytes = z.string().regex(/^[\w-]{43}$/);

const request = z.strictObject({
  /** By which the one who asks is found in the records. */
  id: z.string().regex(/^[0-9a-z]{26}$/),
  /** Of a pair that is used for this one request. */
  publicKey: thirtyTwoBytes,
  /** That whoever asks knows the secret. */
  proof: thirtyTwoBytes,
});
export type KeyRequest = z.infer<typeof request>;

const answer = z.strictObject({ publicKey: thirtyTwoBytes, sealed: z.base64().max(1_024) });

/** What both ends know from the records, for one request. */
export interface Asking {
  id: string;
  /** 256 bits that nobody has seen who cannot read the records as they are now. */
  secret: Uint8Array;
}

/**
 * The end that lacks the key. What is said can be overheard: the key comes sealed for a key pair that only this object has
 * (X25519, RFC 7748; HKDF-SHA256, RFC 5869; AES-256-GCM), and from somebody who knows the secret, which is never said.
 */
export class KeyAsker {
  /** To be published. */
  readonly request: Buffer;
  readonly #asking: Asking;
  readonly #own: KeyObject;
  readonly #publicKey: string;

  constructor(asking: Asking) {
    const { publicKey, privateKey } = generateKeyPairSync('x25519');
    this.#asking = asking;
    this.#own = privateKey;
    this.#publicKey = textOf(publicKey);
    const said: KeyRequest = {
      id: asking.id,
      publicKey: this.#publicKey,
      proof: proofOf(asking, this.#publicKey),
    };
    this.request = Buffer.from(JSON.stringify(said));
  }

  /** The key in an answer. Throws UnopenableError for what is no answer to this request by one who knows the secret. */
  open(raw: Buffer): Uint8Array {
    try {
      const { publicKey, sealed } = answer.parse(JSON.parse(raw.toString()));
      const bytes = Buffer.from(sealed, 'base64');
      const key = sealingKey(this.#own, publicKey, this.#asking, [this.#publicKey, publicKey]);
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
    } catch (error) {
      throw new UnopenableError({ cause: error });
    }
  }
}

/** What somebody asks. Throws for what is no request. */
export function readKeyRequest(raw: Buffer): KeyRequest {
  return request.parse(JSON.parse(raw.toString()));
}

/** The key, readable for whoever asked and for nobody else. Throws UnopenableError when they do not know the secret. */
export function answerKeyRequest(asked: KeyRequest, secret: Uint8Array, key: Uint8Array): Buffer {
  const asking = { id: asked.id, secret };
  const right = Buffer.from(proofOf(asking, asked.publicKey));
  if (!timingSafeEqual(Buffer.from(asked.proof), right)) throw new UnopenableError();
  const pair = generateKeyPairSync('x25519');
  const publicKey = textOf(pair.publicKey);
  const sealing = sealingKey(pair.privateKey, asked.publicKey, asking, [asked.publicKey, publicKey]);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', sealing, nonce);
  const sealed = [cipher.update(key), cipher.final()];
  const bytes = Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]);
  const said: z.infer<typeof answer> = { publicKey, sealed: bytes.toString('base64') };
  return Buffer.from(JSON.stringify(said));
}

function proofOf({ id, secret }: Asking, publicKey: string): string {
  return createHmac('sha256', secret).update(`records-key asked ${id} ${publicKey}`).digest('base64url');
}

/** The same at both ends: of what the two key pairs have in common, of the secret, and of who talks with whom. */
function sealingKey(
  own: KeyObject,
  other: string,
  { id, secret }: Asking,
  [asks, answers]: readonly [string, string],
): Uint8Array {
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: other }, format: 'jwk' });
  const common = diffieHellman({ privateKey: own, publicKey });
  const context = `records-key given ${id} ${asks} ${answers}`;
  return new Uint8Array(hkdfSync('sha256', common, secret, context, 32));
}

function textOf(publicKey: KeyObject): string {
  const { x } = publicKey.export({ format: 'jwk' });
  if (x === undefined) throw new TypeError('a key of X25519 has x');
  return x;
}
