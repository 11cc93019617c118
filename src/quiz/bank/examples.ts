import type { QuestionDraft } from '../../contract/bank.ts';

const base = { pictureId: null, points: 100, difficulty: 2, topic: '示例知识点', explanation: '' };
const option = (text: string) => ({ text, pictureId: null });

/** One artificial question of each kind: for the template, and for the artificial course. */
export const exampleQuestions: readonly QuestionDraft[] = [
  {
    ...base,
    text: '示例：一天有多少小时？',
    content: { kind: 'single', options: ['12', '24', '36'].map(option), correct: 1 },
    explanation: '示例：一天有 24 小时。',
  },
  {
    ...base,
    text: '示例：下面哪些是偶数？',
    content: { kind: 'multiple', options: ['2', '3', '4', '5'].map(option), correct: [0, 2] },
    points: 200,
  },
  { ...base, text: '示例：一周有七天。', content: { kind: 'trueFalse', correct: true }, difficulty: 1 },
  {
    ...base,
    text: '示例：圆周率约等于 ____，一年有 ____ 个月。',
    content: {
      kind: 'fill',
      blanks: [
        { of: 'number', value: 3.14, tolerance: 0.01 },
        { of: 'text', accepted: ['12', '十二'] },
      ],
    },
    points: 200,
    difficulty: 3,
  },
  {
    ...base,
    text: '示例：请从小到大排列。',
    content: { kind: 'ordering', items: ['一', '二', '三'] },
    difficulty: 3,
  },
  {
    ...base,
    text: '示例：请为数字找到读法。',
    content: {
      kind: 'matching',
      pairs: [
        { left: '1', right: '一' },
        { left: '2', right: '二' },
        { left: '3', right: '三' },
      ],
    },
  },
  {
    ...base,
    text: '示例：请用一两句话说说你对本课的收获。',
    content: { kind: 'short', guide: '示例：提到一个具体的收获即可。' },
    points: 300,
    difficulty: 4,
  },
];
