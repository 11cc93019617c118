import type { RouteName } from '../../../src/contract/index.ts';
import type { OpenQuiz, Paper, PaperAnswer, PaperItem, PaperResult } from '../../../src/contract/paper.ts';
import { ClientError } from '../../session/client-error.ts';
import { storyNow } from './story-data.ts';

/** How far somebody is with a quiz. */
export type StoryPaper = 'card' | 'start' | 'sitting' | 'waiting' | 'notReceived' | 'result' | 'marking';

const minute = 60_000;

function quizOf(change: Partial<OpenQuiz>): OpenQuiz {
  return {
    quizId: 'quiz-now',
    title: '示例随堂测试：第二课',
    kind: 'quiz',
    lessonId: 'lesson-2',
    state: 'open',
    openedAt: storyNow - 2 * minute,
    opensAt: null,
    startUntil: null,
    closesAt: storyNow + 28 * minute,
    durationS: 900,
    questions: 6,
    attempts: 1,
    passMark: 6_000,
    requireCamera: false,
    refusal: null,
    papers: [],
    ...change,
  };
}

const exam = quizOf({
  quizId: 'quiz-exam',
  title: '示例结业考试',
  kind: 'exam',
  lessonId: null,
  durationS: 5_400,
  questions: 50,
  startUntil: storyNow + 13 * minute,
  requireCamera: true,
});

function quizzesOf(kind: StoryPaper): OpenQuiz[] {
  const begun = kind === 'card' ? [] : [{ paperId: `paper-${kind}`, attempt: 1, endsAt: null, score: null }];
  const state = kind === 'result' || kind === 'marking' ? ('handedIn' as const) : ('begun' as const);
  const done = { paperId: 'paper-before', attempt: 1, state: 'handedIn' as const, endsAt: null };
  return [
    quizOf({
      quizId: 'quiz-before',
      title: '示例随堂测试：第一课',
      state: 'closed',
      refusal: 'closed',
      papers: [{ ...done, score: 8_750, passed: true }],
    }),
    kind === 'start' ? exam : quizOf({ papers: begun.map((one) => ({ ...one, state, passed: null })) }),
    quizOf({
      quizId: 'quiz-later',
      title: '示例结业考试',
      kind: 'exam',
      state: 'prepared',
      refusal: 'notOpen',
      opensAt: storyNow + 26 * 60 * minute,
    }),
  ];
}

const option = (text: string) => ({ text, pictureId: null });
const item = (itemId: string, change: Partial<PaperItem>): PaperItem => ({
  ...{
    itemId,
    kind: 'single',
    text: '',
    pictureId: null,
    points: 1_000,
    options: [],
    rights: [],
    blanks: [],
  },
  ...change,
});

const items: PaperItem[] = [
  item('item-1', {
    text: '示例单选题：下面哪一种做法最合适？',
    options: ['示例做法甲', '示例做法乙，说明较长，一行放不下，需要换到第二行才能读完', '示例做法丙'].map(
      option,
    ),
  }),
  item('item-2', {
    kind: 'multiple',
    text: '示例多选题：下列哪些说法符合课上所讲？',
    options: ['示例说法一', '示例说法二', '示例说法三', '示例说法四'].map(option),
  }),
  item('item-3', { kind: 'fill', text: '示例填空题：____ 的目标是 ____。', blanks: ['text', 'number'] }),
  item('item-4', {
    kind: 'ordering',
    text: '示例排序题：按先后排列各步',
    options: ['示例第三步', '示例第一步', '示例第二步'].map(option),
  }),
  item('item-5', {
    kind: 'matching',
    text: '示例配对题：为每个概念选出它的含义',
    options: ['示例概念甲', '示例概念乙'].map(option),
    rights: ['示例含义二', '示例含义一'],
  }),
  item('item-6', { kind: 'short', text: '示例简答题：用自己的话说明理由' }),
];

const all: Record<string, PaperAnswer> = {
  'item-1': { kind: 'single', choice: 1 },
  'item-2': { kind: 'multiple', choices: [0, 2] },
  'item-3': { kind: 'fill', blanks: ['示例词', '12'] },
  'item-4': { kind: 'ordering', order: [1, 2, 0] },
  'item-5': { kind: 'matching', rights: [0, 1] },
  'item-6': { kind: 'short', text: '示例理由：因为课上这样讲过。' },
};

/** The first ones are answered; the page opens at the one after them. */
function answered(count: number): Record<string, PaperAnswer> {
  return Object.fromEntries(Object.entries(all).slice(0, count));
}

function resultOf(isMarked: boolean): PaperResult {
  const given = [1_000, 500, 1_000, 1_000, 0, isMarked ? 900 : null];
  const explanation = '示例解析：课上第二部分讲过，要点在于先后次序。';
  return {
    score: isMarked ? 7_333 : null,
    passed: isMarked ? true : null,
    given: isMarked ? 4_400 : 3_500,
    most: 6_000,
    unmarked: isMarked ? 0 : 1,
    place: isMarked ? 12 : null,
    of: isMarked ? 418 : null,
    answersShown: true,
    items: items.map(({ itemId, kind }, index) => ({
      itemId,
      given: given[index] ?? null,
      comment: kind === 'short' && isMarked ? '示例批语：理由清楚。' : '',
      right: kind === 'short' && !isMarked ? null : given[index] === 1_000,
      key:
        itemId === 'item-5'
          ? { kind: 'matching', rights: [1, 0] }
          : itemId === 'item-2'
            ? { kind: 'multiple', choices: [0, 1, 2] }
            : (kind !== 'short' && all[itemId]) || null,
      explanation,
    })),
  };
}

function paperOf(kind: StoryPaper): Paper {
  const isDone = kind === 'result' || kind === 'marking';
  return {
    paperId: `paper-${kind}`,
    quizId: 'quiz-now',
    title: '示例随堂测试：第二课',
    kind: 'quiz',
    traineeName: '示例学员甲',
    attempt: 1,
    serverTime: storyNow,
    startedAt: storyNow - 4 * minute,
    endsAt: storyNow + 10 * minute + 42_000,
    items,
    answers: isDone || kind === 'notReceived' ? all : answered(kind === 'waiting' ? 1 : 3),
    version: 3,
    receipt: isDone ? { handedInAt: storyNow - 3_000, code: 'AB12-CD34', by: 'trainee' } : null,
    result: isDone ? resultOf(kind === 'result') : null,
  };
}

/** What the routes about papers answer; an error is thrown. */
export function paperStoryAnswers(kind: StoryPaper | undefined): Partial<Record<RouteName, unknown>> {
  if (kind === undefined) return {};
  const offline = new ClientError('offline');
  return {
    'GET /api/courses/:courseId/sittings': { serverTime: storyNow, quizzes: quizzesOf(kind) },
    'POST /api/courses/:courseId/quizzes/:quizId/papers': paperOf(kind),
    'GET /api/courses/:courseId/papers/:paperId': paperOf(kind),
    'PUT /api/courses/:courseId/papers/:paperId/answers': offline,
    'POST /api/courses/:courseId/papers/:paperId/submission': offline,
  };
}

/** What is on the device and was not received. */
export function unsentOf(kind: StoryPaper): string {
  const answers = kind === 'waiting' ? { 'item-2': { answer: all['item-2'], version: 9 } } : {};
  const isUnsent = kind === 'waiting' || kind === 'notReceived';
  return isUnsent ? JSON.stringify({ answers, events: {}, handing: kind === 'notReceived' }) : '';
}
