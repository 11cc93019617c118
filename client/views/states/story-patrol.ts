import type { CommandName, CommandOutput, RouteOutput } from '../../../src/contract/index.ts';
import type { Finding, Round } from '../../../src/contract/patrol.ts';
import type { Role } from '../../../src/contract/roles.ts';
import { State } from '../../session/observable.ts';
import type { RoomPatrol, RoomPatrolState } from '../../session/types.ts';
import { storyCourse, storyLessons, storyNow, storyRoster } from './story-data.ts';
import { storyStream } from './story-streams.ts';
import { wallStoryAnswer, type StoryPatrol } from './story-wall.ts';

export type { StoryPatrol } from './story-wall.ts';

const minute = 60_000;

/** What a room's page gives to patrol: a screen's camera runs unless the story says otherwise, a port's when it says so. */
export function storyRoomPatrol(role: Role, story: StoryPatrol | undefined): RoomPatrol | null {
  if (role !== 'screen' && role !== 'port') return null;
  const isSeen = role === 'screen' || story !== undefined;
  const camera = story === 'refused' ? 'denied' : story === 'asking' ? 'asking' : isSeen ? 'on' : 'off';
  const state: RoomPatrolState = {
    allowed: isSeen ? true : null,
    camera,
    picture: camera === 'on' ? storyStream('camera') : null,
    watched: story === 'watched' || story === 'talking',
    talker: story === 'talking' ? '示例巡查员' : null,
  };
  return { state: new State(state), allow: () => undefined, retry: () => undefined };
}

const round: Round = {
  roundId: 'round-2',
  lessonId: 'lesson-2',
  number: 2,
  plannedMinute: 30,
  startedAt: storyNow - 12 * minute,
  endedAt: null,
  ports: false,
  total: storyCourse.branchCount,
  seen: 187,
  absent: 3,
  findings: 4,
};

/** The lesson's rounds, of which the desk shows the ones before the last in a line each. */
export function storyRounds(story: StoryPatrol | undefined): Round[] {
  if (story !== 'round') return [];
  const [startedAt, endedAt] = [storyNow - 44 * minute, storyNow - 21 * minute];
  const first = { roundId: 'round-1', number: 1, plannedMinute: 5, startedAt, endedAt };
  return [round, { ...round, ...first, seen: 214, absent: 2, findings: 6 }];
}

/** The rooms of an earlier round: a few were left. */
export function storyRoundRooms(): RouteOutput<'GET /api/courses/:courseId/rounds/:roundId'> {
  const { tiles } = storyRound('organiser', 'round');
  const seen = tiles.find((tile) => tile.seen !== null)?.seen ?? null;
  const left = (place: number): boolean => place % 37 === 8;
  return {
    round: storyRounds('round')[1] ?? round,
    tiles: tiles.map((tile) => ({ ...tile, assignedTo: null, seen: left(tile.place) ? null : seen })),
  };
}

const duty = ['甲', '乙', '丙'].map((part, place) => ({
  // The first is the page's own.
  sessionId: place === 0 ? 'story' : `inspector-${place}`,
  name: `示例巡查员${part}`,
  role: 'inspector' as const,
  assigned: [11, 12, 11][place] ?? 0,
  seen: [66, 58, 63][place] ?? 0,
}));

function storyRound(role: Role, story: StoryPatrol | undefined): CommandOutput<'patrol.round'> {
  if (story === 'wallDone') {
    const done = { ...round, endedAt: storyNow - minute, seen: round.total };
    return { round: done, tiles: [], duty, nextAt: storyNow + 18 * minute };
  }
  if (role !== 'inspector' && story !== 'round') return { round: null, tiles: [], duty: [], nextAt: null };
  const tiles = [...storyRoster(0).branches.values()].map(({ id, name }, place) => ({
    tileId: id,
    name,
    place,
    assignedTo: place < round.seen ? null : (duty[place % 3]?.sessionId ?? null),
    seen:
      place < round.seen
        ? {
            at: round.startedAt + place * 3_000,
            by: '示例巡查员甲',
            outcome: 'inOrder' as const,
            headCount: null,
          }
        : null,
  }));
  return { round, tiles, duty, nextAt: storyNow + 18 * minute };
}

function storyFinding(place: number, change: Partial<Finding>): Finding {
  return {
    findingId: `finding-${place}`,
    courseId: storyCourse.id,
    lessonId: 'lesson-2',
    lessonTitle: storyLessons[1]?.title ?? '',
    round: { roundId: round.roundId, number: round.number },
    tileId: `branch-${place + 1}`,
    of: 'branch',
    branchId: `branch-${place + 1}`,
    name: `示例第${place + 1}分课堂`,
    kind: 'emptySeats',
    note: '',
    headCount: null,
    picture: { type: 'image/webp', width: 320, height: 180, bytes: 5_200 },
    filedAt: storyNow - (place * 3 + 2) * minute,
    filedBy: { name: '示例巡查员甲', role: 'inspector' },
    state: 'open',
    answer: null,
    settlement: null,
    revision: 1,
    ...change,
  };
}

const storyFindings: Finding[] = [
  storyFinding(0, { headCount: 22, note: '示例：后排空位较多，应到 30 人。' }),
  storyFinding(3, {
    kind: 'phone',
    note: '示例：前排两人使用手机。',
    state: 'answered',
    answer: { text: '示例：已提醒。', by: '示例联络员甲', at: storyNow - 8 * minute },
    revision: 2,
  }),
  storyFinding(1, { kind: 'camera', picture: null, headCount: null, round: null }),
  storyFinding(6, {
    kind: 'late',
    note: '示例：5 人迟到。',
    headCount: 25,
    state: 'settled',
    answer: { text: '示例：班车晚点，均已到齐。', by: '示例联络员乙', at: storyNow - 16 * minute },
    settlement: { text: '示例：已核实，按迟到处理。', by: '示例主办方', at: storyNow - 10 * minute },
    revision: 3,
  }),
];

/** What the list of findings answers with: a liaison's has those of the own room and of the one below it. */
export function storyFindingPage(
  role: Role,
  story: StoryPatrol | undefined,
): RouteOutput<'GET /api/courses/:courseId/findings'> {
  const known = story === 'findings' || story === 'round' ? storyFindings : [];
  const findings = role === 'liaison' ? known.filter((_, place) => place !== 2) : known;
  const count = (state: Finding['state']): number => findings.filter((one) => one.state === state).length;
  return {
    findings,
    total: findings.length,
    states: { open: count('open'), answered: count('answered'), settled: count('settled') },
  };
}

/** What a command of patrol answers; undefined for every other command. */
export function patrolStoryAnswer(
  role: Role,
  story: StoryPatrol | undefined,
  name: CommandName,
): CommandOutput<'patrol.round'> | ReturnType<typeof wallStoryAnswer> {
  return name === 'patrol.round' ? storyRound(role, story) : wallStoryAnswer(story, name);
}

/** A finding's picture, drawn: a room with people in it. */
export function storyPicture(): string {
  const heads = Array.from({ length: 22 }, (_, place) => {
    const [x, y] = [24 + (place % 8) * 38, 78 + Math.floor(place / 8) * 34];
    return `<circle cx='${x}' cy='${y}' r='9' fill='%23d9c3ad'/><rect x='${x - 13}' y='${y + 10}' width='26' height='16' rx='6' fill='%2330425c'/>`;
  }).join('');
  return `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 320 180'><rect width='320' height='180' fill='%238fa3b8'/><rect x='90' y='12' width='140' height='40' fill='%23eef2f7'/>${heads}</svg>`;
}
