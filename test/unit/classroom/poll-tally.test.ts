import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PollAnswer } from '../../../src/contract/polls.ts';
import { checkAnswer, checkDraft, checkRoom, isRight } from '../../../src/classroom/polls/model.ts';
import {
  drawIndex,
  presentBranches,
  presentTrainees,
  remaining,
} from '../../../src/classroom/polls/picks.ts';
import { Tally, type Place } from '../../../src/classroom/polls/tally.ts';

const ask = (kind: 'single' | 'multiple', key: PollAnswer | null = null) =>
  checkDraft({ kind, question: '示例题', options: ['甲', '乙', '丙'], key, durationS: null });
const single = (choice: number): PollAnswer => ({ kind: 'single', choice });

describe('what a poll asks', () => {
  it('has options when it is a choice, and only then', () => {
    const draft = { question: '示例题', key: null, durationS: null };
    expect(() => checkDraft({ ...draft, kind: 'single', options: ['甲'] })).toThrow();
    expect(() => checkDraft({ ...draft, kind: 'multiple', options: ['甲', ' 甲'] })).toThrow();
    expect(() => checkDraft({ ...draft, kind: 'text', options: ['甲', '乙'] })).toThrow();
    expect(checkDraft({ ...draft, kind: 'trueFalse', options: [] }).options).toEqual([]);
  });

  it('has a key of its own kind, within its options; a rating has none', () => {
    const draft = { question: '示例题', durationS: null };
    const options = ['甲', '乙'];
    expect(() => checkDraft({ ...draft, kind: 'single', options, key: single(2) })).toThrow();
    expect(() => checkDraft({ ...draft, kind: 'number', options: [], key: single(0) })).toThrow();
    expect(() =>
      checkDraft({ ...draft, kind: 'rating', options: [], key: { kind: 'rating', value: 5 } }),
    ).toThrow();
    const multiple = checkDraft({
      ...draft,
      kind: 'multiple',
      options,
      key: { kind: 'multiple', choices: [1, 0, 1] },
    });
    expect(multiple.key).toEqual({ kind: 'multiple', choices: [0, 1] });
  });
});

describe('an answer', () => {
  it('is of the kind of the poll, within its options, each choice once and in order', () => {
    expect(() => checkAnswer(ask('single'), { kind: 'text', text: '甲' })).toThrow();
    expect(() => checkAnswer(ask('single'), single(3))).toThrow();
    expect(checkAnswer(ask('multiple'), { kind: 'multiple', choices: [2, 0, 2] })).toEqual({
      kind: 'multiple',
      choices: [0, 2],
    });
    expect(Object.is(checkAnswer({ kind: 'number', options: [] }, { kind: 'number', value: -0 }), -0)).toBe(
      false,
    );
  });

  it('in words is right whatever its case, width and spaces', () => {
    const key: PollAnswer = { kind: 'text', text: 'Plenum 2' };
    expect(isRight(key, { kind: 'text', text: 'ｐｌｅｎｕｍ２' })).toBe(true);
    expect(isRight(key, { kind: 'text', text: 'Plenum' })).toBe(false);
  });
});

describe('a show of hands', () => {
  it('has a count for each option, and its people add up', () => {
    expect(() => checkRoom(ask('single'), { counts: [1, 2], heads: 3 })).toThrow();
    expect(() => checkRoom(ask('single'), { counts: [1, 2, 0], heads: 4 })).toThrow();
    expect(() => checkRoom({ kind: 'text', options: [] }, { counts: [1, 2], heads: 3 })).toThrow();
    expect(() => checkRoom(ask('multiple'), { counts: [5, 2, 0], heads: 4 })).toThrow();
    expect(checkRoom(ask('multiple'), { counts: [4, 2, 0], heads: 4 }).heads).toBe(4);
  });
});

describe('the tally', () => {
  const expected = new Map<Place, number>([
    ['a', 3],
    ['b', 2],
    [null, 1],
  ]);

  it('counts the last answer of each person', () => {
    const tally = new Tally(ask('single', single(1)), expected);
    tally.count('p1', 'a', single(0));
    tally.count('p1', 'a', single(1));
    tally.count('p2', null, single(1));
    expect(tally.results()).toMatchObject({ answered: 2, persons: 2, bars: [0, 2, 0], correct: 2 });
    expect(tally.branch('a')).toMatchObject({ answered: 1, expected: 3, bars: [0, 1, 0] });
  });

  it('takes a room by its hands alone, and its persons again when the count is taken back', () => {
    const tally = new Tally(ask('single', single(2)), expected);
    tally.count('p1', 'a', single(2));
    tally.count('p2', 'b', single(2));
    tally.countRoom('a', { counts: [5, 0, 4], heads: 9 });
    expect(tally.results()).toMatchObject({
      answered: 10,
      persons: 1,
      inRooms: 9,
      rooms: 1,
      bars: [5, 0, 5],
      correct: 5,
    });
    tally.count('p3', 'a', single(1));
    expect(tally.results().answered).toBe(10);
    expect(tally.branch('a')).toMatchObject({ answered: 9, room: true, persons: 2 });
    tally.countRoom('a', null);
    expect(tally.results()).toMatchObject({
      answered: 3,
      persons: 3,
      inRooms: 0,
      bars: [0, 1, 2],
      correct: 2,
    });
  });

  it('moves an answer with a person who is in another branch now', () => {
    const tally = new Tally(ask('single'), expected);
    tally.count('p1', 'a', single(0));
    expect(tally.count('p1', 'b', single(0))).toEqual(['a', 'b']);
    expect([tally.branch('a').answered, tally.branch('b').answered]).toEqual([0, 1]);
  });

  it('lists words and numbers by how many gave them, and their average', () => {
    const words = new Tally(
      checkDraft({ kind: 'text', question: '示例题', options: [], key: null, durationS: null }),
      expected,
    );
    for (const [voter, text] of Object.entries({ p1: 'Yes', p2: 'yes', p3: 'no' })) {
      words.count(voter, 'a', { kind: 'text', text });
    }
    words.count('p3', 'a', { kind: 'text', text: 'YES' });
    expect(words.results()).toMatchObject({ values: [{ text: 'Yes', count: 3 }], others: 0, bars: [] });
    const numbers = new Tally(
      checkDraft({ kind: 'number', question: '示例题', options: [], key: null, durationS: null }),
      expected,
    );
    for (let index = 0; index < 20; index++)
      numbers.count(`p${index}`, 'a', { kind: 'number', value: index });
    expect(numbers.results()).toMatchObject({ average: 9.5, others: 8, answered: 20 });
    expect(numbers.results().values).toHaveLength(12);
  });

  it('comes out the same in whatever order and however often answers come', () => {
    const answers = fc.array(
      fc.record({
        voter: fc.integer({ min: 0, max: 9 }),
        place: fc.constantFrom('a', 'b', null),
        choice: fc.integer({ min: 0, max: 2 }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(answers, (given) => {
        const live = new Tally(ask('single', single(0)), expected);
        for (const { voter, place, choice } of given) live.count(String(voter), place, single(choice));
        const anew = new Tally(ask('single', single(0)), expected);
        const last = new Map(given.map((one) => [one.voter, one]));
        for (const { voter, place, choice } of last.values())
          anew.count(String(voter), place, single(choice));
        expect(live.results()).toEqual(anew.results());
        for (const place of ['a', 'b', null]) expect(live.branch(place)).toEqual(anew.branch(place));
      }),
    );
  });
});

describe('a random pick', () => {
  const candidates = ['c', 'a', 'b'].map((id) => ({ id, name: id, branchName: null }));

  it('falls on nobody twice before everybody present was picked; then a new round begins', () => {
    const earlier: { pickedId: string; round: number }[] = [];
    for (let index = 0; index < 6; index++) {
      const { round, candidates: left } = remaining(candidates, earlier);
      const drawn = left[drawIndex(`seed ${index}`, left)];
      earlier.push({ pickedId: drawn?.id ?? '', round });
    }
    expect(earlier.map(({ round }) => round)).toEqual([1, 1, 1, 2, 2, 2]);
    expect(
      earlier
        .slice(0, 3)
        .map(({ pickedId }) => pickedId)
        .sort(),
    ).toEqual(['a', 'b', 'c']);
    expect(
      earlier
        .slice(3)
        .map(({ pickedId }) => pickedId)
        .sort(),
    ).toEqual(['a', 'b', 'c']);
  });

  it('has nobody to fall on in an empty classroom', () => {
    expect(remaining([], [])).toEqual({ round: 1, candidates: [] });
  });

  it('falls on each about as often', () => {
    const hits = [0, 0, 0];
    for (let index = 0; index < 3_000; index++) {
      const drawn = drawIndex(`seed ${index}`, candidates);
      hits[drawn] = (hits[drawn] ?? 0) + 1;
    }
    for (const hit of hits) expect(hit).toBeGreaterThan(850);
  });

  it('takes each person once, whatever their devices, and branches with somebody there', () => {
    const person = { courseId: 'k', name: '学员一' };
    const online = [
      { ...person, sessionId: 's1', role: 'trainee' as const, branchId: 'a', traineeId: 't1' },
      { ...person, sessionId: 's2', role: 'port' as const, branchId: null, traineeId: 't1' },
      { ...person, sessionId: 's3', role: 'screen' as const, branchId: 'b', traineeId: null },
      { ...person, sessionId: 's4', role: 'lecturer' as const, branchId: null, traineeId: null },
    ];
    const branches = ['a', 'b', 'c'].map((id) => ({ id, name: id, level: 1 as const, parentId: null }));
    expect(presentTrainees({ branches, online }).map(({ id }) => id)).toEqual(['t1']);
    expect(presentBranches({ branches, online }).map(({ id }) => id)).toEqual(['a', 'b']);
  });
});
