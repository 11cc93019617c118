import type { OwnState } from '../../../src/contract/classroom.ts';
import type { CommandName } from '../../../src/contract/index.ts';
import type { PollResults, PublicPoll, StaffPoll } from '../../../src/contract/polls.ts';
import type { ShownItem } from '../../../src/contract/shown.ts';
import { storyLesson, storyNow } from './story-data.ts';

/** Moments of a poll or a random pick. */
export type StoryPolls =
  | 'single'
  | 'multiple'
  | 'trueFalse'
  | 'rating'
  | 'number'
  | 'received'
  | 'waiting'
  | 'closed'
  | 'results'
  | 'growing'
  | 'words'
  | 'counted'
  | 'list'
  | 'empty'
  | 'form'
  | 'pick'
  | 'pickBranch';

const options = [
  '示例选项：先讲清目的，再分步骤安排',
  '示例选项：直接布置任务',
  '示例选项：由各单位自行决定',
  '示例选项：留到下一次再说',
];

const base: PublicPoll = {
  pollId: 'poll-1',
  kind: 'single',
  question: '示例题：布置一项跨单位的工作，第一步应当做什么？',
  options,
  state: 'open',
  openedAt: storyNow - 18_000,
  closesAt: storyNow + 42_000,
  closedAt: null,
  hasKey: true,
  results: null,
  key: null,
};
const closed = { state: 'closed' as const, closedAt: storyNow - 5_000, closesAt: storyNow - 5_000 };

const results: PollResults = {
  answered: 487,
  persons: 421,
  inRooms: 66,
  rooms: 3,
  bars: [312, 57, 83, 35],
  values: [],
  others: 0,
  average: null,
  correct: 312,
};

const words: PollResults = {
  ...results,
  rooms: 0,
  inRooms: 0,
  answered: 421,
  bars: [],
  correct: null,
  values: [
    '示例回答：再看一遍资料',
    '示例回答：现场练习',
    'Sample answer: ask the liaison',
    '示例回答：小组讨论',
  ].map((text, place) => ({ text, count: 160 - place * 37 })),
  others: 43,
};

/** The poll that everybody sees. */
export function storyPoll(kind: StoryPolls | undefined): PublicPoll | null {
  switch (kind) {
    case 'single':
    case 'received':
    case 'counted':
      return base;
    case 'waiting':
      return { ...base, pollId: 'poll-waiting' };
    case 'multiple':
      return { ...base, kind, question: '示例题：以下哪些做法是合适的？' };
    case 'trueFalse':
      return { ...base, kind, options: [], question: '示例判断：签到以扫码时间为准。' };
    case 'rating':
      return { ...base, kind, options: [], question: '示例题：请为这一部分的讲解评分', hasKey: false };
    case 'number':
      return { ...base, kind, options: [], closesAt: null, question: '示例题：您所在的单位有多少人？' };
    case 'closed':
      return { ...base, ...closed };
    case 'growing':
      return { ...base, results: { ...results, correct: null } };
    case 'results':
      return { ...base, ...closed, results, key: { kind: 'single', choice: 0 } };
    case 'words':
      return {
        ...base,
        ...closed,
        kind: 'text',
        options: [],
        question: '示例题：您打算怎样复习？',
        results: words,
        hasKey: false,
      };
    default:
      return null;
  }
}

/** What the page's person answered. */
export function storyPollOwn(kind: StoryPolls | undefined): Pick<OwnState, 'pollAnswer'> {
  if (kind !== 'received' && kind !== 'closed' && kind !== 'results') return {};
  const answer = { kind: 'single' as const, choice: 0 };
  return { pollAnswer: { pollId: 'poll-1', answer, receivedAt: storyNow - 9_000 } };
}

/** What is laid over the stage. */
export function storyPollShown(kind: StoryPolls | undefined): ShownItem | null {
  const poll = storyPoll(kind);
  if (poll !== null) return { kind: 'poll', pollId: poll.pollId, shownAt: storyNow };
  if (kind !== 'pick' && kind !== 'pickBranch') return null;
  return {
    kind: 'pick',
    pickId: 'pick-1',
    of: kind === 'pick' ? 'trainee' : 'branch',
    name: kind === 'pick' ? '示例学员 0027' : '示例第一百一十二分课堂',
    branchName: kind === 'pick' ? '示例第二十七分课堂' : null,
    shownAt: storyNow,
  };
}

function staffPoll(pollId: string, part: Partial<StaffPoll>): StaffPoll {
  return {
    pollId,
    lessonId: storyLesson('live').id,
    kind: 'single',
    question: base.question,
    options,
    key: { kind: 'single', choice: 0 },
    durationS: 60,
    revision: 1,
    state: 'prepared',
    openedAt: null,
    closesAt: null,
    closedAt: null,
    resultsShown: false,
    current: false,
    answers: 0,
    ...part,
  };
}

/** The lesson's polls as those see them who ask them. */
export function storyPolls(kind: StoryPolls | undefined): StaffPoll[] {
  if (kind === 'empty') return [];
  const { openedAt, closesAt } = base;
  return [
    staffPoll('poll-0', {
      state: 'closed',
      question: '示例题：第一部分听清楚了吗？',
      answers: 512,
      openedAt: 1,
      closedAt: 2,
    }),
    staffPoll('poll-1', { state: 'open', current: true, answers: 421, openedAt, closesAt }),
    staffPoll('poll-2', {
      kind: 'rating',
      options: [],
      key: null,
      question: '示例题：请为本节课评分',
      durationS: null,
    }),
    staffPoll('poll-3', {
      kind: 'trueFalse',
      options: [],
      key: null,
      question: '示例判断：随堂测试只有一次机会。',
    }),
  ];
}

/** What a command of polls is answered with; undefined for one that no story answers. */
export function pollStoryAnswer(kind: StoryPolls | undefined, name: CommandName): unknown {
  if (kind === undefined) return undefined;
  const own = {
    branchId: 'branch-1',
    answered: 7,
    expected: 10,
    bars: [4, 1, 1, 1],
    room: false,
    persons: 7,
  };
  switch (name) {
    case 'poll.list':
      return { polls: storyPolls(kind) };
    case 'poll.progress':
      return {
        pollId: 'poll-1',
        results,
        branches: [own, { ...own, branchId: null, answered: 9, expected: 12 }],
      };
    case 'poll.ownBranch':
      return kind === 'counted'
        ? { branch: { ...own, answered: 24, room: true }, counts: { counts: [15, 4, 3, 2], heads: 24 } }
        : { branch: own, counts: null };
    case 'poll.entry':
      return { entry: { path: '/j/sample-token-of-the-branch', code: 'ABCDE-12345' } };
    default:
      return undefined;
  }
}
