import { sessionCookieName } from '../contract/identity.ts';

/**
 * The secret of one session in a Cookie header (RFC 6265, 4.2.1). A browser may hold many sessions' cookies; the one of a
 * TLS connection wins, because only the server can have set it.
 */
export function sessionSecret(header: string | undefined, sessionId: string): string | undefined {
  if (header === undefined) return undefined;
  const pairs = header.split(';').map((pair) => pair.trim());
  for (const secure of [true, false]) {
    const prefix = `${sessionCookieName(sessionId, secure)}=`;
    const pair = pairs.find((candidate) => candidate.startsWith(prefix));
    if (pair !== undefined) return pair.slice(prefix.length);
  }
  return undefined;
}
