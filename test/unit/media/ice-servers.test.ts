import { expect, test } from 'vitest';
import { iceServersFor } from '../../../src/media/ice-servers.ts';

test('a shared secret becomes credentials that expire, made for one participant', () => {
  const servers = iceServersFor(
    'session-1',
    [{ urls: ['turn:turn.example:3478'], secret: 'artificial-secret', ttlSeconds: 600 }],
    1_700_000_000_500,
  );
  // The password: printf '1700000600:session-1' | openssl dgst -sha1 -hmac artificial-secret -binary | base64
  expect(servers).toEqual([
    {
      urls: ['turn:turn.example:3478'],
      username: '1700000600:session-1',
      credential: 'KXKuY5ojiaHEBSZhl7qlv48LZ8o=',
    },
  ]);
});

test('fixed credentials and STUN are passed on, a secret never is', () => {
  const settings = [
    { urls: ['stun:stun.example'] },
    { urls: ['turn:turn.example'], username: 'user', credential: 'password' },
    { urls: ['turns:turn.example'], secret: 'artificial-secret' },
  ];
  const servers = iceServersFor('session-1', settings, 0);
  expect(servers.slice(0, 2)).toEqual(settings.slice(0, 2));
  expect(servers[2]?.username).toBe('86400:session-1');
  expect(JSON.stringify(servers)).not.toContain('artificial-secret');
});
