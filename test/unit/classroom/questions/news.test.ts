import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Participant } from '../../../../src/contract/identity.ts';
import { questionNewsMs } from '../../../../src/contract/questions.ts';
import type { ClassroomAccess, ClassroomView, Hearers } from '../../../../src/lib/live-classroom.ts';
import { QuestionNews } from '../../../../src/classroom/questions/news.ts';
import { QuestionViews } from '../../../../src/classroom/questions/views.ts';
import { ask, bookOf, branches, lesson } from './fixture.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const person = (role: Participant['role'], facts: Partial<Participant> = {}): Participant => ({
  sessionId: `session-${role}`,
  role,
  name: '示例',
  courseId: 'course-1',
  branchId: null,
  traineeId: null,
  ...facts,
});

function follow(people: Participant[], questions = [ask()]) {
  const book = bookOf(...questions);
  const views = new QuestionViews(book);
  const told: { to: Hearers; name: string; data: unknown }[] = [];
  const access: Pick<ClassroomAccess, 'tell'> = {
    tell: (_lessonId, to, name, data) => void told.push({ to, name, data }),
  };
  const classroom: ClassroomView = {
    lesson,
    course: { id: 'course-1', name: '示例', branchCount: 3, portCount: 0, traineeCount: 0 },
    branches,
    presence: () => [],
    online: () => people,
  };
  // The news need nothing of the classroom but to tell.
  const news = new QuestionNews(access as ClassroomAccess, classroom, book, views);
  const of = (name: string) => told.filter((one) => one.name === name);
  return { book, news, told, of };
}

describe('the news of questions', () => {
  it('cost one message to everybody, however many change', () => {
    const people = Array.from({ length: 779 }, (_, index) =>
      person('trainee', { sessionId: `session-${index}`, traineeId: String(index), branchId: 'a' }),
    );
    const { book, news, told, of } = follow(people, []);
    for (let index = 0; index < 10; index += 1) {
      const question = ask({ asker: `trainee:${index}` });
      book.add(question);
      news.changed(question, true);
    }
    vi.advanceTimersByTime(questionNewsMs);
    expect(of('question.visible')).toHaveLength(1);
    expect(of('question.listed')).toHaveLength(1);
    // Each asker hears of the own question; nobody else is written to.
    expect(of('question.own')).toHaveLength(10);
    expect(told).toHaveLength(12);
    news.close();
  });

  it('come at most twice a second, and nothing is lost on the way', () => {
    const { book, news, of } = follow([], []);
    for (let index = 0; index < 50; index += 1) {
      const question = ask();
      book.add(question);
      news.changed(question, false);
      vi.advanceTimersByTime(40);
    }
    // Two seconds have gone by.
    expect(of('question.visible').length).toBeLessThanOrEqual(5);
    vi.advanceTimersByTime(10_000);
    const seen = of('question.visible').flatMap(({ data }) => (data as { changed: unknown[] }).changed);
    expect(seen).toHaveLength(50);
    news.close();
  });

  it('say of a support only the number', () => {
    const question = ask();
    const { book, news, of } = follow([], [question]);
    book.support(question.id, 'trainee:99', 'b', true);
    news.changed(question, false);
    vi.advanceTimersByTime(questionNewsMs);
    expect(of('question.visible')[0]?.data).toEqual({
      changed: [],
      supports: [{ questionId: question.id, voices: 2, places: 2 }],
      removed: [],
    });
    news.close();
  });

  it('tell a liaison of the own branch and nobody else of held questions', () => {
    const people = [
      person('liaison', { sessionId: 'liaison-a', branchId: 'a' }),
      person('liaison', { sessionId: 'liaison-b', branchId: 'b' }),
    ];
    const question = ask({ state: 'held', branchId: 'a1' });
    const { news, told, of } = follow(people, [question]);
    news.changed(question, true);
    vi.advanceTimersByTime(questionNewsMs);
    expect(of('question.inRoom').map(({ to }) => to)).toEqual([{ sessionId: 'liaison-a' }]);
    expect(of('question.visible')).toEqual([]);
    expect(told.filter(({ to }) => to === 'all')).toEqual([]);
    news.close();
  });

  it('take back what nobody may see any more, once', () => {
    const question = ask();
    const { book, news, of } = follow([], [question]);
    book.setSettings(lesson.id, { throughLiaison: false, approval: true, hideNames: false });
    news.settingsChanged();
    vi.advanceTimersByTime(questionNewsMs);
    expect(of('question.visible').map(({ data }) => data)).toEqual([
      { changed: [], supports: [], removed: [question.id] },
    ]);
    news.changed(question, false);
    vi.advanceTimersByTime(questionNewsMs);
    expect(of('question.visible')).toHaveLength(1);
    news.close();
  });

  it('leave no timer when the classroom closes', () => {
    const question = ask();
    const { news, told } = follow([], [question]);
    news.changed(question, false);
    news.close();
    vi.advanceTimersByTime(questionNewsMs);
    expect(told).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
