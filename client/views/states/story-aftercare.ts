import type { RouteName, RouteOutput } from '../../../src/contract/index.ts';
import type { Ticket } from '../../../src/contract/help.ts';
import type { Reflection } from '../../../src/contract/reflection.ts';
import { storyCourse, storyLessons, storyNow } from './story-data.ts';

/** A part of a page about help, reflections and feedback, alone. */
export type StoryAftercare = 'sheet' | 'parts';

const minute = 60_000;

function ticket(id: number, more: Partial<Ticket> = {}): Ticket {
  return {
    id: `ticket-${id}`,
    at: storyNow - id * 3 * minute,
    kind: 'picture',
    text: '示例：大屏画面停住不动，声音正常',
    role: 'screen',
    name: `示例第${id}分课堂`,
    branchId: `branch-${id}`,
    branchName: `示例第${id}分课堂`,
    lessonId: 'lesson-2',
    facts: {
      userAgent:
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      language: 'zh-CN',
      window: '1920x1080',
      pingMs: 46,
      online: true,
      path: 'tcp',
      loss: 0.031,
      kbps: 812,
      errors: [{ code: 'media_gone', reference: 'R7K2-40QX', at: storyNow - id * 3 * minute - 20_000 }],
    },
    state: 'open',
    group: 'picture|error|media_gone',
    answers: [],
    closedAt: null,
    closedBy: null,
    ...more,
  };
}

const answered = ticket(4, {
  kind: 'sound',
  text: '',
  state: 'answered',
  group: 'sound|branch|branch-4',
  answers: [
    {
      id: 'answer-1',
      by: '示例主办方',
      at: storyNow - 2 * minute,
      text: '示例答复：请把电视音量调到 40 以上',
    },
  ],
});

function group(
  of: RouteOutput<'GET /api/courses/:courseId/tickets'>['groups'][number]['common'],
  open: number,
) {
  return {
    group: `picture|${of.of}|${of.value}`,
    kind: 'picture' as const,
    common: of,
    open,
    unclosed: open,
    total: open + 1,
    rooms: open,
    lastAt: storyNow - 3 * minute,
  };
}

function reflection(place: number, more: Partial<Reflection> = {}): Reflection {
  return {
    traineeId: `trainee-${place}`,
    traineeName: `示例学员 ${place}`,
    branchId: `branch-${place}`,
    text: '示例心得：这几天学到了三件可以马上用起来的事。\n第一，先弄清楚问题在哪里，再谈办法。',
    state: 'handedIn',
    savedAt: storyNow - place * 9 * minute,
    handedInAt: storyNow - place * 9 * minute,
    shown: place === 1,
    comments:
      place === 1
        ? [{ id: 'comment-1', by: '示例联络员', at: storyNow - minute, text: '示例评语：写得具体' }]
        : [],
    ...more,
  };
}

export const storyOwnReflection: RouteOutput<'GET /api/courses/:courseId/reflections/own'> = {
  policy: { wanted: true, task: '', minLength: 200, maxLength: 2_000, until: storyNow + 600 * minute },
  own: reflection(12, { state: 'draft', text: '示例草稿：今天的案例让我想到', handedInAt: null }),
  shown: 6,
};

export const storyOwnFeedback: RouteOutput<'GET /api/courses/:courseId/feedback/own'> = {
  open: [
    ...storyLessons.slice(0, 2).map(({ id, title }) => ({ lessonId: id, title })),
    { lessonId: null, title: storyCourse.name },
  ],
  given: [
    { lessonId: 'lesson-1', rating: 4, text: '示例：讲得清楚', anonymous: false, at: storyNow - 60 * minute },
  ],
};

/** What the server answers about help, reflections and feedback. */
export const aftercareAnswers: Partial<Record<RouteName, unknown>> = {
  'GET /api/courses/:courseId/tickets/own': { tickets: [answered] },
  'GET /api/courses/:courseId/tickets': {
    tickets: [ticket(1), ticket(2), ticket(3), answered],
    groups: [group({ of: 'error', value: 'media_gone' }, 3), group({ of: 'path', value: 'tcp' }, 1)],
    open: 4,
  },
  'GET /api/courses/:courseId/reflections': {
    reflections: [reflection(1), reflection(2), reflection(3)],
    total: 3,
  },
  'GET /api/courses/:courseId/reflection-policy': storyOwnReflection.policy,
  'GET /api/courses/:courseId/reflections/own': storyOwnReflection,
  'GET /api/courses/:courseId/feedback/own': storyOwnFeedback,
  'GET /api/courses/:courseId/feedback': {
    results: [
      {
        lessonId: 'lesson-1',
        title: '示例课程一：开班式与课程说明',
        answered: 402,
        expected: 557,
        mean: 431,
        ratings: [3, 12, 41, 147, 199],
        words: [
          {
            rating: 5,
            text: '示例：案例贴近工作',
            by: '示例学员 3',
            branchName: '示例第一分课堂',
            at: storyNow,
          },
          { rating: 2, text: '示例：后半段太快', by: null, branchName: null, at: storyNow },
        ],
      },
      {
        lessonId: null,
        title: storyCourse.name,
        answered: 0,
        expected: 557,
        mean: null,
        ratings: [0, 0, 0, 0, 0],
        words: [],
      },
    ],
  },
};
