import type { FileAnswer } from '../contract/command.ts';
import type { FileLanguage } from '../contract/records.ts';
import type { Value, WriteSpreadsheet } from '../lib/spreadsheet.ts';
import type { Queries } from '../store/port.ts';
import { endedLessons, findWords } from './repository.ts';

const words = {
  'zh-CN': {
    title: '教学反馈',
    columns: ['课程', '评分', '意见', '姓名', '分课堂', '日期'],
    course: '整个培训班',
    nobody: '匿名',
  },
  en: {
    title: 'Feedback',
    columns: ['Lesson', 'Rating', 'Words', 'Name', 'Branch', 'Date'],
    course: 'The whole course',
    nobody: 'anonymous',
  },
} as const;

export function exportFeedback(
  write: WriteSpreadsheet,
  queries: Queries,
  of: { courseId: string; courseName: string },
  { format, language }: { format: 'xlsx' | 'csv'; language: FileLanguage },
): FileAnswer {
  const { title, columns, course, nobody } = words[language];
  async function* rows(): AsyncIterable<Value[][]> {
    const lessons = await endedLessons(queries, of.courseId);
    const titles = new Map(lessons.map((one) => [one.lessonId, one.title]));
    const all = await findWords(queries, of.courseId, { words: false });
    yield all.map(({ lessonId, rating, text, by, branchName, at }) => [
      lessonId === null ? course : (titles.get(lessonId) ?? ''),
      rating,
      text,
      by ?? nobody,
      branchName ?? '',
      at.toISOString().slice(0, 10),
    ]);
  }
  const sheet = { name: title, columns: columns.map((one) => ({ title: one, width: 22 })), rows: rows() };
  return write(`${of.courseName} ${title}`, format, [sheet]);
}
