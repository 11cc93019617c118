import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Lesson } from '../../../src/contract/course.ts';
import { nextPlanned, PlanTimer } from '../../../src/patrol/plan.ts';

const minute = 60_000;
const startedAt = 1_900_000_000_000;
const lesson = { startedAt, endedAt: null };
const wholeLesson: Lesson = {
  ...lesson,
  id: 'lesson',
  courseId: 'course',
  title: '示例课',
  lecturerName: '示例老师',
  kind: 'lecture',
  startsAt: startedAt,
  endsAt: startedAt + 90 * minute,
};
const plan = { minutes: [10, 40], ports: false, updatedAt: startedAt - 1 };

describe('nextPlanned', () => {
  it('is the first that was not started, counted from the real start', () => {
    expect(nextPlanned(plan, new Set(), lesson, startedAt)).toEqual({
      minute: 10,
      at: startedAt + 10 * minute,
    });
    expect(nextPlanned(plan, new Set([10]), lesson, startedAt + 11 * minute)).toMatchObject({ minute: 40 });
    expect(nextPlanned(plan, new Set([10, 40]), lesson, startedAt)).toBeUndefined();
  });

  it('is one that a restart made late, but not one that was missed', () => {
    expect(nextPlanned(plan, new Set(), lesson, startedAt + 14 * minute)).toMatchObject({ minute: 10 });
    expect(nextPlanned(plan, new Set(), lesson, startedAt + 16 * minute)).toMatchObject({ minute: 40 });
  });

  it('is none that was due before it was planned, and none outside of the lesson', () => {
    const late = { ...plan, updatedAt: startedAt + 12 * minute };
    expect(nextPlanned(late, new Set(), lesson, startedAt + 12 * minute)).toMatchObject({ minute: 40 });
    expect(nextPlanned(plan, new Set(), { startedAt: null, endedAt: null }, startedAt)).toBeUndefined();
    expect(nextPlanned(plan, new Set(), { startedAt, endedAt: startedAt + 1 }, startedAt)).toBeUndefined();
  });
});

describe('PlanTimer', () => {
  beforeEach(() => void vi.useFakeTimers({ now: startedAt }));
  afterEach(() => void vi.useRealTimers());

  it('starts each planned round once when it is due, and none after it is closed', () => {
    const started: number[] = [];
    const timer = new PlanTimer({
      lesson: () => wholeLesson,
      clock: { now: () => Date.now() },
      start: (at) => started.push(at),
    });
    timer.open(plan, []);
    expect(timer.nextAt).toBe(startedAt + 10 * minute);
    vi.advanceTimersByTime(10 * minute);
    expect(started).toEqual([10]);
    vi.advanceTimersByTime(29 * minute);
    timer.schedule();
    expect(started).toEqual([10]);
    vi.advanceTimersByTime(minute);
    expect(started).toEqual([10, 40]);
    timer.set({ minutes: [50], ports: false, updatedAt: Date.now() });
    timer.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
