import type { QuestionDraft } from '../../contract/bank.ts';
import type { FileLanguage } from '../../contract/records.ts';
import type { Sheet, Value } from '../../lib/spreadsheet.ts';
import { escapeCell } from './cell-text.ts';
import { columns, kindNames, letters } from './columns.ts';

/** A question as a row of `columns`. */
export function rowOf(question: QuestionDraft, language: FileLanguage): Value[] {
  const { content, text, points, topic, difficulty, explanation, pictureId } = question;
  const parts = partsOf(question);
  return [
    kindNames[content.kind][language],
    text,
    ...letters.map((_, index) => parts[index] ?? ''),
    answerOf(question, language),
    points / 100,
    topic,
    difficulty,
    explanation,
    pictureId ?? '',
  ];
}

function partsOf({ content }: QuestionDraft): string[] {
  switch (content.kind) {
    case 'single':
    case 'multiple':
      return content.options.map(({ text, pictureId }) =>
        pictureId === null ? text : `[图:${pictureId}]${text}`,
      );
    case 'fill':
      return content.blanks.map((blank) =>
        blank.of === 'number'
          ? `${blank.value}±${blank.tolerance}`
          : blank.accepted.map(escapeCell).join(' | '),
      );
    case 'ordering':
      return content.items;
    case 'matching':
      return content.pairs.map(({ left, right }) => `${escapeCell(left)} => ${escapeCell(right)}`);
    default:
      return [];
  }
}

function answerOf({ content }: QuestionDraft, language: FileLanguage): string {
  switch (content.kind) {
    case 'single':
      return letters[content.correct] ?? '';
    case 'multiple':
      return content.correct.map((key) => letters[key] ?? '').join('');
    case 'trueFalse':
      return language === 'en' ? (content.correct ? 'True' : 'False') : content.correct ? '对' : '错';
    case 'short':
      return content.guide;
    default:
      return '';
  }
}

const rowsPerPiece = 200;

/** Questions as a sheet, in the columns that an import understands. */
export function questionSheet(questions: readonly QuestionDraft[], language: FileLanguage): Sheet {
  return {
    name: language === 'en' ? 'Questions' : '题目',
    columns: columns.map(({ title, width }) => ({ title: title[language], width })),
    rows: pieces(questions.map((question) => rowOf(question, language))),
  };
}

async function* pieces(rows: readonly Value[][]): AsyncIterable<Value[][]> {
  for (let start = 0; start < rows.length; start += rowsPerPiece)
    yield rows.slice(start, start + rowsPerPiece);
}

/** How each column is filled in, for the second sheet of the template. */
export function notesSheet(language: FileLanguage): Sheet {
  const zh = language !== 'en';
  return {
    name: zh ? '填写说明' : 'Notes',
    columns: [
      { title: zh ? '列' : 'Column', width: 16 },
      { title: zh ? '怎么填' : 'What to fill in', width: 90 },
    ],
    rows: pieces(notes.map(({ title, note }) => [title[language], note[language]])),
  };
}

const note = (zhTitle: string, enTitle: string, zh: string, en: string) => ({
  title: { 'zh-CN': zhTitle, en: enTitle },
  note: { 'zh-CN': zh, en },
});

const notes = [
  note(
    '题型',
    'Kind',
    '单选题、多选题、判断题、填空题、排序题、匹配题或简答题。',
    'Single choice, Multiple choice, True or false, Fill in, Ordering, Matching or Short answer.',
  ),
  note(
    '题目',
    'Question',
    '必填。填空题用四个下划线 ____ 表示一个空。',
    'Needed. In a fill-in question, four underscores ____ stand for one blank.',
  ),
  note(
    '选项A–J',
    'Option A–J',
    '选择题的选项；排序题按正确顺序；匹配题写“左 => 右”；填空题每空一格，几种写法用 | 隔开，数字写“3.14±0.01”。',
    'Options of a choice; items in the right order; pairs as “left => right”; for blanks one cell each, accepted forms with | between them, a number as “3.14±0.01”.',
  ),
  note(
    '答案',
    'Answer',
    '单选题写一个字母，多选题写几个字母，判断题写对或错，简答题写评分参考。',
    'One letter, several letters, True or False; for a short answer, what whoever marks should look for.',
  ),
  note('分值', 'Points', '可不填，默认 1 分。', 'Optional; 1 when left empty.'),
  note('知识点', 'Topic', '可不填。抽题时按它选。', 'Optional. Questions can be drawn by it.'),
  note(
    '难度',
    'Difficulty',
    '1 到 5，1 最容易。可不填，默认 3。',
    '1 to 5, 1 is the easiest; 3 when left empty.',
  ),
  note(
    '解析',
    'Explanation',
    '可不填。公布答案时给学员看。',
    'Optional. Trainees see it with the right answer.',
  ),
  note(
    '题图',
    'Picture',
    '由导出写入，请不要改。新的图片在题目页添加。',
    'Written by the export; please leave it. Add new pictures at the question.',
  ),
];
