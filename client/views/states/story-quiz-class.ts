import type { CommandName, RouteName } from '../../../src/contract/index.ts';
import type { OpenQuiz } from '../../../src/contract/paper.ts';
import type { QuizProgress, QuizRecord, QuizSettings, Sitting } from '../../../src/contract/quiz.ts';
import { usualQuiz } from '../../../src/contract/usual-quiz.ts';
import { storyNow } from './story-data.ts';
import { storyTrainees } from './story-liaison.ts';
import { storyWatched } from './story-wall.ts';

/** How far a quiz of the class is: just opened, or under way for a while; or an exam that asks for cameras. */
export type StoryQuizClass = 'opened' | 'under way' | 'exam';

const minute = 60_000;
const openedAt: Record<StoryQuizClass, number> = {
  opened: storyNow - minute,
  'under way': storyNow - 8 * minute,
  exam: storyNow - 8 * minute,
};

const settings: QuizSettings = {
  title: '示例测试：第二课要点',
  kind: 'quiz',
  lessonId: 'lesson-2',
  selection: { how: 'drawn', draws: [{ topic: null, difficulty: null, count: 10 }] },
  ...usualQuiz,
  openForS: 900,
  showPlace: true,
  multipleChoice: 'proportional',
};

function openQuiz(kind: StoryQuizClass): OpenQuiz {
  const { title, durationS, attempts, passMark } = settings;
  return {
    quizId: 'quiz-1',
    title: kind === 'exam' ? '示例结业考试' : title,
    kind: kind === 'exam' ? 'exam' : 'quiz',
    lessonId: kind === 'exam' ? null : 'lesson-2',
    state: 'open',
    openedAt: openedAt[kind],
    opensAt: null,
    startUntil: null,
    closesAt: openedAt[kind] + 15 * minute,
    durationS,
    questions: 10,
    attempts,
    passMark,
    requireCamera: kind === 'exam',
    refusal: null,
    papers: [],
  };
}

function record(change: Partial<Omit<QuizRecord, 'settings'>>, more: Partial<QuizSettings> = {}): QuizRecord {
  return {
    id: 'quiz-1',
    courseId: 'course-1',
    settings: { ...settings, ...more },
    state: 'prepared',
    revision: 1,
    questions: 10,
    points: 10_000,
    papers: 0,
    openedAt: null,
    closesAt: null,
    closedAt: null,
    unmarked: 0,
    problem: null,
    ...change,
  };
}

function records(kind: StoryQuizClass): QuizRecord[] {
  const at = openedAt[kind];
  return [
    record({ state: 'open', papers: 557, openedAt: at, closesAt: at + 15 * minute }),
    record({ id: 'quiz-2' }, { title: '示例测试：课后巩固', opening: { how: 'lessonEnd' }, openForS: null }),
    record(
      {
        id: 'quiz-3',
        state: 'closed',
        papers: 557,
        openedAt: at - 90 * minute,
        closedAt: at - 75 * minute,
        unmarked: 12,
      },
      { title: '示例测试：课前摸底' },
    ),
  ];
}

function branch(branchId: string | null, opened: number, handedIn: number): QuizProgress['branches'][number] {
  const answering = Math.max(0, opened - handedIn - 1);
  return {
    branchId,
    expected: 10,
    opened,
    answering,
    handedIn,
    mean: handedIn === 0 ? null : 8_200,
    passed: handedIn,
  };
}

const progress: QuizProgress = {
  quizId: 'quiz-1',
  expected: 557,
  opened: 541,
  answering: 236,
  handedIn: 302,
  mean: 8_150,
  passed: 288,
  branches: [
    branch('branch-1', 9, 5),
    branch('branch-2', 10, 4),
    branch('branch-3', 10, 10),
    branch(null, 7, 3),
  ],
  hardest: [
    {
      itemId: 'item-1',
      text: '示例题：跨单位的工作交接，下面哪一步最容易被漏掉？',
      answered: 302,
      right: 4_120,
    },
    { itemId: 'item-2', text: '示例题：请按先后顺序排列处置步骤', answered: 297, right: 5_530 },
    { itemId: 'item-3', text: '示例题：下列做法中正确的有', answered: 301, right: 6_010 },
  ],
};

function sitting(place: number, change: Partial<Sitting>): Sitting[] {
  const person = storyTrainees[place];
  if (person === undefined) return [];
  const { id: traineeId, name, number, branchId } = person;
  return [
    {
      paperId: `paper-${place}`,
      traineeId,
      name,
      number,
      branchId,
      attempt: 1,
      state: 'notBegun',
      entered: false,
      answered: 0,
      startedAt: null,
      endsAt: null,
      handedInAt: null,
      handedInBy: null,
      score: null,
      unmarked: 0,
      events: [],
      extraS: 0,
      ...change,
    },
  ];
}

const begun = { state: 'begun', startedAt: storyNow - 7 * minute, endsAt: storyNow + 3 * minute } as const;
const done = { state: 'handedIn', startedAt: begun.startedAt, score: 8_000, answered: 10 } as const;

const sittings: Sitting[] = [
  ...sitting(0, { ...done, handedInAt: storyNow - minute, handedInBy: 'trainee' }),
  ...sitting(1, { ...begun, answered: 6 }),
  ...sitting(2, { ...begun, answered: 4, entered: true }),
  ...sitting(3, {}),
  ...sitting(4, { ...done, handedInAt: storyNow - 2 * minute, handedInBy: 'liaison', entered: true }),
  ...sitting(5, { ...begun, answered: 8 }),
  ...sitting(6, {}),
];

/** All, or those who sit the exam now. */
function sittingsNow(kind: StoryQuizClass | undefined): { sittings: Sitting[]; total: number } {
  if (kind !== 'exam') return { sittings, total: sittings.length };
  const shown = sittings
    .filter(({ state }) => state === 'begun')
    .map((one) => ({ ...one, branchId: storyWatched }));
  return { sittings: shown, total: shown.length };
}

/** What the routes about quizzes answer in a class; without a story there is none. */
export function quizClassAnswers(kind: StoryQuizClass | undefined): Partial<Record<RouteName, unknown>> {
  const [opened, answering, handedIn] = kind === 'opened' ? [3, 2, 0] : [9, 4, 5];
  return {
    'GET /api/courses/:courseId/sittings': {
      serverTime: storyNow,
      quizzes: kind === undefined ? [] : [openQuiz(kind)],
    },
    'GET /api/courses/:courseId/quizzes': { quizzes: kind === undefined ? [] : records(kind) },
    'GET /api/courses/:courseId/quizzes/:quizId/progress': progress,
    'GET /api/courses/:courseId/quizzes/:quizId/sittings': sittingsNow(kind),
    'GET /api/courses/:courseId/quizzes/:quizId/room-counts': {
      quizId: 'quiz-1',
      expected: 10,
      opened,
      answering,
      handedIn,
    },
  };
}

/** Where the room's trainees get in; undefined for all other commands. */
export function quizClassCommand(kind: StoryQuizClass | undefined, name: CommandName): unknown {
  if (kind === undefined || name !== 'poll.entry') return undefined;
  return { entry: { path: '/j/sample-token-of-the-branch', code: 'ABCDE-12345' } };
}

/** The states of a quiz in class. */
export const quizClassStories = [
  { id: 'quizClass.screen', story: { role: 'screen', quizClass: 'opened' } },
  { id: 'quizClass.screenUnderWay', story: { role: 'screen', quizClass: 'under way' } },
  {
    id: 'quizClass.screenBehindPoll',
    story: { role: 'screen', whole: true, quizClass: 'under way', polls: 'single' },
  },
  { id: 'quizClass.wall', story: { role: 'inspector', patrol: 'wallLive', quizClass: 'exam' } },
  { id: 'quizClass.liaison', story: { role: 'liaison', quizClass: 'under way' } },
] as const;
