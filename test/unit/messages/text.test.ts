import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neutralText, plainLine, plainText } from '../../../src/contract/text.ts';

const directions = ['\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069'];

describe('a text that people read', () => {
  it('loses what would act on other text, and keeps what it says', () => {
    for (const mark of [
      ...directions,
      '\u0000',
      '\u001B',
      '\u200E',
      '\u200F',
      '\u061C',
      '\uFEFF',
      '\u200B',
    ]) {
      expect(neutralText(`示${mark}例`), mark.codePointAt(0)?.toString(16)).toBe('示例');
    }
    const emoji = '👨‍👩‍👧 مرحبا नमस्ते';
    expect(neutralText(emoji)).toBe(emoji);
    expect(neutralText('e\u0301')).toBe('\u00E9');
    expect(neutralText('a\r\nb\rc\u2028d')).toBe('a\nb\nc\nd');
    expect(neutralText('a\n \n\n\u3000\nb')).toBe('a\n\nb');
    expect(neutralText(`Z${'\u0335'.repeat(400)}`).length).toBeLessThan(10);
    expect(neutralText('x\uD800y')).toBe('xy');
  });

  it('is bounded before and after, and says something', () => {
    expect(plainText(4).parse('  示例  ')).toBe('示例');
    expect(plainText(4).safeParse('12345').success).toBe(false);
    expect(plainText(4).safeParse('\u202E'.repeat(15)).success).toBe(false);
    expect(plainText(4).safeParse(`ab${'\u202E'.repeat(15)}`).success).toBe(false);
    for (const nothing of ['', '  ', '\n', '\u200D', '\u2800', '\u3164', '\u0301']) {
      expect(plainText(4).safeParse(nothing).success, JSON.stringify(nothing)).toBe(false);
    }
    expect(plainLine(20).parse('示例\n\n一行')).toBe('示例 一行');
  });

  it('comes out the same when it goes in again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const once = neutralText(text);
        expect(neutralText(once)).toBe(once);
        expect(once).not.toMatch(/[\u202A-\u202E\u2066-\u2069]|\n{3}/);
      }),
    );
  });
});
