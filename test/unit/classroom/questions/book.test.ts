import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byRank, questionStates, weightOf, type Ranked } from '../../../../src/contract/question-rank.ts';
import { ask, bookOf, lesson, nextLesson } from './fixture.ts';

describe('the order of questions', () => {
  const rank = (facts: Partial<Ranked>): Ranked => ({
    questionId: 'x',
    state: 'open',
    voices: 1,
    places: 1,
    askedAt: 0,
    ...facts,
  });

  it('puts what five rooms ask before what eight people of one room ask', () => {
    const rooms = rank({ questionId: 'rooms', voices: 5, places: 5 });
    const room = rank({ questionId: 'room', voices: 8, places: 1 });
    expect(weightOf(rooms)).toBe(13);
    expect(weightOf(room)).toBe(8);
    expect([room, rooms].sort(byRank).map(({ questionId }) => questionId)).toEqual(['rooms', 'room']);
  });

  it('lets whoever has waited longer come first, and what is settled sink', () => {
    const list = [
      rank({ questionId: 'dismissed', state: 'dismissed', voices: 90 }),
      rank({ questionId: 'answered', state: 'answered', voices: 80 }),
      rank({ questionId: 'late', askedAt: 20 }),
      rank({ questionId: 'early', askedAt: 10 }),
      rank({ questionId: 'postponed', state: 'postponed', voices: 70 }),
    ];
    expect(list.sort(byRank).map(({ questionId }) => questionId)).toEqual([
      'early',
      'late',
      'postponed',
      'answered',
      'dismissed',
    ]);
  });

  it('is one order, in whichever way the questions come', () => {
    const any = fc.record({
      questionId: fc.string({ minLength: 1, maxLength: 6 }),
      state: fc.constantFrom(...questionStates),
      voices: fc.integer({ min: 1, max: 4 }),
      places: fc.integer({ min: 1, max: 3 }),
      askedAt: fc.integer({ min: 0, max: 3 }),
    });
    const lists = fc.uniqueArray(any, { selector: ({ questionId }) => questionId, maxLength: 20 });
    fc.assert(
      fc.property(lists, (list) => {
        const ids = (ranked: readonly Ranked[]) => ranked.map(({ questionId }) => questionId);
        expect(ids([...list].reverse().sort(byRank))).toEqual(ids([...list].sort(byRank)));
      }),
    );
  });
});

describe('who is behind a question', () => {
  it('counts each person and each room once, and each branch', () => {
    const question = ask({ asker: 'trainee:1', branchId: 'a' });
    const book = bookOf(question);
    expect(book.support(question.id, 'trainee:2', 'a', true)).toBe(true);
    expect(book.support(question.id, 'trainee:2', 'a', true)).toBe(false);
    book.support(question.id, 'room:b', 'b', true);
    book.support(question.id, 'trainee:9', null, true);
    // Whoever asked is behind it already.
    book.support(question.id, 'trainee:1', 'a', true);
    expect(book.tally(question)).toEqual({ voices: 4, places: 3 });
    book.support(question.id, 'room:b', 'b', false);
    expect(book.tally(question)).toEqual({ voices: 3, places: 2 });
  });

  it('adds up when questions are merged, without counting anybody twice', () => {
    const first = ask({ asker: 'trainee:1', branchId: 'a' });
    const second = ask({ asker: 'trainee:2', branchId: 'a' });
    const third = ask({ asker: 'trainee:1', branchId: 'a' });
    const book = bookOf(first, second, third);
    book.support(first.id, 'trainee:3', 'b', true);
    book.support(second.id, 'trainee:3', 'b', true);
    book.support(second.id, 'trainee:1', 'a', true);
    book.change([second.id, third.id], { mergedIntoId: first.id });
    expect(book.tally(first)).toEqual({ voices: 3, places: 2 });
    expect(book.ranked(lesson).map(({ id }) => id)).toEqual([first.id]);
    expect(book.family(first).map(({ id }) => id)).toEqual([first.id, second.id, third.id]);
  });
});

describe('an answer', () => {
  it('is unseen for everybody whose question was merged, each until they saw it', () => {
    const first = ask();
    const second = ask();
    const book = bookOf(first, second);
    book.change([second.id], { mergedIntoId: first.id });
    expect(book.unseen(second.asker)).toBe(0);
    book.change([first.id], { state: 'answered', answer: '示例答复' });
    expect([book.unseen(first.asker), book.unseen(second.asker)]).toEqual([1, 1]);
    book.change([second.id], { seenAt: 5 });
    expect([book.unseen(first.asker), book.unseen(second.asker)]).toEqual([1, 0]);
  });

  it('is there to be seen when a question was dismissed with a reason, not when it was without', () => {
    const [said, unsaid] = [ask(), ask()];
    const book = bookOf(said, unsaid);
    book.change([said.id], { state: 'dismissed', reason: '示例说明' });
    book.change([unsaid.id], { state: 'dismissed' });
    expect([book.unseen(said.asker), book.unseen(unsaid.asker)]).toEqual([1, 0]);
  });
});

describe('a postponed question', () => {
  it('stands in the next lesson of the course too, until it is taken up there', () => {
    const question = ask({ state: 'postponed' });
    const book = bookOf(question);
    expect(book.isIn(question, nextLesson)).toBe(true);
    expect(book.isIn(question, { ...nextLesson, endedAt: 9 })).toBe(false);
    const [taken] = book.change([question.id], { state: 'open', lessonId: nextLesson.id });
    expect(taken && book.isIn(taken, nextLesson)).toBe(true);
    expect(taken && book.isIn(taken, lesson)).toBe(false);
  });

  it('does not count against what a person may have waiting', () => {
    const asker = 'trainee:77';
    const questions = [ask({ asker }), ask({ asker, state: 'postponed' }), ask({ asker, state: 'answered' })];
    expect(bookOf(...questions).waiting(asker, lesson.id)).toBe(1);
  });
});
