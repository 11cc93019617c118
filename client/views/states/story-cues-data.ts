import type { CommandName } from '../../../src/contract/index.ts';
import type { Cue, CueSheet } from '../../../src/contract/cues.ts';
import { storyNow } from './story-data.ts';

/** How far the cue sheet of a story is. */
export type StoryCues = 'ahead' | 'under way' | 'over';

const note = '';
const cues: readonly Cue[] = [
  { id: 'cue-1', kind: 'note', note: '示例提示：请各分课堂调好音量，确认大屏都已打开。' },
  { id: 'cue-2', kind: 'start', note },
  { id: 'cue-3', kind: 'lecture', note: '示例备注：开场白，约 5 分钟' },
  { id: 'cue-4', kind: 'clip', note, materialId: 'material-video' },
  { id: 'cue-5', kind: 'layout', note, layout: 'slides' },
  { id: 'cue-6', kind: 'poll', note, pollId: 'poll-2' },
  { id: 'cue-7', kind: 'call', note: '示例备注：请他们介绍做法', callee: { branchId: 'branch-2' } },
  { id: 'cue-8', kind: 'poll', note, pollId: 'poll-gone' },
  { id: 'cue-9', kind: 'announcement', note, text: '示例公告：休息十分钟，十点二十继续上课。', stays: false },
  { id: 'cue-10', kind: 'quiz', note, quizId: 'quiz-2' },
  { id: 'cue-11', kind: 'end', note },
];
const targets = {
  'cue-4': '示例视频：现场操作演示',
  'cue-6': '示例题：布置一项跨单位的工作，第一步应当做什么？',
  'cue-7': '示例第2分课堂',
  'cue-10': '示例测试：课后巩固',
};

export function storySheet(kind: StoryCues | undefined): CueSheet {
  const none = { currentId: null, done: {} };
  const list = kind === undefined ? [] : [...cues];
  const passed = kind === 'over' ? list : kind === 'under way' ? list.slice(0, 4) : [];
  const done = Object.fromEntries(
    passed.map(({ id }, place) => [
      id,
      {
        at: storyNow - (60 - place * 5) * 60_000,
        by: '示例老师甲',
        how: place === 0 ? ('marked' as const) : ('ran' as const),
      },
    ]),
  );
  const state = passed.length === 0 ? none : { currentId: passed.at(-1)?.id ?? null, done };
  return { lessonId: 'lesson-2', revision: 3, cues: list, targets: kind === undefined ? {} : targets, state };
}

/** What the commands of the cue sheet answer; undefined for all others. */
export function cueAnswer(kind: StoryCues | undefined, name: CommandName): unknown {
  return name === 'cue.sheet' ? { sheet: storySheet(kind) } : undefined;
}
