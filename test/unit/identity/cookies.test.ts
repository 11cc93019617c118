import { describe, expect, it } from 'vitest';
import { sessionSecret } from '../../../src/identity/cookies.ts';

describe('the secret in a Cookie header', () => {
  it('is found among the cookies of other sessions', () => {
    const header = 'theme=dark; plenum-one=1; plenum-two=2;plenum-three=3';
    expect(sessionSecret(header, 'one')).toBe('1');
    expect(sessionSecret(header, 'two')).toBe('2');
    expect(sessionSecret(header, 'three')).toBe('3');
  });

  it('is the one that was set over TLS when there are both', () => {
    expect(sessionSecret('plenum-one=plain; __Host-plenum-one=tls', 'one')).toBe('tls');
  });

  it('is not taken from a cookie whose name only begins or ends alike', () => {
    expect(sessionSecret('plenum-one1=x; xplenum-one=y; plenum-o=z', 'one')).toBeUndefined();
    expect(sessionSecret(undefined, 'one')).toBeUndefined();
    expect(sessionSecret('', 'one')).toBeUndefined();
  });
});
