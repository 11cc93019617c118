import type { FileLanguage } from '../../contract/records.ts';
import { questionKinds, quizLimits } from '../../contract/quiz-limits.ts';

/** The letters of options, items, pairs and blanks, in the order of their columns. */
export const letters = Array.from({ length: quizLimits.options }, (_, index) =>
  String.fromCharCode(65 + index),
);

/** One column of a spreadsheet of questions. */
export interface Column {
  key: string;
  title: Record<FileLanguage, string>;
  /** Other headings. */
  aliases: readonly string[];
  /** Characters. */
  width: number;
}

const column = (key: string, zh: string, en: string, width: number, ...aliases: string[]): Column => ({
  key,
  title: { 'zh-CN': zh, en },
  aliases,
  width,
});

/** In the order of the template. */
export const columns: readonly Column[] = [
  column('kind', '题型', 'Kind', 12, '类型', '题目类型', 'type', 'question type'),
  column('text', '题目', 'Question', 50, '题干', '试题', '问题', 'question text', 'text'),
  ...letters.map((letter) =>
    column(`option${letter}`, `选项${letter}`, `Option ${letter}`, 18, letter, `${letter}选项`),
  ),
  column('answer', '答案', 'Answer', 16, '正确答案', '参考答案', 'correct answer', 'key'),
  column('points', '分值', 'Points', 8, '分数', 'score'),
  column('topic', '知识点', 'Topic', 18, '主题', '章节', 'category'),
  column('difficulty', '难度', 'Difficulty', 8, '难易度', 'level'),
  column('explanation', '解析', 'Explanation', 40, '答案解析', '说明', 'feedback'),
  column('picture', '题图', 'Picture', 16, '图片', 'image'),
];

function normal(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[([【].*?[)\]】]/g, '')
    .replace(/[\s*:._-]/g, '');
}

const byHeading = new Map(
  columns.flatMap(({ key, title, aliases }) =>
    [title['zh-CN'], title.en, ...aliases].map((name) => [normal(name), key] as const),
  ),
);

/** The columns that a row of headings names; undefined when it is no row of headings. */
export function columnsOf(row: readonly string[]): (string | undefined)[] | undefined {
  const keys = row.map((heading) => byHeading.get(normal(heading)));
  return keys.includes('text') && keys.includes('answer') ? keys : undefined;
}

type Kind = (typeof questionKinds)[number];

/** What a spreadsheet calls a kind. */
export const kindNames: Record<Kind, Record<FileLanguage, string> & { aliases: readonly string[] }> = {
  single: { 'zh-CN': '单选题', en: 'Single choice', aliases: ['单选', '单项选择题', 'single'] },
  multiple: { 'zh-CN': '多选题', en: 'Multiple choice', aliases: ['多选', '多项选择题', 'multiple'] },
  trueFalse: {
    'zh-CN': '判断题',
    en: 'True or false',
    aliases: ['判断', '是非题', 'true/false', 'truefalse'],
  },
  fill: { 'zh-CN': '填空题', en: 'Fill in', aliases: ['填空', 'fill', 'fill in the blank'] },
  ordering: { 'zh-CN': '排序题', en: 'Ordering', aliases: ['排序', 'order'] },
  matching: { 'zh-CN': '匹配题', en: 'Matching', aliases: ['匹配', '连线题', '连线', 'match'] },
  short: { 'zh-CN': '简答题', en: 'Short answer', aliases: ['简答', '问答题', '论述题', 'short', 'essay'] },
};

const kindByName = new Map(
  questionKinds.flatMap((kind) => {
    const { 'zh-CN': zh, en, aliases } = kindNames[kind];
    return [zh, en, ...aliases].map((name) => [normal(name), kind] as const);
  }),
);

/** Undefined for what names no kind. */
export function kindOf(name: string): Kind | undefined {
  return kindByName.get(normal(name));
}
