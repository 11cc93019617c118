import type { FileAnswer } from '../contract/command.ts';
import type { FileLanguage } from '../contract/records.ts';
import type { Value, WriteSpreadsheet } from '../lib/spreadsheet.ts';
import type { Queries } from '../store/port.ts';
import { findHandedIn } from './repository.ts';

const words = {
  'zh-CN': {
    title: '学习心得',
    columns: ['姓名', '提交时间', '展示', '心得', '评语'],
    yes: '是',
  },
  en: {
    title: 'Reflections',
    columns: ['Name', 'Handed in', 'Shown', 'Reflection', 'Comments'],
    yes: 'yes',
  },
} as const;

/** Reflections that are read from the records at a time. */
const atOnce = 200;

export function exportReflections(
  write: WriteSpreadsheet,
  queries: Queries,
  of: { courseId: string; courseName: string },
  { format, language }: { format: 'xlsx' | 'csv'; language: FileLanguage },
): FileAnswer {
  const { title, columns, yes } = words[language];
  async function* rows(): AsyncIterable<Value[][]> {
    for (let offset = 0; ; offset += atOnce) {
      const page = { branchId: null, offset, limit: atOnce };
      const { reflections } = await findHandedIn(queries, of.courseId, page);
      yield reflections.map(({ traineeName, handedInAt, shown, text, comments }) => [
        traineeName,
        new Date(handedInAt ?? 0).toISOString(),
        shown ? yes : '',
        text,
        comments.map((one) => `${one.by}: ${one.text}`).join('\n'),
      ]);
      if (reflections.length < atOnce) return;
    }
  }
  const sheet = { name: title, columns: columns.map((one) => ({ title: one, width: 22 })), rows: rows() };
  return write(`${of.courseName} ${title}`, format, [sheet]);
}
