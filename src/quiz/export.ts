import { asc, and, eq, isNotNull } from 'drizzle-orm';
import type { FileAnswer } from '../contract/command.ts';
import type { FileLanguage } from '../contract/records.ts';
import type { Value, WriteSpreadsheet } from '../lib/spreadsheet.ts';
import type { Queries } from '../store/port.ts';
import { paper, paperAnswer, quizItem, trainee } from '../store/schema/index.ts';
import { scoreOf } from './sheet.ts';
import type { QuizRow } from './repository.ts';

const words = {
  'zh-CN': {
    sittings: '答卷',
    answers: '得分明细',
    sittingColumns: [
      '学号',
      '姓名',
      '第几次',
      '开始时间',
      '交卷时间',
      '交卷方式',
      '得分',
      '满分',
      '成绩（百分制）',
      '待批题数',
    ],
    answerColumns: ['学号', '姓名', '第几次', '题目', '作答（按本人试卷的次序，从 0 起）', '得分', '满分'],
    by: { trainee: '本人', time: '到时自动', liaison: '联络员代录' },
  },
  en: {
    sittings: 'Sittings',
    answers: 'Answers',
    sittingColumns: [
      'Number',
      'Name',
      'Attempt',
      'Began',
      'Handed in',
      'By',
      'Points',
      'Most',
      'Score (0 to 100)',
      'Unmarked',
    ],
    answerColumns: [
      'Number',
      'Name',
      'Attempt',
      'Question',
      "Answer (places on the person's paper, from 0)",
      'Points',
      'Most',
    ],
    by: { trainee: 'trainee', time: 'end of time', liaison: 'liaison' },
  },
} as const;

/** People and answers that are read from the records at a time. */
const atOnce = 500;

export function exportQuiz(
  write: WriteSpreadsheet,
  queries: Queries,
  { id: quizId, settings }: QuizRow,
  { format, language }: { format: 'xlsx' | 'csv'; language: FileLanguage },
): FileAnswer {
  const text = words[language];
  const begun = and(eq(paper.quizId, quizId), isNotNull(paper.startedAt));
  async function* sittings(): AsyncIterable<Value[][]> {
    for (let offset = 0; ; offset += atOnce) {
      const rows = await queries
        .select({ paper, trainee })
        .from(paper)
        .innerJoin(trainee, eq(trainee.id, paper.traineeId))
        .where(begun)
        .orderBy(asc(trainee.number), asc(paper.id))
        .offset(offset)
        .limit(atOnce);
      yield rows.map(({ paper: row, trainee: person }) => {
        const score = scoreOf(row);
        return [
          person.number,
          person.name,
          row.attempt,
          row.startedAt?.toISOString() ?? '',
          row.handedInAt?.toISOString() ?? '',
          row.handedInBy === null ? '' : text.by[row.handedInBy],
          (row.given ?? 0) / 100,
          row.most / 100,
          score === null ? '' : score / 100,
          row.unmarked,
        ];
      });
      if (rows.length < atOnce) return;
    }
  }
  async function* answers(): AsyncIterable<Value[][]> {
    for (let offset = 0; ; offset += atOnce) {
      const rows = await queries
        .select({ paper, trainee, answer: paperAnswer, item: quizItem })
        .from(paperAnswer)
        .innerJoin(paper, eq(paper.id, paperAnswer.paperId))
        .innerJoin(trainee, eq(trainee.id, paper.traineeId))
        .innerJoin(quizItem, eq(quizItem.id, paperAnswer.itemId))
        .where(begun)
        .orderBy(asc(trainee.number), asc(paper.id), asc(quizItem.position))
        .offset(offset)
        .limit(atOnce);
      yield rows.map(({ paper: { attempt }, trainee: person, answer, item }) => [
        person.number,
        person.name,
        attempt,
        item.text,
        answerText(answer.answer),
        answer.given === null ? '' : answer.given / 100,
        item.points / 100,
      ]);
      if (rows.length < atOnce) return;
    }
  }
  const columns = (titles: readonly string[]) => titles.map((title) => ({ title, width: 18 }));
  return write(settings.title, format, [
    { name: text.sittings, columns: columns(text.sittingColumns), rows: sittings() },
    { name: text.answers, columns: columns(text.answerColumns), rows: answers() },
  ]);
}

function answerText(answer: typeof paperAnswer.$inferSelect.answer): string {
  switch (answer?.kind) {
    case undefined:
      return '';
    case 'single':
      return String(answer.choice);
    case 'multiple':
      return answer.choices.join(', ');
    case 'trueFalse':
      return answer.value ? '√' : '×';
    case 'fill':
      return answer.blanks.join(' | ');
    case 'ordering':
      return answer.order.join(', ');
    case 'matching':
      return answer.rights.map((right) => right ?? '-').join(', ');
    case 'short':
      return answer.text;
  }
}
