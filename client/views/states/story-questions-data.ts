import type { CommandName } from '../../../src/contract/index.ts';
import type { ShownItem } from '../../../src/contract/shown.ts';
import type {
  Asker,
  OwnQuestion,
  PublicQuestion,
  QuestionSettings,
  StaffQuestion,
} from '../../../src/contract/questions.ts';

/** Which part with questions a story shows, and in which moment. */
export type StoryQuestions =
  | 'panel'
  | 'panelEmpty'
  | 'panelFailed'
  | 'room'
  | 'list'
  | 'listEmpty'
  | 'overlay'
  | 'overlayLong'
  | 'overlayAnswer';

const now = Date.UTC(2030, 2, 4, 1, 42, 10);
const minute = 60_000;
const long =
  '示例长问题：基层单位人手少、任务多，多项工作同时推进的时候，应当怎样确定先后顺序，怎样避免重复报表？'.repeat(
    5,
  );

const asker = (number: number, facts: Partial<Asker> = {}): Asker => ({
  questionId: `question-${number}`,
  name: `示例学员 ${String(number).padStart(2, '0')}`,
  role: 'trainee',
  branchId: 'branch-1',
  branchName: '示例第一分课堂',
  forRoom: false,
  text: `示例原话 ${number}：这一条怎样落实？`,
  askedAt: now - number * minute,
  ...facts,
});

function staff(number: number, facts: Partial<StaffQuestion>): StaffQuestion {
  return {
    questionId: `question-${number}`,
    state: 'open',
    voices: 1,
    places: 1,
    askedAt: now - number * minute,
    text: `示例问题 ${number}：第三部分讲到的三个步骤，在人手较少的单位应当怎样安排先后？`,
    edited: false,
    askers: [asker(number)],
    askerCount: 1,
    answer: null,
    settledBy: null,
    settledAt: null,
    reason: null,
    approved: true,
    shownAt: null,
    carriedFrom: null,
    ...facts,
  };
}

const questions: readonly StaffQuestion[] = [
  staff(1, { voices: 34, places: 12, edited: true, askers: [asker(1), asker(7), asker(9)], askerCount: 3 }),
  staff(2, {
    voices: 18,
    places: 9,
    text: '示例问题 2：教学片里的做法是否适用于新成立的单位？',
    askers: [asker(2, { forRoom: true, role: 'liaison', branchName: '示例第二十七分课堂' })],
    shownAt: now - minute,
  }),
  staff(3, { voices: 6, places: 1, approved: false }),
  staff(4, {
    text: long.slice(0, 300),
    askers: [asker(4, { branchId: null, branchName: null, role: 'port' })],
  }),
  staff(5, { state: 'postponed', voices: 4, places: 2, carriedFrom: '示例课程一：开班式与课程说明' }),
  staff(6, {
    state: 'answered',
    voices: 9,
    places: 4,
    answer: '示例答复：先做第二步，再根据人手补上第一步。',
    settledBy: '示例老师甲',
  }),
  staff(8, { state: 'dismissed', reason: '示例说明：下一节课会专门讲到。', settledBy: '示例老师甲' }),
];

const settings: QuestionSettings = { throughLiaison: true, approval: true, hideNames: false };

const visible: readonly PublicQuestion[] = questions
  .filter(({ state }) => state !== 'dismissed')
  .map(({ questionId, state, voices, places, askedAt, text, answer, askers: [first] }) => ({
    questionId,
    state,
    voices,
    places,
    askedAt,
    text,
    answer,
    askerName: first === undefined || first.forRoom ? null : first.name,
    branchName: first?.branchName ?? null,
    forRoom: first?.forRoom === true,
  }));

const ownQuestion = (number: number, facts: Partial<OwnQuestion>): OwnQuestion => ({
  questionId: `own-${number}`,
  text: `示例我的问题 ${number}：怎样把要求落到每一个岗位？`,
  askedAt: now - number * minute,
  state: 'open',
  shownText: null,
  merged: false,
  voices: 1,
  answer: null,
  reason: null,
  settledAt: null,
  unseen: false,
  ...facts,
});

const own: readonly OwnQuestion[] = [
  ownQuestion(1, { state: 'held' }),
  ownQuestion(2, {
    state: 'answered',
    answer: '示例答复：从清单开始，每个岗位写明一件本周要做的事。',
    unseen: true,
    merged: true,
    shownText: '示例问题 1：在人手较少的单位应当怎样安排？',
    voices: 34,
  }),
  ownQuestion(3, { state: 'answered' }),
  ownQuestion(4, { state: 'dismissed', reason: '示例说明：下一节课会专门讲到。' }),
];

const counts = { open: 4, held: 0, postponed: 1, settled: 2 };

/** What the commands of questions answer in a story; undefined for others. */
export function questionAnswer(kind: StoryQuestions | undefined, name: CommandName): unknown {
  const empty = kind === 'panelEmpty' || kind === 'listEmpty';
  switch (name) {
    case 'question.own':
      return { questions: empty ? [] : own, unseen: 1, settings };
    case 'question.visible':
      return { questions: empty ? [] : visible, total: empty ? 0 : visible.length, mine: ['question-2'] };
    case 'question.room': {
      const held = questions.slice(0, 2).map((one) => ({ ...one, state: 'held' as const, shownAt: null }));
      const list = [...held, ...questions.slice(4)];
      return { questions: list, total: list.length, settings };
    }
    case 'question.list':
      return {
        questions: empty ? [] : questions,
        total: empty ? 0 : questions.length,
        counts: empty ? { open: 0, held: 0, postponed: 0, settled: 0 } : counts,
        settings,
      };
    default:
      return undefined;
  }
}

/** What is laid over the stage in a story. */
export function storyShown(kind: StoryQuestions | undefined): ShownItem | null {
  const shown = {
    kind: 'question' as const,
    questionId: 'question-2',
    text: '示例问题：第三部分讲到的三个步骤，在人手较少的单位应当怎样安排先后？',
    askerName: '示例学员 02',
    branchName: '示例第二十七分课堂',
    answer: null,
    shownAt: now,
  };
  switch (kind) {
    case 'list':
    case 'overlay':
      return shown;
    case 'overlayLong':
      return { ...shown, text: long.slice(0, 300), askerName: null };
    case 'overlayAnswer':
      return { ...shown, text: long.slice(0, 150), answer: long.repeat(4).slice(0, 1_000) };
    default:
      return null;
  }
}
