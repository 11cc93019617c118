import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Codes, parseCode, refFrom, type CodePlace } from '../../../src/attendance/codes.ts';
import { Passes } from '../../../src/attendance/passes.ts';

const key = randomBytes(32);
const codes = new Codes(key);
const place: CodePlace = { courseId: 'c', lessonId: 'l', branchId: 'b', windowId: 'w' };
const point = { ref: 'ABCD1234', ordinal: 0 };
const moment = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2036, 0, 1) });

function check(code: string, at: CodePlace, now: number): string {
  const parsed = parseCode(code);
  return parsed ? codes.check(at, parsed, now) : 'unreadable';
}

describe('a sign-in code', () => {
  it('counts while it is shown and for two seconds more, whenever that is', () => {
    fc.assert(
      fc.property(moment, (now) => {
        const { code, nextAt } = codes.at(place, point, now);
        expect(nextAt - now).toBeGreaterThan(0);
        expect(nextAt - now).toBeLessThanOrEqual(15_000);
        expect(check(code, place, now)).toBe('valid');
        expect(check(code, place, nextAt + 1_999)).toBe('valid');
        expect(check(code, place, nextAt + 2_000)).toBe('old');
        // Photographed when it appeared and used 18 s later, which is after 15 + 2.
        expect(check(code, place, nextAt - 15_000 + 18_000)).toBe('old');
        expect(codes.at(place, point, nextAt).code).not.toBe(code);
      }),
    );
  });

  it('does not count before it is shown', () => {
    const now = Date.UTC(2030, 0, 7, 8);
    const { nextAt } = codes.at(place, point, now);
    expect(check(codes.at(place, point, nextAt).code, place, now)).toBe('forged');
  });

  it('is old and not unknown hours later', () => {
    const now = Date.UTC(2030, 0, 7, 8);
    expect(check(codes.at(place, point, now).code, place, now + 4 * 3_600_000)).toBe('old');
  });

  it.each(['courseId', 'lessonId', 'branchId', 'windowId'] as const)('is signed for its %s', (field) => {
    const now = Date.UTC(2030, 0, 7, 8);
    const { code } = codes.at(place, point, now);
    expect(check(code, { ...place, [field]: 'another' }, now)).toBe('forged');
  });

  it('is nobody else’s to make, and no character of it can be changed', () => {
    const now = Date.UTC(2030, 0, 7, 8);
    const foreign = new Codes(randomBytes(32)).at(place, point, now).code;
    expect(check(foreign, place, now)).toBe('forged');
    const { code } = codes.at(place, point, now);
    for (let index = 9; index < code.length; index += 1) {
      const other = code[index] === '0' ? '1' : '0';
      const changed = code.slice(0, index) + other + code.slice(index + 1);
      expect(check(changed, place, now), changed).not.toBe('valid');
    }
  });

  it('is short, can be written in any case, and nothing else is taken for one', () => {
    const { code } = codes.at(place, point, Date.now());
    expect(code).toHaveLength(27);
    expect(parseCode(` ${code.toLowerCase()} `)?.ref).toBe(point.ref);
    fc.assert(fc.property(fc.string(), (text) => parseCode(text) === undefined || text.trim().length === 27));
  });

  it('changes at different moments in different rooms', () => {
    const refs = Array.from({ length: 221 }, () => refFrom(randomBytes(8)));
    const now = Date.UTC(2030, 0, 7, 8);
    const seconds = refs.map((ref) =>
      Math.floor((codes.at(place, { ...point, ref }, now).nextAt - now) / 1000),
    );
    const busiest = Math.max(
      ...Array.from({ length: 16 }, (_, s) => seconds.filter((one) => one === s).length),
    );
    expect(busiest).toBeLessThan(45);
  });
});

describe('a pass', () => {
  const scan = { lessonId: 'l', branchId: 'b', windowId: 'w', at: 1, until: 2, deviceId: 'd' };

  it('says what was scanned, and only this server can make one', () => {
    const passes = new Passes(key);
    const pass = passes.seal(scan);
    expect(passes.open(pass)).toEqual(scan);
    expect(new Passes(randomBytes(32)).open(pass)).toBeUndefined();
    const [, proof = ''] = pass.split('.');
    const other = Buffer.from(JSON.stringify({ ...scan, deviceId: 'another' })).toString('base64url');
    expect(passes.open(`${other}.${proof}`)).toBeUndefined();
    expect(passes.open('nonsense')).toBeUndefined();
  });
});
