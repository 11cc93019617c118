import { describe, expect, it } from 'vitest';
import { withMark, withoutMark } from '../../../src/course/formula-mark.ts';

describe('the mark before a formula', () => {
  it.each(['=1+1', '+86 10', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1', '＋1', '－1', '＠SUM(A1)'])(
    'is put before %j and taken off again',
    (cell) => {
      expect(withMark(cell)).toBe(`'${cell}`);
      expect(withoutMark(withMark(cell))).toBe(cell);
    },
  );

  it.each(['0001', '2026-11-30', '示例学员', "'示例", '?', '<b>', ''])('is not put before %j', (cell) => {
    expect(withMark(cell)).toBe(cell);
  });

  it('is taken off before digits, where people put it to keep zeros, and stays before other text', () => {
    expect(withoutMark("'0001")).toBe('0001');
    expect(withoutMark("'示例")).toBe("'示例");
    expect(withoutMark("'")).toBe("'");
  });
});
