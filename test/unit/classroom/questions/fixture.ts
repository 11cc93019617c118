import type { Branch, Lesson } from '../../../../src/contract/course.ts';
import { QuestionBook, type Question } from '../../../../src/classroom/questions/book.ts';

export const lesson: Lesson = {
  id: 'lesson-1',
  courseId: 'course-1',
  title: '示例第一课',
  lecturerName: '示例教师',
  kind: 'lecture',
  startsAt: 0,
  endsAt: 1,
  startedAt: null,
  endedAt: null,
};
export const nextLesson: Lesson = { ...lesson, id: 'lesson-2', title: '示例第二课' };

const branch = (id: string, parentId: string | null): Branch => ({
  id,
  name: `示例分课堂 ${id}`,
  level: parentId === null ? 1 : 2,
  parentId,
});
/** Two branches of the first level; the first has one below it. */
export const branches: readonly Branch[] = [branch('a', null), branch('a1', 'a'), branch('b', null)];

let count = 0;

/** A question that a trainee of branch `a` asks, unless said otherwise; each is asked a moment after the last. */
export function ask(facts: Partial<Question> = {}): Question {
  count += 1;
  const text = facts.askedText ?? `示例问题 ${count}`;
  return {
    id: `question-${count}`,
    asker: `trainee:${count}`,
    role: 'trainee',
    name: `示例学员 ${count}`,
    branchId: 'a',
    askedText: text,
    askedAt: 1_000 + count,
    askedIn: { id: lesson.id, title: lesson.title },
    lessonId: lesson.id,
    text,
    state: 'open',
    mergedIntoId: null,
    approved: false,
    shownAt: null,
    answer: null,
    reason: null,
    settledAt: null,
    settledBy: null,
    seenAt: null,
    ...facts,
  };
}

/** A book with these questions. */
export function bookOf(...questions: readonly Question[]): QuestionBook {
  const book = new QuestionBook();
  for (const question of questions) book.add(question);
  return book;
}
