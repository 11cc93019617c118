import { describe, expect, it } from 'vitest';
import { buildDemoCourse } from '../../../src/course/demo-course.ts';

const now = Date.UTC(2030, 0, 7, 8, 2, 30);
const demo = buildDemoCourse(now);

describe('the demo course', () => {
  it('is the complete case', () => {
    expect(demo.branches.filter(({ level }) => level === 1)).toHaveLength(180);
    expect(demo.branches.filter(({ level }) => level === 2)).toHaveLength(41);
    expect(demo.trainees).toHaveLength(557);
    expect(demo.trainees.filter(({ port }) => port)).toHaveLength(12);
    expect(demo.lessons).toHaveLength(9);
  });

  it('is the same every time', () => {
    expect(buildDemoCourse(now)).toEqual(demo);
  });

  it('hangs each level-2 branch below a level-1 branch', () => {
    const levels = new Map(demo.branches.map(({ number, level }) => [number, level]));
    for (const { level, parent } of demo.branches) {
      if (level === 1) expect(parent).toBeNull();
      else expect(parent !== null && levels.get(parent)).toBe(1);
    }
  });

  it('seats two or three trainees in each branch, and ports in none', () => {
    const seated = new Map<number, number>();
    for (const { branch, port } of demo.trainees) {
      expect(branch === null).toBe(port);
      if (branch !== null) seated.set(branch, (seated.get(branch) ?? 0) + 1);
    }
    expect(seated.size).toBe(221);
    expect([...new Set(seated.values())].sort()).toEqual([2, 3]);
  });

  it('starts in five to ten minutes and runs three days of three lessons that do not overlap', () => {
    const [first] = demo.lessons;
    expect((first?.startsAt ?? 0) - now).toBeGreaterThanOrEqual(5 * 60_000);
    expect((first?.startsAt ?? 0) - now).toBeLessThanOrEqual(10 * 60_000);
    for (const [index, lesson] of demo.lessons.entries()) {
      expect(lesson.endsAt).toBeGreaterThan(lesson.startsAt);
      const next = demo.lessons[index + 1];
      if (next) expect(next.startsAt).toBeGreaterThan(lesson.endsAt);
    }
    const days = demo.lessons.map(({ startsAt }) =>
      Math.floor((startsAt - (first?.startsAt ?? 0)) / 86_400_000),
    );
    expect(days).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
  });

  it('names nobody twice', () => {
    for (const list of [demo.branches, demo.trainees]) {
      expect(new Set(list.map(({ number }) => number)).size).toBe(list.length);
      expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
    }
  });
});
