import type { Lesson } from '../contract/course.ts';
import type { Role } from '../contract/roles.ts';

/** The artificial course: the case that Plenum must carry, with names that nobody can take for real ones. */
export interface DemoCourse {
  name: string;
  lessons: { title: string; lecturerName: string; kind: Lesson['kind']; startsAt: number; endsAt: number }[];
  branches: {
    number: number;
    name: string;
    level: 1 | 2;
    /** The parent's number; null for level 1. */
    parent: number | null;
    place: string;
    unit: string;
    liaisonName: string;
    liaisonPhone: string;
  }[];
  trainees: {
    number: string;
    name: string;
    unit: string;
    /** The branch's number; null for a trainee on a port. */
    branch: number | null;
    port: boolean;
  }[];
  /** Links for those who are neither a branch's nor a trainee's. */
  staff: { role: Role; label: string }[];
}

const levelOne = 180;
const levelTwo = 41;
const traineeCount = 557;
const portCount = 12;
const lecturers = ['示例教师 01', '示例教师 02', '示例教师 03'] as const;
const inspectors = ['示例巡查员 01', '示例巡查员 02'] as const;
const days = 3;

const minute = 60_000;
/** From one lesson's start to the next one's, and from its start to its end. */
const lessonEvery = 120 * minute;
const lessonLength = 90 * minute;

/** What happens in each of a day's three lessons; the course closes with the exam. */
const kinds: readonly (readonly Lesson['kind'][])[] = [
  ['lecture', 'clip', 'lecture'],
  ['lecture', 'discussion', 'lecture'],
  ['lecture', 'discussion', 'exam'],
];
const kindTitles: Record<Lesson['kind'], string> = {
  lecture: '专题授课',
  clip: '视频教学',
  discussion: '分组研讨',
  exam: '结业考试',
};

/**
 * The same course every time but for its dates: 221 branches in two levels, 557 trainees, 12 of them on ports, 9 lessons on
 * 3 days, of which the first starts five to ten minutes after `now` (milliseconds since 1970).
 */
export function buildDemoCourse(now: number): DemoCourse {
  const branches = Array.from({ length: levelOne + levelTwo }, (_, index) => demoBranch(index + 1));
  return {
    name: '示例培训班',
    lessons: demoLessons(Math.ceil(now / (5 * minute) + 1) * 5 * minute),
    branches,
    trainees: demoTrainees(branches),
    staff: [
      { role: 'organiser', label: '示例主办方' },
      ...lecturers.map((label) => ({ role: 'lecturer' as const, label })),
      ...inspectors.map((label) => ({ role: 'inspector' as const, label })),
    ],
  };
}

function demoLessons(firstStart: number): DemoCourse['lessons'] {
  return Array.from({ length: days }, (_, day) =>
    (kinds[day] ?? []).map((kind, slot) => {
      const startsAt = firstStart + day * 24 * 60 * minute + slot * lessonEvery;
      const number = day * 3 + slot + 1;
      return {
        title: `示例第 ${number} 课 ${kindTitles[kind]}`,
        lecturerName: lecturers[slot] ?? lecturers[0],
        kind,
        startsAt,
        endsAt: startsAt + lessonLength,
      };
    }),
  ).flat();
}

/** Level 2 hangs below every fourth branch of level 1, so that some have a child and most have none. */
function demoBranch(number: number): DemoCourse['branches'][number] {
  const level = number <= levelOne ? 1 : 2;
  const code = String(number).padStart(3, '0');
  return {
    number,
    name: `示例分课堂 ${code}`,
    level,
    parent: level === 1 ? null : (number - levelOne) * 4,
    place: `示例楼 ${code} 会议室`,
    unit: unitOf(number),
    liaisonName: `示例联络员 ${code}`,
    liaisonPhone: `000-0000-${code}`,
  };
}

/** Two or three trainees in each branch, and the last twelve on ports. */
function demoTrainees(branches: DemoCourse['branches']): DemoCourse['trainees'] {
  const inBranches = traineeCount - portCount;
  return Array.from({ length: traineeCount }, (_, index) => {
    const code = String(index + 1).padStart(4, '0');
    const port = index >= inBranches;
    const branch = port ? null : (branches[index % branches.length]?.number ?? null);
    return { number: code, name: `示例学员 ${code}`, unit: unitOf(branch ?? index), branch, port };
  });
}

/** Forty units, each with several branches. */
function unitOf(number: number): string {
  return `示例单位 ${String((number % 40) + 1).padStart(2, '0')}`;
}
