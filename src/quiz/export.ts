import { asc, and, eq, inArray, isNotNull } from 'drizzle-orm';
import type { FileAnswer } from '../contract/command.ts';
import type { PaperItem } from '../contract/paper.ts';
import type { FileLanguage } from '../contract/records.ts';
import type { Value, WriteSpreadsheet } from '../lib/spreadsheet.ts';
import type { Queries } from '../store/port.ts';
import { paper, paperAnswer, paperEvent, quizItem, trainee } from '../store/schema/index.ts';
import { arrangement, toPaperItem } from './paper-model.ts';
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
      '过程记录',
      '补时（秒）',
    ],
    answerColumns: ['学号', '姓名', '第几次', '题目', '作答', '得分', '满分'],
    by: { trainee: '本人', time: '到时自动', liaison: '联络员代录' },
    times: (count: number) => ` ${count} 次`,
    right: '正确',
    wrong: '错误',
    events: {
      left: '离开页面',
      returned: '返回',
      otherDevice: '换设备',
      pasted: '粘贴',
      fast: '作答过快',
      noCamera: '摄像头不在巡查中',
      lineLost: '断线',
    },
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
      'On record',
      'More time (s)',
    ],
    answerColumns: ['Number', 'Name', 'Attempt', 'Question', 'Answer', 'Points', 'Most'],
    by: { trainee: 'trainee', time: 'end of time', liaison: 'liaison' },
    times: (count: number) => ` ${count}×`,
    right: 'true',
    wrong: 'false',
    events: {
      left: 'left the page',
      returned: 'came back',
      otherDevice: 'changed device',
      pasted: 'pasted',
      fast: 'answered very fast',
      noCamera: 'no camera on patrol',
      lineLost: 'line lost',
    },
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
        .orderBy(asc(trainee.position), asc(paper.id))
        .offset(offset)
        .limit(atOnce);
      const events = await findEvents(
        queries,
        rows.map(({ paper: { id } }) => id),
      );
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
          (events.get(row.id) ?? [])
            .map(({ kind, count }) => `${text.events[kind]}${count > 1 ? text.times(count) : ''}`)
            .join('; '),
          Math.round(row.extraMs / 1_000),
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
        .orderBy(asc(trainee.position), asc(paper.id), asc(quizItem.position))
        .offset(offset)
        .limit(atOnce);
      const { shuffleOptions } = settings;
      yield rows.map(({ paper: { attempt, seed }, trainee: person, answer, item }) => [
        person.number,
        person.name,
        attempt,
        item.text,
        answerText(answer.answer, toPaperItem(item, arrangement(item, { seed, shuffleOptions })), text),
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

/** What happened while papers were sat, by paper. */
async function findEvents(queries: Queries, paperIds: readonly string[]) {
  const rows =
    paperIds.length === 0
      ? []
      : await queries
          .select()
          .from(paperEvent)
          .where(inArray(paperEvent.paperId, [...paperIds]))
          .orderBy(asc(paperEvent.kind));
  const byPaper = new Map<string, (typeof rows)[number][]>();
  for (const row of rows) byPaper.set(row.paperId, [...(byPaper.get(row.paperId) ?? []), row]);
  return byPaper;
}

/** An answer in the words of the paper that it was given on. */
function answerText(
  answer: typeof paperAnswer.$inferSelect.answer,
  { options, rights }: PaperItem,
  text: { right: string; wrong: string },
): string {
  const option = (place: number): string => options[place]?.text ?? '';
  switch (answer?.kind) {
    case undefined:
      return '';
    case 'single':
      return option(answer.choice);
    case 'multiple':
      return answer.choices.map(option).join('; ');
    case 'trueFalse':
      return answer.value ? text.right : text.wrong;
    case 'fill':
      return answer.blanks.join(' | ');
    case 'ordering':
      return answer.order.map(option).join(' > ');
    case 'matching':
      return answer.rights
        .map((right, left) => `${option(left)} = ${right === null ? '' : (rights[right] ?? '')}`)
        .join('; ');
    case 'short':
      return answer.text;
  }
}
