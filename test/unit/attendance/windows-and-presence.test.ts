import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumUp, type Interval } from '../../../src/attendance/presence-time.ts';
import { PresenceWatch } from '../../../src/attendance/presence-watch.ts';
import { concerns, minutesLate, startWindow, stateAt, windowAt } from '../../../src/attendance/windows.ts';
import { usualPolicy } from '../../../src/contract/attendance.ts';
import type { Lesson } from '../../../src/contract/course.ts';

const minute = 60_000;
const at = (minutes: number): number => Date.UTC(2030, 0, 7, 8) + minutes * minute;
const lesson: Lesson = {
  id: 'lesson',
  courseId: 'course',
  title: '示例课程',
  lecturerName: '示例教师',
  kind: 'lecture',
  startsAt: at(0),
  endsAt: at(90),
  startedAt: null,
  endedAt: null,
};
const window = startWindow(lesson, usualPolicy);

describe("a lesson's own window", () => {
  it('opens half an hour before, is in time for five minutes, and late until the end', () => {
    const states = [-31, -30, 0, 5, 6, 89, 90].map((minutes) => stateAt(window, at(minutes)));
    expect(states).toEqual(['early', 'open', 'open', 'open', 'late', 'late', 'closed']);
    expect([5, 5.01, 6, 20].map((minutes) => minutesLate(window, at(minutes)))).toEqual([0, 1, 1, 15]);
  });

  it('opens with the real beginning when that was earlier, makes nobody late for it, and closes with the real end', () => {
    const early = startWindow({ ...lesson, startedAt: at(-60), endedAt: at(30) }, usualPolicy);
    expect([early.opensAt, early.inTimeUntil, early.closesAt]).toEqual([at(-90), at(5), at(30)]);
    const over = startWindow({ ...lesson, startedAt: at(-60), endedAt: at(-10) }, usualPolicy);
    expect([over.inTimeUntil, over.closesAt]).toEqual([at(-10), at(-10)]);
    const short = startWindow({ ...lesson, startedAt: at(-60) }, { ...usualPolicy, closesAfterMin: 20 });
    expect(short.closesAt).toBe(at(20));
    const late = startWindow({ ...lesson, startedAt: at(10) }, usualPolicy);
    expect(late.inTimeUntil).toBe(at(5));
  });

  it('stands still while the line is gone', () => {
    const during = windowAt(window, [{ from: at(2), until: at(9) }], at(9));
    expect([during.inTimeUntil, during.closesAt, during.extendedMs]).toEqual([at(12), at(97), 7 * minute]);
    expect(during.state).toBe('open');
    const late = windowAt(window, [{ from: at(40), until: at(50) }], at(50));
    expect([late.inTimeUntil, late.closesAt]).toEqual([at(5), at(100)]);
    const before = windowAt(window, [{ from: at(-60), until: at(-20) }], at(0));
    expect(before.extendedMs).toBe(10 * minute);
    expect(concerns({ from: at(-90), until: at(-31) }, [window], [])).toBe(false);
    expect(concerns({ from: at(91), until: at(95) }, [window], [])).toBe(false);
    // The first loss made it longer, so that the second one lies within.
    const first = { from: at(80), until: at(95) };
    expect(concerns({ from: at(96), until: at(97) }, [window], [first])).toBe(true);
  });

  it('is never shorter for a loss, and never longer than all losses together', () => {
    const losses = fc
      .array(fc.integer({ min: -100, max: 200 }), { minLength: 2, maxLength: 12 })
      .map((times) => [...new Set(times)].sort((a, b) => a - b))
      .map((times) =>
        times.flatMap((from, i) => {
          const until = times[i + 1];
          return i % 2 === 0 && until !== undefined ? [{ from: at(from), until: at(until) }] : [];
        }),
      );
    fc.assert(
      fc.property(losses, (list) => {
        const { extendedMs, inTimeUntil, closesAt } = windowAt(window, list, at(0));
        const all = list.reduce((sum, { from, until }) => sum + until - from, 0);
        expect(extendedMs).toBeGreaterThanOrEqual(0);
        expect(extendedMs).toBeLessThanOrEqual(all);
        expect(closesAt).toBeGreaterThanOrEqual(inTimeUntil);
      }),
    );
  });
});

const interval = fc
  .tuple(fc.nat(100), fc.nat(30), fc.constantFrom('watching', 'idle', 'hidden'))
  .map(([from, length, state]): Interval => ({ from: at(from), until: at(from + length), state }));

describe('minutes of presence', () => {
  const bounds = { from: at(0), until: at(130) };

  it('are counted once where stretches overlap, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 12 }), fc.nat(10), (list, turn) => {
        const sum = sumUp(list, bounds, 0);
        const turned = [...list.slice(turn), ...list.slice(0, turn)];
        expect(sumUp(turned, bounds, 0)).toEqual(sum);
        const covered = (states: readonly string[]): number =>
          Array.from({ length: 130 }, (_, index) => index + 0.5).filter((moment) =>
            list.some((one) => one.from < at(moment) && at(moment) < one.until && states.includes(one.state)),
          ).length;
        expect(sum?.connectedMinutes ?? 0).toBe(covered(['watching', 'idle', 'hidden']));
        expect(sum?.watchingMinutes ?? 0).toBe(covered(['watching']));
        expect(sum?.hiddenMinutes ?? 0).toBe(
          covered(['watching', 'idle', 'hidden']) - covered(['watching', 'idle']),
        );
      }),
    );
  });

  it('lie within the lesson', () => {
    const all: Interval = { from: at(-30), until: at(200), state: 'watching' };
    expect(sumUp([all], { from: at(0), until: at(90) }, 0)?.connectedMinutes).toBe(90);
    expect(sumUp([all], { from: at(300), until: at(390) }, 0)).toBeNull();
  });
});

describe('watching who is connected', () => {
  const place = 'port:one' as const;
  const total = (watch: PresenceWatch, rows: Interval[] = []) => {
    rows.push(...watch.take(at(60)));
    return sumUp(
      [...new Map(rows.map((row) => [row.from, row])).values()],
      { from: at(0), until: at(60) },
      30_000,
    );
  };

  it('merges reconnects, and counts hidden time apart', () => {
    const watch = new PresenceWatch();
    watch.arrived(place, 'phone', true, at(0));
    watch.seen(place, 'phone', { visible: true, playing: true }, at(0));
    watch.left(place, 'phone', true, at(10));
    // Back within the seat's time of grace: the gap is nobody's.
    expect(watch.arrived(place, 'phone', true, at(10) + 20_000)).toEqual({
      from: at(10),
      until: at(10) + 20_000,
    });
    watch.seen(place, 'phone', { visible: true, playing: true }, at(10) + 20_000);
    watch.seen(place, 'phone', { visible: false, playing: true }, at(30));
    watch.seen(place, 'phone', { visible: true, playing: true }, at(40));
    const sum = total(watch);
    expect(sum).toMatchObject({ connectedMinutes: 60, hiddenMinutes: 10, reconnects: 0 });
    expect(sum?.watchingMinutes).toBeCloseTo(50, 0);
  });

  it('sees a fault only where nobody said goodbye and nobody else holds the line', () => {
    const watch = new PresenceWatch();
    const room = 'branch:one' as const;
    watch.arrived(room, 'screen', true, at(0));
    watch.arrived(room, 'liaison', false, at(0));
    watch.left(room, 'screen', true, at(5));
    expect(watch.lostSince(room)).toBeUndefined();
    watch.left(room, 'liaison', true, at(6));
    expect(watch.lostSince(room)).toBe(at(6));
    expect(watch.arrived(room, 'liaison', false, at(9))).toEqual({ from: at(6), until: at(9) });
    watch.left(room, 'liaison', false, at(10));
    expect(watch.arrived(room, 'screen', true, at(20))).toBeUndefined();
  });

  it('takes a page that is back within five seconds for one that was reloaded, and makes nothing longer for it', () => {
    const watch = new PresenceWatch();
    const room = 'branch:one' as const;
    const lost = (from: number, ms: number) => {
      watch.left(room, 'screen', true, from);
      return watch.arrived(room, 'screen', true, from + ms);
    };
    watch.arrived(room, 'screen', true, at(0));
    expect(lost(at(1), 1_800)).toBeUndefined();
    expect(lost(at(2), 4_999)).toBeUndefined();
    expect(lost(at(3), 5_000)).toEqual({ from: at(3), until: at(3) + 5_000 });
  });

  it('goes on after the server was killed, and knows how long it was gone', () => {
    const before = { from: at(0), until: at(20), state: 'watching' as const };
    const watch = new PresenceWatch([{ place, last: before }]);
    expect(watch.lostSince(place)).toBe(at(20));
    expect(watch.arrived(place, 'phone', true, at(22))).toEqual({ from: at(20), until: at(22) });
    watch.left(place, 'phone', false, at(30));
    expect(watch.take(at(31))).toEqual([{ place, from: at(22), until: at(30), state: 'idle', open: false }]);
  });

  it('writes down that only the liaison holds the line, as time that counts for nothing', () => {
    const room = 'branch:one' as const;
    const watch = new PresenceWatch();
    watch.arrived(room, 'liaison', false, at(0));
    watch.arrived(room, 'screen', true, at(10));
    watch.left(room, 'screen', true, at(20));
    const rows = watch.take(at(30));
    expect(rows).toMatchObject([
      { from: at(0), until: at(10), state: 'held', open: false },
      { from: at(10), until: at(20), state: 'idle', open: false },
      { from: at(20), until: at(30), state: 'held', open: true },
    ]);
    expect(sumUp(rows, { from: at(0), until: at(60) }, 0)?.connectedMinutes).toBe(10);
    // Killed there: the room's line was gone from then on, and no time of a screen goes on.
    // A server that was gone is no page that was reloaded, however quickly it is back.
    const after = new PresenceWatch([{ place: room, last: { from: at(20), until: at(30), state: 'held' } }]);
    expect(after.arrived(room, 'screen', true, at(30) + 900)).toEqual({ from: at(30), until: at(30) + 900 });
    expect(after.take(at(40))).toMatchObject([{ from: at(30) + 900, state: 'idle' }]);
  });

  it('puts back what could not be written', () => {
    const watch = new PresenceWatch();
    watch.arrived(place, 'phone', true, at(0));
    watch.left(place, 'phone', false, at(3));
    const rows = watch.take(at(4));
    expect(rows).toHaveLength(1);
    watch.putBack(rows);
    expect(watch.take(at(5))).toEqual(rows);
  });
});
