import { describe, expect, it } from 'vitest';
import { clockDuration, clockTime, splitDays } from '../../../client/views/common/time.ts';
import { tokenFromInput } from '../../../client/views/welcome/token.ts';

const token = 'Abcdefgh_1234567-x';

describe('what somebody pastes', () => {
  it.each([
    token,
    `  ${token}\n`,
    `/j/${token}`,
    `https://class.example/j/${token}`,
    `https://class.example/j/${token}/`,
    `https://class.example/j/${token}?from=chat#x`,
  ])('gives the token of %j', (pasted) => {
    expect(tokenFromInput(pasted)).toBe(token);
  });

  it.each(['', 'hello', 'https://class.example/', '/j/short', `https://class.example/x/${token}`])(
    'finds no token in %j',
    (pasted) => {
      expect(tokenFromInput(pasted)).toBeNull();
    },
  );
});

describe('clocks', () => {
  it('show hours, minutes and seconds, and never less than nothing', () => {
    expect(clockDuration(2_530_999)).toBe('00:42:10');
    expect(clockDuration(100 * 3_600_000)).toBe('100:00:00');
    expect(clockDuration(-5)).toBe('00:00:00');
  });

  it('count whole days apart', () => {
    expect(splitDays(2 * 86_400_000 + 61_000)).toEqual({ days: 2, rest: 61_000 });
    expect(splitDays(-1)).toEqual({ days: 0, rest: 0 });
  });

  it('show the time of day', () => {
    const at = new Date(2030, 2, 4, 9, 5, 7).getTime();
    expect(clockTime(at)).toBe('09:05');
    expect(clockTime(at, true)).toBe('09:05:07');
  });
});
