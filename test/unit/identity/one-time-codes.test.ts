import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  newDraft,
  newRecoveryCodes,
  recoveryCodeText,
  secretOfDraft,
  stepOfCode,
} from '../../../src/identity/one-time-codes.ts';
import { Seal } from '../../../src/lib/seal.ts';

/** `12345678901234567890` in base32, as in RFC 6238, appendix B. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('codes of an app', () => {
  // The last six of the eight digits in the RFC's table for SHA1.
  it.each([
    [59, '287082', 1],
    [1_111_111_109, '081804', 37_037_036],
    [1_111_111_111, '050471', 37_037_037],
    [1_234_567_890, '005924', 41_152_263],
    [2_000_000_000, '279037', 66_666_666],
    [20_000_000_000, '353130', 666_666_666],
  ])('are those of RFC 6238 at %d s', (seconds, code, step) => {
    expect(stepOfCode(secret, code, seconds * 1000)).toBe(step);
  });

  it('count one step before and after, and say which step they are of', () => {
    const at = (steps: number) => (59 + 30 * steps) * 1000;
    expect([-2, -1, 0, 1, 2].map((steps) => stepOfCode(secret, '287082', at(steps)))).toEqual([
      undefined,
      1,
      1,
      1,
      undefined,
    ]);
  });

  it('may be typed with spaces or in full width, and are nothing else', () => {
    const now = 59_000;
    expect(stepOfCode(secret, ' 287 082', now)).toBe(1);
    expect(stepOfCode(secret, '２８７０８２', now)).toBe(1);
    for (const typed of ['', '28708', '2870820', '28708x', '287082\n1'])
      expect(stepOfCode(secret, typed, now)).toBeUndefined();
  });
});

describe('drafts', () => {
  const seal = new Seal(randomBytes(32));
  const key = 'somebody';

  it('come back with their secret, for their person, in time, and to the server that made them', () => {
    const { secret: made, draft, uri } = newDraft(seal, { name: '示例: 一 & 二', key, now: 0 });
    expect(secretOfDraft(seal, { draft, key, now: 899_999 })).toBe(made);
    expect(secretOfDraft(seal, { draft, key, now: 900_000 })).toBeUndefined();
    expect(secretOfDraft(seal, { draft, key: 'other', now: 0 })).toBeUndefined();
    expect(secretOfDraft(new Seal(randomBytes(32)), { draft, key, now: 0 })).toBeUndefined();
    expect(secretOfDraft(seal, { draft: 'nonsense', key, now: 0 })).toBeUndefined();
    expect(new URL(uri).searchParams.get('secret')).toBe(made);
    // 160 bits.
    expect(made).toMatch(/^[A-Z2-7]{32}$/);
  });

  it('of the longest names still fit into a QR code', () => {
    const { uri } = newDraft(seal, { name: '示'.repeat(200), key, now: 0 });
    expect(uri.length).toBeLessThan(600);
  });
});

describe('recovery codes', () => {
  it('are ten different ones, of characters that nobody takes for others', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  it('are the same however they are typed, and others for another account', () => {
    const text = recoveryCodeText('a', '01AB-CDEF-GH10-2345');
    expect(recoveryCodeText('a', ' o1ab cdef ghlo 2345')).toBe(text);
    expect(recoveryCodeText('b', '01AB-CDEF-GH10-2345')).not.toBe(text);
  });
});
