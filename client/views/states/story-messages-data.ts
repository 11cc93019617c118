import type { Role } from '../../../src/contract/roles.ts';
import type { RouteName } from '../../../src/contract/index.ts';
import type { Announcement, MessageThread, Post, SentAnnouncement } from '../../../src/contract/messages.ts';
import { storyNow } from './story-data.ts';

/** A part of a page that shows messages, alone. */
export type StoryMessages =
  | 'group'
  | 'groupEmpty'
  | 'groupNone'
  | 'groupFailed'
  | 'staff'
  | 'cards'
  | 'overlay'
  | 'overlayLong'
  | 'overlayStays';

/** What of a story decides what is answered about messages. */
interface MessageStory {
  role: Role;
  messages?: StoryMessages;
}

const minute = 60_000;

function post(position: number, text: string, more: Partial<Post> = {}): Post {
  return {
    id: `post-${position}`,
    position,
    at: storyNow - (60 - position) * minute,
    author: { name: '示例学员 12', role: 'trainee', branchName: '示例第一分课堂', own: false },
    text,
    file: null,
    removed: false,
    pinned: false,
    toAllGroups: false,
    branch: null,
    confirmation: null,
    may: { remove: false, pin: false, confirm: false },
    ...more,
  };
}

const liaison = { name: '示例联络员 1', role: 'liaison', branchName: '示例第一分课堂', own: false } as const;
const organiser = { name: '示例主办方', role: 'organiser', branchName: null, own: false } as const;
const none = { remove: false, pin: false, confirm: false };

/** The picture is drawn, so that a story needs no server. */
const drawn = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="400"><rect width="640" height="400" fill="#1f5fd0"/><circle cx="320" cy="200" r="120" fill="#e8effb"/></svg>',
)}`;

function groupPosts(leads: boolean): { posts: Post[]; pinned: Post[] } {
  const may = { remove: leads, pin: leads, confirm: false };
  const mine = { name: '示例学员 7', role: 'trainee', branchName: '示例第一分课堂', own: true } as const;
  const pinned = post(3, '示例：今天下午 14:30 进行结业考试，请提前 10 分钟就座，带好身份证件。', {
    author: leads ? { ...liaison, own: true } : liaison,
    pinned: true,
    confirmation: { ownAt: null, members: leads ? { done: 12, total: 14 } : null },
    may: { ...may, confirm: !leads },
  });
  const shared = post(5, '示例：讲义已放入资料。', {
    author: organiser,
    toAllGroups: true,
    confirmation: {
      ownAt: leads ? null : storyNow - 20 * minute,
      members: leads ? { done: 14, total: 14 } : null,
    },
    may: none,
  });
  return {
    pinned: [pinned],
    posts: [
      shared,
      post(8, '示例：第二章的例题和讲义第 17 页不一致，以哪个为准？', { may }),
      post(9, '', {
        may,
        file: {
          id: 'file-1',
          fileName: '示例板书.png',
          kind: 'image',
          mediaType: 'image/png',
          size: 182_000,
          path: drawn,
          inline: true,
        },
      }),
      post(10, '以讲义为准。示例：更正后的例题见附件。', {
        author: leads ? { ...liaison, own: true } : liaison,
        may: { ...may, remove: leads },
        file: {
          id: 'file-2',
          fileName: '示例例题更正.docx',
          kind: 'document',
          mediaType: 'application/msword',
          size: 48_000,
          path: '/api/message-files/file-2',
          inline: false,
        },
      }),
      post(11, '', { removed: true, may: none }),
      post(12, '示例：谢谢，明白了', leads ? { may } : { author: mine, may: { ...none, remove: true } }),
    ],
  };
}

const staffPosts: Post[] = [
  post(20, '示例：第一节课 09:00 开始，请各分课堂 08:45 前完成设备检测。', { author: organiser }),
  post(21, '示例：请把摄像头向右转一点，能看到全部座位。', {
    author: { name: '示例巡查员', role: 'inspector', branchName: null, own: false },
    branch: { id: 'branch-1', name: '示例第一分课堂' },
  }),
  post(22, '示例：已调整，请再看一下。', {
    author: liaison,
    branch: { id: 'branch-1', name: '示例第一分课堂' },
  }),
];

export function storyAnnouncement(kind: 'short' | 'long' | 'stays' = 'short'): Announcement {
  const texts = {
    short: '示例：下午的课改到 14:30 开始，请各分课堂提前 10 分钟组织入座。',
    stays: '示例：现在进行消防演练，请跟随联络员有序离开教室。',
    long: '示例：请各分课堂联络员在课间核对本分课堂学员名单和签到情况，缺勤学员请逐一联系并在点名页登记原因；结业考试安排在第三天下午，届时请准备备用网络，并提前打开考试页面完成设备检测。考试期间请勿切换页面，遇到问题请在求助页提交，主办方会在五分钟之内回复。感谢各位联络员三天以来的辛苦工作，也请转告全体学员：课程结束后请在学习小组里提交学习心得，字数不限，截止到本周五晚上八点，之后不再接收。',
  } as const;
  return {
    id: `announcement-${kind}`,
    at: storyNow - 2 * minute,
    author: { name: '示例主办方', role: 'organiser' },
    text: texts[kind],
    stays: kind === 'stays',
    currentUntil: storyNow + 60 * minute,
  };
}

const sent: SentAnnouncement[] = [
  {
    ...storyAnnouncement(),
    withdrawnAt: null,
    branchIds: null,
    branches: { done: 198, total: 221 },
    trainees: { done: 402, total: 557 },
    lecturers: 1,
    mayWithdraw: true,
  },
  {
    ...storyAnnouncement('stays'),
    at: storyNow - 90 * minute,
    withdrawnAt: storyNow - 60 * minute,
    branchIds: ['branch-1', 'branch-2', 'branch-3'],
    branches: { done: 3, total: 3 },
    trainees: { done: 30, total: 36 },
    lecturers: 0,
    mayWithdraw: false,
  },
];

function threads(story: MessageStory): MessageThread[] {
  if (story.messages === 'groupNone') return [];
  const branch = (id: string, name: string, unread: number): MessageThread => ({
    id,
    kind: 'branch',
    name,
    unread,
    lastAt: storyNow - 3 * minute,
  });
  const staff: MessageThread = { id: 'staff', kind: 'staff', name: '', unread: 2, lastAt: storyNow };
  if (story.role === 'trainee' || story.role === 'port') return [branch('group-1', '示例第一分课堂', 0)];
  if (story.role === 'liaison') {
    return [branch('group-1', '示例第一分课堂', 0), branch('group-2', '示例下级分课堂', 3), staff];
  }
  return [staff];
}

/** What the server answers about messages in a story. */
export function messageAnswers(story: MessageStory): Partial<Record<RouteName, unknown>> {
  const { messages, role } = story;
  const leads = role === 'liaison' || role === 'organiser';
  const page =
    messages === 'groupEmpty'
      ? { posts: [], pinned: [] }
      : messages === 'staff'
        ? { posts: staffPosts, pinned: [] }
        : groupPosts(leads);
  const announcements =
    messages === 'cards'
      ? [storyAnnouncement()]
      : messages === 'overlay'
        ? [storyAnnouncement()]
        : messages === 'overlayLong'
          ? [storyAnnouncement('long')]
          : messages === 'overlayStays'
            ? [storyAnnouncement('stays')]
            : [];
  const shared = { ...groupPosts(true).pinned[0], toAllGroups: true, author: { ...organiser, own: true } };
  return {
    'GET /api/courses/:courseId/messages': { threads: threads(story), announcements },
    'GET /api/courses/:courseId/threads/:threadId/posts': {
      ...page,
      more: messages === 'group',
      readUpTo: 12,
    },
    'GET /api/courses/:courseId/groups': {
      groups: Array.from({ length: 221 }, (_, index) => ({
        id: `group-${index + 1}`,
        kind: 'branch',
        name: `示例第 ${index + 1} 分课堂`,
        unread: [4, 0, 0, 120, 0, 1][index] ?? 0,
        lastAt: index < 40 ? storyNow - index * 7 * minute : null,
        members: 12 + (index % 5),
      })),
    },
    'GET /api/courses/:courseId/group-posts': { posts: [shared] },
    'GET /api/courses/:courseId/announcements': { announcements: sent },
    'POST /api/courses/:courseId/announcements/seen': {},
    'POST /api/courses/:courseId/threads/:threadId/read': {},
  };
}
