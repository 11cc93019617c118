import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deal, type Undealt } from '../../../src/patrol/dealing.ts';

const rooms = (count: number): Undealt[] =>
  Array.from({ length: count }, (_, index) => ({ tileId: `room-${index}`, assignedTo: null }));

/** Rooms as they are after they were dealt. */
const after = (before: readonly Undealt[], dealt: ReadonlyMap<string, string | null>): Undealt[] =>
  before.map(({ tileId }) => ({ tileId, assignedTo: dealt.get(tileId) ?? null }));

function sharesOf(dealt: ReadonlyMap<string, string | null>, duty: readonly string[]): number[] {
  const shares = new Map(duty.map((member) => [member, 0]));
  for (const member of dealt.values()) if (member !== null) shares.set(member, (shares.get(member) ?? 0) + 1);
  return [...shares.values()];
}

const people = ['an', 'bo', 'ci', 'du', 'en', 'fu'];
/** Who is on duty, one state after the other, and how many of the first rooms have been seen by then. */
const shifts = fc.array(fc.record({ duty: fc.subarray(people), seen: fc.nat(20) }), { maxLength: 8 });

describe('deal', () => {
  it('gives every unseen room to exactly one of those on duty, whoever comes and leaves', () => {
    fc.assert(
      fc.property(fc.nat(60), shifts, (count, course) => {
        let left = rooms(count);
        for (const { duty, seen } of course) {
          left = left.slice(seen);
          const dealt = deal(left, duty);
          expect([...dealt.keys()].sort()).toEqual(left.map(({ tileId }) => tileId).sort());
          for (const member of dealt.values()) {
            if (duty.length === 0) expect(member).toBeNull();
            else expect(duty).toContain(member);
          }
          const shares = sharesOf(dealt, duty);
          if (duty.length > 0) expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
          left = after(left, dealt);
        }
      }),
    );
  });

  it('moves nothing when nothing has changed', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.subarray(people), (count, duty) => {
        const once = after(rooms(count), deal(rooms(count), duty));
        expect(after(once, deal(once, duty))).toEqual(once);
      }),
    );
  });

  it('moves no more rooms than have to when somebody comes or leaves', () => {
    fc.assert(
      fc.property(fc.nat(120), fc.subarray(people, { minLength: 1, maxLength: 5 }), (count, duty) => {
        const before = after(rooms(count), deal(rooms(count), duty));
        const newcomer = people.find((one) => !duty.includes(one)) ?? '';
        const dealt = deal(before, [...duty, newcomer]);
        const moved = before.filter(({ tileId, assignedTo }) => dealt.get(tileId) !== assignedTo);
        // Only what the newcomer gets.
        expect(moved.every(({ tileId }) => dealt.get(tileId) === newcomer)).toBe(true);
        const back = deal(after(before, dealt), duty);
        const stayed = after(before, dealt).filter(({ assignedTo }) => assignedTo !== newcomer);
        for (const { tileId, assignedTo } of stayed) expect(back.get(tileId)).toBe(assignedTo);
      }),
    );
  });

  it('deals neighbours to the same inspector, and takes the last rooms away first', () => {
    const dealt = deal(rooms(6), ['an', 'bo']);
    expect([...dealt.values()]).toEqual(['an', 'an', 'an', 'bo', 'bo', 'bo']);
    const three = deal(after(rooms(6), dealt), ['an', 'bo', 'ci']);
    expect(three.get('room-0')).toBe('an');
    expect(three.get('room-2')).toBe('ci');
    expect(three.get('room-5')).toBe('ci');
  });
});
