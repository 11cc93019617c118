import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 32 hexadecimal digits are 128 bits: unguessable. Chat programs never cut such a link short, and it can be dictated. */
const tokenLength = 32;

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

/** A new secret of 256 random bits, for a session's cookie or for the server itself. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 in hex. Tokens and secrets are long and random, so a slow hash would protect nothing. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Compares a presented secret with a kept hash, in a time that tells nothing. */
export function matches(secret: string, hash: string): boolean {
  const presented = Buffer.from(hashSecret(secret));
  const kept = Buffer.from(hash);
  return presented.length === kept.length && timingSafeEqual(presented, kept);
}
