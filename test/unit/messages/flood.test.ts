import { describe, expect, it } from 'vitest';
import { Flood } from '../../../src/messages/flood.ts';

function passes(flood: Flood, person: string, now: number): boolean {
  try {
    flood.check(person, now);
    return true;
  } catch {
    return false;
  }
}

describe('how fast a person may post', () => {
  it('is ten at once and then one every four seconds, for each person alone', () => {
    const flood = new Flood();
    const first = Array.from({ length: 12 }, () => passes(flood, 'trainee:one', 0));
    expect(first.filter(Boolean)).toHaveLength(10);
    expect(passes(flood, 'trainee:two', 0)).toBe(true);
    expect(passes(flood, 'trainee:one', 3_900)).toBe(false);
    expect(passes(flood, 'trainee:one', 4_100)).toBe(true);
    expect(passes(flood, 'trainee:one', 4_200)).toBe(false);
  });

  it('is remembered of a bounded number of people, the latest of them', () => {
    const flood = new Flood();
    for (let n = 0; n < 10; n += 1) flood.check('trainee:early', 0);
    for (let n = 0; n < 10; n += 1) flood.check('trainee:busy', 0);
    for (let n = 0; n < 4_999; n += 1) {
      flood.check(`trainee:${n}`, 0);
      // Somebody who goes on posting is not forgotten by the many who come meanwhile.
      expect(passes(flood, 'trainee:busy', 0)).toBe(false);
    }
    expect(passes(flood, 'trainee:early', 0)).toBe(true);
    expect(passes(flood, 'trainee:busy', 0)).toBe(false);
  });
});
