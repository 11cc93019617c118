import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A certificate's code: 16 characters of Crockford's base32, 80 random bits, so that nobody guesses one. */
export function newCode(): string {
  return Array.from(randomBytes(16), (byte) => alphabet.charAt(byte & 31)).join('');
}

/** As it is printed: four groups of four. */
export function writtenCode(code: string): string {
  return code.replace(/(.{4})(?=.)/g, '$1-');
}

/** What somebody typed, as codes are kept: letters that are easily mistaken are read as the digits that they stand for. */
export function readCode(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
}
