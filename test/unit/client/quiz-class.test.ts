import { describe, expect, it } from 'vitest';
import { newestSittings } from '../../../client/views/quiz-class/room-sittings.ts';
import { quizForm, wholeMs } from '../../../client/views/quiz-class/screen-form.ts';
import type { Sitting } from '../../../src/contract/quiz.ts';

const openedAt = 1_000_000;
const quiz = { lessonId: 'own', openedAt, startUntil: null };
const live = { lessonId: 'own', phase: 'live', now: openedAt + 1_000 } as const;
const counts = (opened: number) => ({ quizId: 'quiz', expected: 3, opened, answering: 0, handedIn: 0 });

describe('how a big screen shows a quiz', () => {
  it('whole while people are to begin, small once all have', () => {
    expect(quizForm(quiz, null, live)).toBe('card');
    expect(quizForm(quiz, counts(2), live)).toBe('card');
    expect(quizForm(quiz, counts(3), live)).toBe('corner');
    expect(quizForm(quiz, { ...counts(0), expected: 0 }, live)).toBe('card');
  });

  it('small after a while, and when nobody can begin any more, so that the lesson goes on', () => {
    expect(quizForm(quiz, counts(0), { ...live, now: openedAt + wholeMs - 1 })).toBe('card');
    expect(quizForm(quiz, counts(0), { ...live, now: openedAt + wholeMs })).toBe('corner');
    expect(quizForm({ ...quiz, startUntil: live.now }, counts(0), live)).toBe('corner');
  });

  it('whole after the lesson however long it lasts', () => {
    const ended = { ...live, phase: 'ended', now: openedAt + 10 * wholeMs } as const;
    expect(quizForm(quiz, counts(3), ended)).toBe('card');
  });

  it('never whole over another lesson, unless it is the exam of the course', () => {
    expect(quizForm({ ...quiz, lessonId: 'other' }, null, live)).toBe('corner');
    expect(quizForm({ ...quiz, lessonId: null }, null, live)).toBe('card');
  });
});

describe('who of a room has come how far', () => {
  const sitting = (traineeId: string, attempt: number, state: Sitting['state']): Sitting => ({
    paperId: `${traineeId}-${attempt}`,
    traineeId,
    name: '示例学员',
    number: '0001',
    branchId: null,
    attempt,
    state,
    entered: false,
    answered: 0,
    startedAt: null,
    endsAt: null,
    handedInAt: null,
    handedInBy: null,
    score: null,
    unmarked: 0,
    events: [],
    extraS: 0,
  });

  it('is told once for each person, by the newest paper that was begun', () => {
    const list = [
      sitting('a', 1, 'handedIn'),
      sitting('a', 2, 'begun'),
      sitting('b', 1, 'handedIn'),
      sitting('b', 2, 'notBegun'),
      sitting('c', 1, 'notBegun'),
    ];
    for (const order of [list, list.toReversed()]) {
      const told = newestSittings(order).map(({ paperId }) => paperId);
      expect(told.sort()).toEqual(['a-2', 'b-1', 'c-1']);
    }
  });
});
