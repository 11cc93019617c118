import type { FileAnswer } from '../../contract/command.ts';
import type { QuestionState } from '../../contract/question-rank.ts';
import type { FileLanguage } from '../../contract/records.ts';
import type { Value, WriteSpreadsheet } from '../../lib/spreadsheet.ts';
import type { Queries } from '../../store/port.ts';
import { exportRows, type ExportRow } from './repository.ts';

interface Words {
  title: string;
  columns: readonly string[];
  states: Record<QuestionState, string>;
  live: string;
  merged: string;
  room: string;
}

const words: Record<FileLanguage, Words> = {
  'zh-CN': {
    title: '提问',
    columns: [
      '课程',
      '时间',
      '分课堂',
      '提问人',
      '原文',
      '展示内容',
      '想问人数',
      '状态',
      '答复',
      '说明',
      '处理人',
    ],
    states: {
      held: '在联络员处',
      open: '待解答',
      answered: '已解答',
      postponed: '留待以后',
      dismissed: '未采用',
    },
    live: '课上已解答',
    merged: '已合并',
    room: '（代表分课堂）',
  },
  en: {
    title: 'Questions',
    columns: [
      'Lesson',
      'Time',
      'Branch',
      'Asked by',
      'In their words',
      'As shown',
      'People',
      'State',
      'Answer',
      'Reason',
      'Handled by',
    ],
    states: {
      held: 'with the liaison',
      open: 'waiting',
      answered: 'answered',
      postponed: 'for later',
      dismissed: 'set aside',
    },
    live: 'answered in class',
    merged: 'merged',
    room: ' (for the room)',
  },
};
const widths = [24, 18, 24, 18, 48, 48, 10, 14, 48, 30, 16];

/** The questions of a course, or of one lesson, with what became of them. */
export function exportQuestions(
  write: WriteSpreadsheet,
  queries: Queries,
  of: { courseId: string; courseName: string; lessonId: string | undefined },
  { format, language }: { format: 'xlsx' | 'csv'; language: FileLanguage },
): FileAnswer {
  const { title, columns } = words[language];
  const sheet = {
    name: title,
    columns: columns.map((column, index) => ({ title: column, width: widths[index] ?? 20 })),
    rows: rowsOf(exportRows(queries, of.courseId, of.lessonId), language),
  };
  return write(`${of.courseName} ${title}`, format, [sheet]);
}

async function* rowsOf(pieces: AsyncIterable<ExportRow[]>, language: FileLanguage): AsyncIterable<Value[][]> {
  for await (const piece of pieces) yield piece.map((row) => rowOf(row, words[language]));
}

function rowOf({ lessonTitle, branchName, asked, root, voices }: ExportRow, said: Words): Value[] {
  const state = said.states[root.state];
  const live = root.state === 'answered' && root.answer === null;
  return [
    lessonTitle,
    timeText(asked.askedAt),
    branchName ?? '',
    asked.role === 'liaison' ? `${asked.name}${said.room}` : asked.name,
    asked.askedText,
    root.text === asked.askedText ? '' : root.text,
    voices,
    asked.mergedIntoId === null ? state : `${state} · ${said.merged}`,
    live ? said.live : (root.answer ?? ''),
    root.reason ?? '',
    root.settledBy ?? '',
  ];
}

/** `2030-01-07 08:00:09` in the server's time zone, as spreadsheets sort it. */
function timeText(at: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = new Date(at);
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}
