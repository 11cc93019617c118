import type { QuestionContent } from '../../src/contract/bank.ts';
import { paperRoutes, type Paper } from '../../src/contract/paper.ts';
import { quizRecord, type QuizRecord, type QuizSettings } from '../../src/contract/quiz.ts';
import { usualQuiz } from '../../src/contract/usual-quiz.ts';
import { newId } from '../../src/lib/ids.ts';
import * as tables from '../../src/store/schema/index.ts';
import { at } from './course.ts';
import type { CourseSetupServer } from './course-setup-server.ts';
import type { Session } from './wire.ts';

const option = (text: string) => ({ text, pictureId: null });

/** What a search for leaks looks for: it stands in keys, explanations and guides alone. */
export const canary = { form: 'canaryform7k', guide: 'canaryguide7k', explanation: 'canaryexplanation7k' };

const questions: QuestionContent[] = [
  { kind: 'single', options: [option('示例甲'), option('示例乙'), option('示例丙')], correct: 1 },
  { kind: 'fill', blanks: [{ of: 'text', accepted: [canary.form] }] },
  { kind: 'short', guide: canary.guide },
];

/** Settings of a quiz but for what it asks and where. */
export const quizSettings: Omit<QuizSettings, 'selection' | 'lessonId'> = {
  title: '示例测试',
  kind: 'quiz',
  ...usualQuiz,
  showAnswers: 'afterClose',
  showPlace: true,
};

/** A course with three questions of ten points each, and a quiz of its first lesson that asks them. */
export async function prepareQuiz(server: CourseSetupServer, change: Partial<QuizSettings> = {}) {
  const course = await server.addCourse();
  const { courseId, branches, trainees, lessons } = course;
  const rows = questions.map((content, index) => ({
    id: newId(),
    courseId,
    kind: content.kind,
    text: `示例第 ${index + 1} 题 ____`,
    content,
    points: 1_000,
    topic: '',
    difficulty: 1,
    explanation: canary.explanation,
    digest: newId(),
    createdAt: new Date(server.clock.time + index),
    changedAt: new Date(server.clock.time),
  }));
  await server.store.db.insert(tables.bankQuestion).values(rows);
  const organiser = server.session('organiser', { courseId });
  const settings: QuizSettings = {
    ...quizSettings,
    lessonId: at(lessons, 0),
    selection: { how: 'fixed', questionIds: rows.map(({ id }) => id) },
    ...change,
  };
  const response = await organiser.request('POST', `/api/courses/${courseId}/quizzes`, settings);
  const record = quizRecord.parse(await response.json());
  const path = `/api/courses/${courseId}/quizzes/${record.id}`;
  const paperPath = (paperId: string) => `/api/courses/${courseId}/papers/${paperId}`;
  const trainee = (index: number) =>
    server.session('trainee', {
      courseId,
      branchId: branches[index] ?? null,
      traineeId: at(trainees, index),
    });
  const liaison = (index: number) => server.session('liaison', { courseId, branchId: at(branches, index) });
  const staff = async (action: 'opening' | 'close'): Promise<QuizRecord> =>
    quizRecord.parse(await (await organiser.request('POST', `${path}/${action}`, {})).json());
  return {
    ...course,
    quizId: record.id,
    settings,
    record,
    path,
    paperPath,
    organiser,
    trainee,
    liaison,
    staff,
  };
}

const paperOutput = paperRoutes['GET /api/courses/:courseId/papers/:paperId'].output;

/** Sends a request that a paper answers, or fails. */
export async function paperOf(who: Session, method: string, path: string, body?: unknown): Promise<Paper> {
  return paperOutput.parse(await (await who.request(method, path, body)).json());
}

/** Answers to all three questions: all that a server can mark is right. */
export function rightAnswers(paper: Paper, version = 1) {
  return paper.items.map((item) => {
    const choice = item.options.findIndex(({ text }) => text === '示例乙');
    const answer =
      item.kind === 'single'
        ? { kind: 'single', choice }
        : item.kind === 'fill'
          ? { kind: 'fill', blanks: [canary.form] }
          : { kind: 'short', text: '示例简答' };
    return { itemId: item.itemId, answer, version };
  });
}
