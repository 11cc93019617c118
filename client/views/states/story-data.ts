import type { Presence, PresenceState } from '../../../src/contract/classroom.ts';
import type { Branch, Course, Invitation, Lesson } from '../../../src/contract/course.ts';
import type { Participant } from '../../../src/contract/identity.ts';
import type { QualityReport } from '../../../src/contract/media.ts';
import type { ScheduleChange } from '../../../src/contract/schedule.ts';
import { roles, type Role } from '../../../src/contract/roles.ts';
import type { BranchNode, Roster } from '../../session/types.ts';

/** Stories stand at one moment, so that two pictures of the same story are the same. */
export const storyNow = Date.UTC(2030, 2, 4, 1, 42, 10);
const minute = 60_000;

export const storyCourse: Course = {
  id: 'course-1',
  name: '示例培训班',
  branchCount: 221,
  traineeCount: 557,
  portCount: 24,
};

const titles = [
  '示例课程一：开班式与课程说明',
  '示例课程二：从总体思路到具体做法',
  '示例课程三：案例研讨',
  '示例课程四：现场教学片',
  '示例课程五：分组讨论',
  '示例课程六：重点与难点',
  '示例课程七：问题解答',
  '示例课程八：复习',
  '示例结业考试',
];

export const storyLessons: Lesson[] = titles.map((title, place) => {
  const startsAt = storyNow - 42 * minute + (place - 1) * 180 * minute;
  return {
    id: `lesson-${place + 1}`,
    courseId: storyCourse.id,
    title,
    lecturerName: place % 2 === 0 ? '示例老师甲' : '示例老师乙',
    kind: place === 3 ? 'clip' : place === 8 ? 'exam' : 'lecture',
    startsAt,
    endsAt: startsAt + 120 * minute,
    startedAt: place === 0 ? startsAt : null,
    endedAt: place === 0 ? startsAt + 118 * minute : null,
  };
});

const movedFrom = storyNow + 300 * minute;

/** The third lesson begins half an hour later. */
export const storyChange: ScheduleChange = {
  id: 'change-1',
  lessonId: 'lesson-3',
  kind: 'changed',
  at: storyNow - 5 * minute,
  before: {
    title: '示例课程三：案例研讨',
    lecturerName: '示例老师甲',
    startsAt: movedFrom,
    endsAt: movedFrom + 120 * minute,
  },
  after: {
    title: '示例课程三：案例研讨',
    lecturerName: '示例老师甲',
    startsAt: movedFrom + 30 * minute,
    endsAt: movedFrom + 150 * minute,
  },
};

/** The second lesson, in the phase of the story. */
export function storyLesson(phase: 'waiting' | 'live' | 'ended'): Lesson {
  const lesson = storyLessons[1];
  if (lesson === undefined) throw new Error('the story has two lessons');
  if (phase === 'waiting') {
    return { ...lesson, startsAt: storyNow + 18 * minute, endsAt: storyNow + 138 * minute };
  }
  return { ...lesson, startedAt: lesson.startsAt, endedAt: phase === 'ended' ? storyNow : null };
}

export function storyParticipant(role: Role): Participant {
  const names: Record<Role, string> = {
    organiser: '示例主办方',
    lecturer: '示例老师乙',
    inspector: '示例巡查员',
    liaison: '示例第一分课堂',
    screen: '示例第一分课堂',
    port: '示例学员甲',
    trainee: '示例学员甲',
  };
  const branchId = role === 'screen' || role === 'liaison' || role === 'trainee' ? 'branch-1' : null;
  return { sessionId: 'story', role, name: names[role], courseId: storyCourse.id, branchId, traineeId: null };
}

const firstLevel = 21;

function storyBranches(): Branch[] {
  const upper: Branch[] = Array.from({ length: firstLevel }, (_, place) => ({
    id: `branch-${place + 1}`,
    name: `示例第${place + 1}分课堂`,
    level: 1,
    parentId: null,
  }));
  const lower: Branch[] = Array.from({ length: storyCourse.branchCount - firstLevel }, (_, place) => {
    const parent = (place % firstLevel) + 1;
    const number = Math.floor(place / firstLevel) + 1;
    const id = `branch-${firstLevel + place + 1}`;
    return { id, name: `示例第${parent}分课堂第${number}教室`, level: 2, parentId: `branch-${parent}` };
  });
  return [...upper, ...lower];
}

export function storyReport(change: Partial<QualityReport> = {}): QualityReport {
  return {
    direction: 'receive',
    rttMs: 24,
    loss: 0,
    jitterMs: 3,
    framesPerSecond: 30,
    frozenMs: 0,
    width: 1280,
    height: 720,
    kbps: 1540,
    path: 'udp',
    limitedBy: null,
    ...change,
  };
}

/** A few rooms have the troubles that rooms have; the rest is well. */
function storyQuality(place: number): QualityReport {
  if (place % 61 === 7)
    return storyReport({ loss: 0.11, frozenMs: 1400, rttMs: 310, height: 180, kbps: 180 });
  if (place % 37 === 5) return storyReport({ loss: 0.031, rttMs: 96, height: 360, kbps: 520, path: 'tcp' });
  return storyReport({ rttMs: 12 + ((place * 7) % 40), kbps: 1400 + ((place * 13) % 200) });
}

function storyPresence(branches: readonly Branch[], arrived: number): Presence[] {
  const screens = branches.slice(0, arrived).map((branch, place): Presence => {
    const state: PresenceState = place === 3 ? 'away' : place === 58 ? 'offline' : 'online';
    return {
      participantId: `screen-${branch.id}`,
      role: 'screen',
      name: branch.name,
      branchId: branch.id,
      state,
      since: storyNow - (state === 'online' ? 50 * minute : 12_000),
      quality: storyQuality(place),
    };
  });
  const ports = Array.from({ length: 3 }, (_, place): Presence => ({
    participantId: `port-${place}`,
    role: 'port',
    name: `示例端口学员${place + 1}`,
    branchId: null,
    state: 'online',
    since: storyNow - 30 * minute,
    quality: storyQuality(place),
  }));
  return [...screens, ...ports];
}

/** @param arrived how many of the 221 branches have come */
export function storyRoster(arrived: number): Roster {
  const branches = storyBranches();
  const presence = storyPresence(branches, arrived);
  const tree: BranchNode[] = branches
    .filter((branch) => branch.level === 1)
    .map((branch) => ({
      branch,
      children: branches
        .filter((child) => child.parentId === branch.id)
        .map((child) => ({ branch: child, children: [] })),
    }));
  const byBranch = new Map<string, Presence[]>();
  for (const one of presence) {
    if (one.branchId !== null) byBranch.set(one.branchId, [...(byBranch.get(one.branchId) ?? []), one]);
  }
  return {
    tree,
    branches: new Map(branches.map((branch) => [branch.id, branch])),
    presence: new Map(presence.map((one) => [one.participantId, one])),
    byBranch,
  };
}

export const storyInvitations: Invitation[] = roles.flatMap((role) =>
  Array.from({ length: role === 'screen' ? 12 : 2 }, (_, place) => ({
    id: `${role}-${place}`,
    role,
    label: role === 'screen' ? `示例第${place + 1}分课堂` : `示例链接 ${place + 1}`,
    branchId: null,
    traineeId: null,
    path: `/j/story-token-of-${role}-${place}`,
    code: `STRY${place % 10}-${role.slice(0, 4).toUpperCase()}0`,
    withAccount: false,
    usesLeft: null,
    sessions: place % 3,
    expiresAt: place === 0 ? null : storyNow + 4320 * minute,
    revokedAt: place === 1 && role === 'inspector' ? storyNow : null,
  })),
);
