import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QuestionContent } from '../../../src/contract/bank.ts';
import type { PaperAnswer } from '../../../src/contract/paper.ts';
import { grade, readNumber } from '../../../src/quiz/grading.ts';
import { arrangement, drawItems, keyOf, toPaperItem, type Item } from '../../../src/quiz/paper-model.ts';
import { Seeded } from '../../../src/quiz/seeded.ts';

const option = (text: string) => ({ text, pictureId: null });
const four = ['甲', '乙', '丙', '丁'].map(option);
const contents: QuestionContent[] = [
  { kind: 'single', options: four, correct: 2 },
  { kind: 'multiple', options: four, correct: [0, 3] },
  { kind: 'trueFalse', correct: false },
  {
    kind: 'fill',
    blanks: [
      { of: 'text', accepted: ['示例词', 'Sample'] },
      { of: 'number', value: 0.3, tolerance: 0.1 },
    ],
  },
  { kind: 'ordering', items: ['一', '二', '三', '四'] },
  {
    kind: 'matching',
    pairs: [
      { left: 'a', right: '1' },
      { left: 'b', right: '2' },
      { left: 'c', right: '3' },
    ],
  },
];
const seeds = fc.string({ minLength: 1, maxLength: 20 });

function graded(
  content: QuestionContent,
  seed: string,
  answer: PaperAnswer | null,
  points = 300,
): number | null {
  const order = arrangement({ id: 'i', content }, { seed, shuffleOptions: true });
  return grade({ content, points, order, multipleChoice: 'proportional' }, answer);
}

describe('grading', () => {
  it('gives all points to what is right, on every paper that a seed can make', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(...contents), (seed, content) => {
        const order = arrangement({ id: 'i', content }, { seed, shuffleOptions: true });
        expect(graded(content, seed, keyOf(content, order))).toBe(300);
      }),
    );
  });

  it('never gives less than nothing or more than all, whatever is answered', () => {
    const place = fc.integer({ min: 0, max: 9 });
    const answers = fc.oneof(
      fc.record({ kind: fc.constant('single' as const), choice: place }),
      fc.record({ kind: fc.constant('multiple' as const), choices: fc.array(place, { maxLength: 10 }) }),
      fc.record({ kind: fc.constant('trueFalse' as const), value: fc.boolean() }),
      fc.record({ kind: fc.constant('fill' as const), blanks: fc.array(fc.string(), { maxLength: 8 }) }),
      fc.record({ kind: fc.constant('ordering' as const), order: fc.array(place, { maxLength: 10 }) }),
      fc.record({
        kind: fc.constant('matching' as const),
        rights: fc.array(fc.option(place), { maxLength: 10 }),
      }),
    );
    fc.assert(
      fc.property(seeds, fc.constantFrom(...contents), answers, (seed, content, answer) => {
        const given = graded(content, seed, answer) ?? -1;
        expect(given).toBeGreaterThanOrEqual(0);
        expect(given).toBeLessThanOrEqual(300);
      }),
    );
  });

  it('gives a multiple choice all or nothing, or what is right less what is wrong', () => {
    const content = contents[1];
    if (content?.kind !== 'multiple') throw new Error('another content was expected');
    const order = [0, 1, 2, 3];
    const give = (multipleChoice: 'allOrNothing' | 'proportional', ...choices: number[]) =>
      grade({ content, points: 200, order, multipleChoice }, { kind: 'multiple', choices });
    expect(give('allOrNothing', 3, 0)).toBe(200);
    expect(give('allOrNothing', 0)).toBe(0);
    expect(give('proportional', 0)).toBe(100);
    expect(give('proportional', 0, 0, 0)).toBe(100);
    expect(give('proportional', 0, 1)).toBe(0);
    expect(give('proportional', 0, 1, 2, 3)).toBe(0);
    expect(give('proportional', 1, 2)).toBe(0);
  });

  it('takes words without case, width and outer spaces, and numbers within their tolerance', () => {
    const content = contents[3];
    if (content === undefined) throw new Error('no content');
    const give = (...blanks: string[]) => graded(content, 's', { kind: 'fill', blanks });
    expect(give(' ｓａｍｐｌｅ ', '0.2')).toBe(300);
    expect(give('sample', '０．４')).toBe(300);
    expect(give('示例', '0.41')).toBe(0);
    expect(give('示例词', '')).toBe(150);
    expect(readNumber('1,234,567.5')).toBe(1_234_567.5);
    expect(readNumber('−3')).toBe(-3);
    expect(readNumber('3 个')).toBeNull();
    expect(readNumber('0x10')).toBeNull();
  });

  it('rounds shares half up', () => {
    const content = contents[5];
    if (content?.kind !== 'matching') throw new Error('another content was expected');
    const order = [0, 1, 2];
    const give = (points: number, ...rights: (number | null)[]) =>
      grade({ content, points, order, multipleChoice: 'proportional' }, { kind: 'matching', rights });
    expect(give(100, 0, null, null)).toBe(33);
    expect(give(100, 0, 1, null)).toBe(67);
    expect(give(50, 0, null, null)).toBe(17);
  });

  it('leaves words to a person, but for no words at all', () => {
    const content: QuestionContent = { kind: 'short', guide: '' };
    expect(graded(content, 's', { kind: 'short', text: '示例' })).toBeNull();
    expect(graded(content, 's', { kind: 'short', text: '' })).toBe(0);
    expect(graded(content, 's', null)).toBe(0);
  });
});

const item = (id: string, topic: string, difficulty: number): Item => ({
  ...{ id, topic, difficulty, text: `示例题 ${id}`, pictureId: null, points: 100, explanation: '' },
  content: { kind: 'trueFalse', correct: true },
});

describe('a paper', () => {
  it('is the same from the same seed, and has every item of a fixed list', () => {
    const items = ['a', 'b', 'c', 'd', 'e'].map((id) => item(id, '', 1));
    const settings = {
      selection: { how: 'fixed' as const, questionIds: [] },
      shuffleQuestions: true,
      shuffleOptions: true,
    };
    fc.assert(
      fc.property(seeds, (seed) => {
        const made = drawItems(settings, items, seed);
        expect(drawItems(settings, items, seed)).toEqual(made);
        expect(made?.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
      }),
    );
  });

  it('is found where one draw could take the only item that another one can have, and not where there is none', () => {
    const draws = [
      { topic: 'x', difficulty: null, count: 1 },
      { topic: null, difficulty: 1, count: 1 },
    ];
    const settings = {
      selection: { how: 'drawn' as const, draws },
      shuffleQuestions: false,
      shuffleOptions: true,
    };
    fc.assert(
      fc.property(seeds, (seed) => {
        const drawn = drawItems(settings, [item('a', 'x', 1), item('b', 'x', 2)], seed);
        expect(drawn?.map(({ id }) => id)).toEqual(['b', 'a']);
        expect(drawItems(settings, [item('a', 'x', 1), item('b', 'y', 2)], seed)).toBeNull();
      }),
    );
  });

  it('draws what each draw asks for, none twice, and lets narrow draws go first', () => {
    const items = [item('a', 'x', 1), item('b', 'x', 2), item('c', 'y', 1), item('d', 'z', 3)];
    const draws = [
      { topic: null, difficulty: null, count: 2 },
      { topic: 'x', difficulty: null, count: 1 },
      { topic: 'x', difficulty: 1, count: 1 },
    ];
    const settings = {
      selection: { how: 'drawn' as const, draws },
      shuffleQuestions: false,
      shuffleOptions: true,
    };
    fc.assert(
      fc.property(seeds, (seed) => {
        const ids = drawItems(settings, items, seed)?.map(({ id }) => id) ?? [];
        expect(ids.slice(2)).toEqual(['b', 'a']);
        expect(new Set(ids).size).toBe(4);
      }),
    );
    expect(drawItems(settings, items.slice(1), 's')).toBeNull();
  });

  it('never lets an order or a pair be read off', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(...contents.slice(4)), (seed, content) => {
        const order = arrangement({ id: 'i', content }, { seed, shuffleOptions: false });
        expect(order).not.toEqual([...order].sort((a, b) => a - b));
      }),
    );
  });

  it('tells nothing of what is right', () => {
    const secrets: Item[] = [
      { ...item('f', '', 1), content: { kind: 'fill', blanks: [{ of: 'text', accepted: ['canary'] }] } },
      { ...item('s', '', 1), content: { kind: 'short', guide: 'canary' }, explanation: 'canary' },
    ];
    for (const secret of secrets) expect(JSON.stringify(toPaperItem(secret, []))).not.toContain('canary');
  });
});

describe('numbers of a seed', () => {
  it('are spread evenly', () => {
    const counts = new Map<number, number>();
    const seeded = new Seeded('示例', 'spread');
    for (let turn = 0; turn < 6_000; turn += 1) {
      const drawn = seeded.below(6);
      counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });
});
