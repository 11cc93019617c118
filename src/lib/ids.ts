import { fewRandomBytes } from './random.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new global id: 26 characters of Crockford's base32, 130 random bits, unguessable. */
export function newId(): string {
  let id = '';
  for (const byte of fewRandomBytes(26)) id += alphabet.charAt(byte & 31);
  return id;
}
