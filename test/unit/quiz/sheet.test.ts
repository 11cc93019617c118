import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Item } from '../../../src/quiz/paper-model.ts';
import type { PaperRow, QuizRow } from '../../../src/quiz/repository.ts';
import { percentOf, Sheet, type SavedAnswer } from '../../../src/quiz/sheet.ts';

const began = new Date(Date.UTC(2030, 0, 7, 8));
const later = (ms: number) => new Date(began.getTime() + ms);
const names = ['a', 'b', 'c'];
const items = new Map(
  names.map((id): [string, Item] => [
    id,
    {
      id,
      text: '示例题',
      pictureId: null,
      content: { kind: 'trueFalse', correct: true },
      points: 100,
      explanation: '',
      topic: '',
      difficulty: 1,
    },
  ]),
);
const settings = { shuffleOptions: true, multipleChoice: 'allOrNothing' } as QuizRow['settings'];

function sheet(change: Partial<PaperRow> = {}): Sheet {
  const paper: PaperRow = {
    ...{ id: 'paper', quizId: 'quiz', traineeId: 'trainee', attempt: 1, seed: 'seed', itemIds: names },
    ...{ most: 300, startedAt: began, endsAt: later(600_000), extraMs: 0, deviceIds: ['phone'], version: 0 },
    ...{ handedInAt: null, handedInBy: null, enteredBy: null, given: null, unmarked: 0 },
    ...change,
  };
  const quiz = { id: 'quiz', courseId: 'course', settings, closedAt: null } as QuizRow;
  return new Sheet({ paper, quiz, items, answers: [] });
}

const answer = (itemId: string, value: boolean, version: number): SavedAnswer => ({
  itemId,
  answer: { kind: 'trueFalse', value },
  version,
});
const answers = fc.array(
  fc.record({
    itemId: fc.constantFrom(...names, 'of another paper'),
    answer: fc.record({ kind: fc.constant('trueFalse' as const), value: fc.boolean() }),
    version: fc.integer({ min: 1, max: 20 }),
  }),
  { maxLength: 12 },
);

describe('a sheet', () => {
  it('holds the newest answer to each item, however often and in whatever order requests come', () => {
    fc.assert(
      fc.property(answers, fc.integer(), (sent, seed) => {
        // A version names one answer: a page counts on with every change.
        const distinct = [...new Map(sent.map((one) => [`${one.itemId} ${one.version}`, one])).values()];
        const mixed = [...distinct, ...distinct].sort(
          (a, b) => Math.sin(seed + a.version) - Math.sin(seed + b.version),
        );
        const one = sheet();
        for (const each of mixed) one.save('phone', [each], began);
        const newest = new Map<string, SavedAnswer>();
        for (const each of distinct) {
          if (!names.includes(each.itemId)) continue;
          if (each.version > (newest.get(each.itemId)?.version ?? 0)) newest.set(each.itemId, each);
        }
        const kept = [...one.answers.values()].map(({ itemId, answer: value, version }) => ({
          itemId,
          answer: value,
          version,
        }));
        const byItem = (a: { itemId: string }, b: { itemId: string }) => a.itemId.localeCompare(b.itemId);
        expect(kept.sort(byItem)).toEqual([...newest.values()].sort(byItem));
        expect(one.events.size).toBe(0);
      }),
    );
  });

  it('is graded once: what comes after it was handed in counts for nothing', () => {
    const one = sheet();
    one.save('phone', [answer('a', true, 1), answer('b', false, 2)], later(60_000));
    one.handIn('trainee', later(61_000));
    expect(one.paper).toMatchObject({
      given: 100,
      unmarked: 0,
      handedInAt: later(61_000),
      handedInBy: 'trainee',
    });
    one.handIn('time', later(62_000));
    expect(one.paper).toMatchObject({ given: 100, handedInAt: later(61_000), handedInBy: 'trainee' });
    expect([...one.changed].sort()).toEqual(['a', 'b']);
  });

  it('records another device and what nobody can have read in the time', () => {
    const one = sheet();
    one.save('tablet', [answer('a', true, 1), answer('b', true, 2)], later(1_000));
    one.handIn('trainee', later(5_999));
    expect([...one.events]).toEqual([
      ['otherDevice', 1],
      ['fast', 1],
    ]);
    const slow = sheet();
    slow.save('phone', [answer('a', true, 1), answer('b', true, 2)], later(1_000));
    slow.handIn('trainee', later(6_000));
    expect(slow.events.size).toBe(0);
  });

  it('is over from its end on', () => {
    expect(sheet().isOver(later(599_999))).toBe(false);
    expect(sheet().isOver(later(600_000))).toBe(true);
    expect(sheet({ endsAt: null }).isOver(later(9_999_999))).toBe(false);
  });
});

describe('a percent', () => {
  it('is rounded once, half up, as the score is', () => {
    // 5.5 of 6 points, and the half of a hundredth.
    expect(percentOf(550, 600)).toBe(9_167);
    expect(percentOf(1, 20_000)).toBe(1);
    expect(percentOf(1, 20_001)).toBe(0);
    expect(percentOf(0, 0)).toBe(0);
  });

  it('is never more than a half of a hundredth beside what was earned', () => {
    const papers = fc
      .integer({ min: 1, max: 100_000 })
      .chain((most) => fc.record({ most: fc.constant(most), given: fc.integer({ min: 0, max: most }) }));
    fc.assert(
      fc.property(papers, ({ given, most }) => {
        const twice = 2 * most * percentOf(given, most) - 20_000 * given;
        expect(twice).toBeGreaterThan(-most);
        expect(twice).toBeLessThanOrEqual(most);
      }),
    );
  });
});
