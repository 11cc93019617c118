import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScorePolicy } from '../../../src/contract/score.ts';
import { components } from '../../../src/contract/score.ts';
import { fraction, rounded } from '../../../src/score/fraction.ts';
import { exactScore, shownScore, valuesOf, type Line, type Part } from '../../../src/score/model.ts';

const policy: ScorePolicy = {
  weights: { attendance: 3, quizzes: 3, exam: 4 },
  passMark: 6_000,
  decimals: 1,
  reflectionBonus: 0,
};
const part = (component: Part['component'], sourceId: string, due = true): Part => ({
  ...{ component, sourceId, due },
  title: '示例',
});
const parts = [
  part('attendance', 'l1'),
  part('attendance', 'l2'),
  part('quizzes', 'q1'),
  part('quizzes', 'q2'),
  part('exam', 'e'),
];

let made = 0;
const line = (change: Partial<Line> & Pick<Line, 'component' | 'sourceId' | 'points'>): Line => {
  made += 1;
  const kind = change.component === 'attendance' ? ('verdict' as const) : ('submission' as const);
  return { id: `e${made}`, kind, eventId: `v${made}`, at: made, counts: true, ...change };
};
const scoreOf = (lines: readonly Line[], of = parts, by = policy, bonus = 0) =>
  shownScore(exactScore(valuesOf(of, lines), by, bonus), by);

describe('a score', () => {
  it('is attendance, quizzes and exam at 3 to 3 to 4', () => {
    const lines = [
      line({ component: 'attendance', sourceId: 'l1', points: 10_000 }),
      line({ component: 'attendance', sourceId: 'l2', points: 5_000 }),
      line({ component: 'quizzes', sourceId: 'q1', points: 8_000 }),
      line({ component: 'exam', sourceId: 'e', points: 9_000 }),
    ];
    // 75 x 0.3 + 40 x 0.3 + 90 x 0.4: the quiz that is missing is 0.
    expect(scoreOf(lines)).toMatchObject({
      attendance: 7_500,
      quizzes: 4_000,
      exam: 9_000,
      total: 7_050,
      passed: true,
    });
  });

  it('leaves excused lessons out of the mean, and a component without parts out of the total', () => {
    const lines = [
      line({ component: 'attendance', sourceId: 'l1', points: null }),
      line({ component: 'attendance', sourceId: 'l2', points: 8_000 }),
    ];
    const early = [part('attendance', 'l1'), part('attendance', 'l2'), part('exam', 'e', false)];
    expect(scoreOf(lines, early)).toMatchObject({
      attendance: 8_000,
      quizzes: null,
      exam: null,
      total: 8_000,
    });
    expect(scoreOf([], [])).toMatchObject({ total: null, passed: null });
  });

  it('takes the newest verdict, the newest marking of a paper, and the best of several papers', () => {
    const lines = [
      line({ component: 'attendance', sourceId: 'l1', points: 0 }),
      line({ component: 'attendance', sourceId: 'l1', points: 10_000 }),
      line({ component: 'quizzes', sourceId: 'q1', points: 9_000, eventId: 'first' }),
      line({ component: 'quizzes', sourceId: 'q1', points: 7_000, eventId: 'second' }),
      line({ component: 'quizzes', sourceId: 'q1', points: 4_000, eventId: 'first', kind: 'marking' }),
    ];
    const [attendance, , quiz] = valuesOf(parts, lines);
    expect(attendance?.value).toBe(10_000);
    expect(quiz?.value).toBe(7_000);
  });

  it('is rounded once, half up, and passes by what is shown', () => {
    const three = ['a', 'b', 'c'].map((id) => part('quizzes', id));
    const lines = [line({ component: 'quizzes', sourceId: 'a', points: 10_000 })];
    expect(scoreOf(lines, three).total).toBe(3_330);
    expect(scoreOf(lines, three, { ...policy, decimals: 0 }).total).toBe(3_300);
    expect(scoreOf(lines, three, { ...policy, decimals: 2 }).total).toBe(3_333);
    expect(rounded(fraction(5_995), 10)).toBe(6_000);
    const edge = [line({ component: 'exam', sourceId: 'e', points: 5_995 })];
    expect(scoreOf(edge, [part('exam', 'e')]).passed).toBe(true);
  });
});

const points = fc.integer({ min: 0, max: 10_000 });
const anyLine: fc.Arbitrary<Line> = fc
  .record({
    which: fc.constantFrom(...parts),
    points: fc.option(points),
    delta: fc.integer({ min: -10_000, max: 10_000 }),
    kind: fc.constantFrom('base' as const, 'marking' as const, 'correction' as const, 'reversal' as const),
    eventId: fc.constantFrom('p1', 'p2', 'p3'),
    at: fc.integer({ min: 0, max: 5 }),
    counts: fc.boolean(),
    id: fc.uuid(),
  })
  .map(({ which, kind, delta, ...rest }) => {
    const isBase = kind === 'base' || kind === 'marking';
    const base = which.component === 'attendance' ? ('verdict' as const) : ('submission' as const);
    return {
      ...rest,
      component: which.component,
      sourceId: which.sourceId,
      kind: kind === 'base' || which.component === 'attendance' ? (isBase ? base : 'correction') : kind,
      points: isBase ? rest.points : delta,
    };
  });
const history = fc.uniqueArray(anyLine, { maxLength: 30, selector: ({ id }) => id });
const anyPolicy: fc.Arbitrary<ScorePolicy> = fc.record({
  weights: fc.record({
    attendance: fc.integer({ min: 0, max: 1_000 }),
    quizzes: fc.integer({ min: 0, max: 1_000 }),
    exam: fc.integer({ min: 1, max: 1_000 }),
  }),
  passMark: points,
  decimals: fc.integer({ min: 0, max: 2 }),
  reflectionBonus: points,
});

describe('any history of events', () => {
  it('gives the same score in any order of arrival', () => {
    fc.assert(
      fc.property(
        history.chain((lines) =>
          fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length })),
        ),
        anyPolicy,
        ([lines, mixed], by) => {
          expect(scoreOf(mixed, parts, by)).toEqual(scoreOf(lines, parts, by));
        },
      ),
    );
  });

  it('never gives more than 100 or less than 0, in any part, component or total', () => {
    fc.assert(
      fc.property(history, anyPolicy, points, (lines, by, bonus) => {
        const shown = scoreOf(lines, parts, by, bonus);
        for (const value of [...components.map((one) => shown[one]), shown.total]) {
          expect(value ?? 0).toBeGreaterThanOrEqual(0);
          expect(value ?? 0).toBeLessThanOrEqual(10_000);
        }
      }),
    );
  });

  it('is as it was after a correction and its reversal', () => {
    fc.assert(
      fc.property(history, points, (lines, delta) => {
        const added = { component: 'exam' as const, sourceId: 'e' };
        const both = [
          line({ ...added, kind: 'correction', points: delta }),
          line({ ...added, kind: 'reversal', points: -delta }),
        ];
        expect(scoreOf([...lines, ...both])).toEqual(scoreOf(lines));
      }),
    );
  });
});
