import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** 32 hexadecimal digits are 128 bits: unguessable. Chat programs never cut such a link short, and it can be dictated. */
const tokenLength = 32;

/** Crockford's base32: no letter can be taken for a digit. */
export const codeAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/**
 * 50 bits. With a thousand codes in use, an address that tries as fast as it is let (http/limits.ts) hits one in 350 years.
 */
const codeLength = 10;

/**
 * The token of an invitation: derived, so that the organiser can be shown the link again although only its hash is kept.
 * Whoever has the server's secret and the records can make every link; the secret is therefore never logged.
 */
export function invitationToken(serverSecret: string, invitationId: string): string {
  return createHmac('sha256', serverSecret)
    .update(`invitation:${invitationId}`)
    .digest('hex')
    .slice(0, tokenLength);
}

/** The short code that can be typed instead of the link, derived like the token: ten characters without a dash. */
export function invitationCode(serverSecret: string, invitationId: string): string {
  const bytes = createHmac('sha256', serverSecret).update(`code:${invitationId}`).digest();
  return Array.from(bytes.subarray(0, codeLength), (byte) => codeAlphabet.charAt(byte & 31)).join('');
}

/**
 * What the records keep of a code, in hex: HMAC-SHA256 under a key that is not in them. Without the key, 50 bits would be found by
 * trying; with it, nobody who has only the records can try.
 */
export function hashCode(serverSecret: string, code: string): string {
  return createHmac('sha256', keyOf(serverSecret, 'identity.code')).update(code).digest('hex');
}

/** A secret of 256 bits for one purpose (RFC 5869): it tells nothing of the server's own, nor of others. */
export function keyOf(serverSecret: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', serverSecret, '', purpose, 32));
}

/** A code as people read it: two groups of five. */
export function readableCode(code: string): string {
  return `${code.slice(0, codeLength / 2)}-${code.slice(codeLength / 2)}`;
}

/**
 * The code in what somebody typed, whatever its case, spaces and dashes, with letters that look like digits taken as those;
 * undefined when it is none.
 */
export function typedCode(text: string): string | undefined {
  const plain = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  const isCode = plain.length === codeLength && /^[0-9A-HJKMNP-TV-Z]+$/.test(plain);
  return isCode ? plain : undefined;
}

/** The value of a device's cookie: its id, and the proof that this server gave it out. */
export function deviceToken(serverSecret: string, deviceId: string): string {
  const proof = createHmac('sha256', serverSecret).update(`device:${deviceId}`).digest('base64url');
  return `${deviceId}.${proof}`;
}

/** The device's id in a cookie's value; undefined when this server did not give it out. */
export function deviceOf(serverSecret: string, token: string | undefined): string | undefined {
  const deviceId = token?.split('.')[0];
  if (token === undefined || deviceId === undefined) return undefined;
  return sameText(token, deviceToken(serverSecret, deviceId)) ? deviceId : undefined;
}

/** A new secret of 256 random bits, for a session's cookie. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 in hex. Tokens and secrets are long and random, so a slow hash would protect nothing. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Compares a presented secret with a kept hash, in a time that tells nothing. */
export function matches(secret: string, hash: string): boolean {
  return sameText(hashSecret(secret), hash);
}

function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
