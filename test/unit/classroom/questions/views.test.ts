import { describe, expect, it } from 'vitest';
import { publicQuestion, type QuestionSettings } from '../../../../src/contract/questions.ts';
import type { Question } from '../../../../src/classroom/questions/book.ts';
import { QuestionViews } from '../../../../src/classroom/questions/views.ts';
import { ask, bookOf, branches, lesson } from './fixture.ts';

const here = { lesson, branches };

function viewsOf(settings: Partial<QuestionSettings>, ...questions: readonly Question[]) {
  const book = bookOf(...questions);
  book.setSettings(lesson.id, { throughLiaison: false, approval: false, hideNames: false, ...settings });
  return { book, views: new QuestionViews(book) };
}

describe('what everybody sees of a question', () => {
  it('holds no name while names are hidden, wherever one could hide', () => {
    const question = ask({
      name: '示例不可见',
      askedText: '示例原话',
      text: '示例问题',
      settledBy: '示例处理人',
    });
    const { views } = viewsOf({ hideNames: true }, question);
    const seen = publicQuestion.parse(views.public(question, here));
    expect(seen.askerName).toBeNull();
    const sent = JSON.stringify([seen, views.shown(question, here, 1)]);
    for (const secret of [question.name, question.asker, question.askedText, '示例处理人']) {
      expect(sent).not.toContain(secret);
    }
  });

  it('names the asker and the branch otherwise, and a room by its branch alone', () => {
    const question = ask({ branchId: 'b' });
    const room = ask({ role: 'liaison', asker: 'room:b', branchId: 'b', name: '示例联络员' });
    const { views } = viewsOf({}, question, room);
    expect(views.public(question, here)).toMatchObject({
      askerName: question.name,
      branchName: '示例分课堂 b',
      forRoom: false,
    });
    expect(views.public(room, here)).toMatchObject({ askerName: null, forRoom: true });
  });

  it.each([
    ['open', false, true],
    ['open', true, false],
    ['answered', false, true],
    ['postponed', false, true],
    ['held', false, false],
    ['dismissed', false, false],
  ] as const)('%s, with approval %s: visible %s', (state, approval, visible) => {
    const question = ask({ state });
    expect(viewsOf({ approval }, question).views.isPublic(question, here)).toBe(visible);
  });

  it('is visible with approval once approved, but a held one never', () => {
    const [open, held] = [ask({ approved: true }), ask({ approved: true, state: 'held' })];
    const { views } = viewsOf({ approval: true }, open, held);
    expect(views.isPublic(open, here)).toBe(true);
    expect(views.isPublic(held, here)).toBe(false);
  });
});

describe('what a liaison sees', () => {
  it('is the own branch and those below it, and the names of their askers only', () => {
    const own = ask({ branchId: 'a' });
    const below = ask({ branchId: 'a1' });
    const other = ask({ branchId: 'b', name: '示例外人' });
    const { book, views } = viewsOf({ hideNames: true }, own, below, other);
    const seesOf = (branchId: string) =>
      [own, below, other].filter((one) => views.isOfRoom(one, branchId, here)).map(({ id }) => id);
    expect(seesOf('a')).toEqual([own.id, below.id]);
    expect(seesOf('a1')).toEqual([below.id]);
    expect(seesOf('b')).toEqual([other.id]);
    book.change([other.id], { mergedIntoId: own.id });
    const merged = views.room(own, 'a', here);
    expect(merged.askers.map(({ name }) => name)).toEqual([own.name]);
    expect(merged.voices).toBe(2);
    expect(views.isOfRoom(own, 'b', here)).toBe(true);
    expect(views.room(own, 'b', here).askers.map(({ name }) => name)).toEqual(['示例外人']);
  });
});

describe('what staff see', () => {
  it('names everybody, also when names are hidden, and says what was edited', () => {
    const question = ask({ askedText: '示例原话', text: '示例改过' });
    const { views } = viewsOf({ hideNames: true }, question);
    expect(views.staff(question, here)).toMatchObject({
      text: '示例改过',
      edited: true,
      askers: [{ name: question.name, text: '示例原话', branchName: '示例分课堂 a' }],
    });
  });

  it('is found by words of any asker, and counted by filter', () => {
    const first = ask({ askedText: '示例关于天气' });
    const second = ask({ state: 'answered', name: '示例寻找' });
    const { views } = viewsOf({}, first, second);
    expect(views.search(here, 'all', '天气').map(({ id }) => id)).toEqual([first.id]);
    expect(views.search(here, 'settled', '寻找').map(({ id }) => id)).toEqual([second.id]);
    expect(views.search(here, 'open', '寻找')).toEqual([]);
    expect(views.counts(here)).toEqual({ open: 1, held: 0, postponed: 0, settled: 1 });
  });
});

describe('what an asker sees', () => {
  it('keeps the own words and shows what they were merged into', () => {
    const [into, own] = [ask({ askedText: '示例合并后' }), ask({ askedText: '示例我的' })];
    const { book, views } = viewsOf({}, into, own);
    book.change([own.id], { mergedIntoId: into.id });
    book.change([into.id], { state: 'answered', answer: '示例答复', settledAt: 7 });
    const [mine] = book.own(own.asker);
    expect(mine && views.own(mine)).toMatchObject({
      text: '示例我的',
      shownText: '示例合并后',
      merged: true,
      state: 'answered',
      answer: '示例答复',
      unseen: true,
    });
  });
});
