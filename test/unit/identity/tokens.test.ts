import { describe, expect, it } from 'vitest';
import { hashSecret, invitationToken, matches, newSecret } from '../../../src/identity/tokens.ts';

describe('invitation tokens', () => {
  it('are the same every time for one invitation, and others for another or with another secret', () => {
    const token = invitationToken('secret', 'a');
    expect(token).toMatch(/^[0-9a-f]{32}$/);
    expect(invitationToken('secret', 'a')).toBe(token);
    expect(invitationToken('secret', 'b')).not.toBe(token);
    expect(invitationToken('other', 'a')).not.toBe(token);
  });
});

describe('secrets', () => {
  it('match their own hash only', () => {
    const secret = newSecret();
    expect(matches(secret, hashSecret(secret))).toBe(true);
    expect(matches(newSecret(), hashSecret(secret))).toBe(false);
    expect(matches('', hashSecret(secret))).toBe(false);
    expect(matches(secret, '')).toBe(false);
  });

  it('have 256 random bits', () => {
    expect(Buffer.from(newSecret(), 'base64url')).toHaveLength(32);
    expect(new Set(Array.from({ length: 100 }, newSecret)).size).toBe(100);
  });
});
