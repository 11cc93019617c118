import { createHmac } from 'node:crypto';
import type { IceServer } from '../contract/media.ts';
import type { IceServerSettings } from './settings.ts';

const DAY_SECONDS = 86_400;

/**
 * The servers that a participant's browser may use to find a way to us. Where a shared secret is set, the credentials
 * are made for this participant and expire, as "A REST API For Access To TURN Services" says
 * (draft-uberti-behave-turn-rest-00, section 2.2): the user name is `<expiry in Unix seconds>:<participant>`, the
 * password base64(HMAC-SHA1(secret, user name)).
 *
 * @param now milliseconds since 1970
 */
export function iceServersFor(
  participantId: string,
  servers: readonly IceServerSettings[],
  now: number,
): IceServer[] {
  return servers.map(({ urls, secret, username, credential, ttlSeconds }) => {
    if (secret !== undefined) {
      const expiry = Math.floor(now / 1000) + (ttlSeconds ?? DAY_SECONDS);
      const user = `${expiry}:${participantId}`;
      const password = createHmac('sha1', secret).update(user).digest('base64');
      return { urls: [...urls], username: user, credential: password };
    }
    if (username !== undefined && credential !== undefined) return { urls: [...urls], username, credential };
    return { urls: [...urls] };
  });
}
