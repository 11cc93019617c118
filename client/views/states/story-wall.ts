import type { CommandName, CommandOutput, Notice } from '../../../src/contract/index.ts';
import { attentionKinds } from '../../../src/contract/patrol-limits.ts';
import type { WallTile } from '../../../src/contract/patrol.ts';
import { Signal, State } from '../../session/observable.ts';
import type { PatrolWatch } from '../../session/patrol-types.ts';
import { storyNow, storyRoster } from './story-data.ts';
import { storyStream } from './story-streams.ts';

/** What a story tells of patrol: of the own camera, of rounds and findings, or of the wall. */
export type StoryPatrol =
  | 'refused'
  | 'asking'
  | 'watched'
  | 'talking'
  | 'round'
  | 'findings'
  | 'wallLive'
  | 'wallTalking'
  | 'wallAbsent'
  | 'wallFiling'
  | 'wallEmpty'
  | 'wallDone';

const second = 1_000;
/** Rooms in which something is wrong; the rest is well. */
const troubled = new Map(attentionKinds.map((kind, at) => [7 + at * 23, kind]));
/** Different rooms that are drawn; every tile has one of them. */
const drawings = 9;

/** The room that the stories look at. */
export const storyWatched = 'branch-12';
/** The place of a room that has never come. */
const never = 219;

/** The room whose live pane the story has open; null for the whole wall. */
export function storyWatchedRoom(story: StoryPatrol | undefined): string | null {
  if (story === 'wallAbsent') return `branch-${never + 1}`;
  return story === 'wallLive' || story === 'wallTalking' || story === 'wallFiling' ? storyWatched : null;
}

function storyTile(
  place: number,
  branch: { id: string; name: string; level: 1 | 2; parentId: string | null },
): WallTile {
  const kind = troubled.get(place);
  const isGone = kind === 'gone';
  const hasNever = place === never;
  const isSeen = isGone || hasNever || (place < 187 && kind === undefined);
  return {
    tileId: branch.id,
    of: 'branch',
    name: branch.name,
    level: branch.level,
    parentId: branch.parentId,
    unit: `示例单位${'甲乙丙丁'[place % 4]}`,
    state: isGone || hasNever ? 'offline' : 'online',
    since: hasNever ? null : storyNow - 600 * second,
    participantId: isGone || hasNever ? null : `screen-${branch.id}`,
    stillAt: storyNow,
    attention: kind === undefined ? [] : [{ kind, since: storyNow - (90 + place) * second }],
    heads: place % 5 === 0 ? { count: 20 + (place % 11), at: storyNow, by: '示例巡查员甲' } : null,
    signIn: { signedIn: 27 - (place % 4), expected: 30 },
    line: hasNever ? null : place % 61 === 9 ? 'bad' : place % 37 === 5 ? 'weak' : 'good',
    sound: kind === 'silent' ? -90 : -20 - (place % 40),
    lastSeen: isSeen
      ? {
          at: storyNow - (700 - place * 3) * second,
          by: '示例巡查员甲',
          outcome: isGone || hasNever ? 'absent' : 'inOrder',
        }
      : null,
    openFindings: place === 3 ? 1 : 0,
  };
}

function storyTiles(story: StoryPatrol | undefined): WallTile[] {
  if (story === 'wallEmpty') return [];
  return [...storyRoster(0).branches.values()].map((branch, place) => storyTile(place, branch));
}

/** What the wall's commands answer; undefined for every other command. */
export function wallStoryAnswer(
  story: StoryPatrol | undefined,
  name: CommandName,
):
  | CommandOutput<'patrol.wall'>
  | CommandOutput<'patrol.look'>
  | CommandOutput<'patrol.closeWall'>
  | CommandOutput<'patrol.mark'>
  | undefined {
  if (name === 'patrol.wall') return { tiles: storyTiles(story), serverTime: storyNow };
  if (name === 'patrol.look') return { intervalMs: 2_000 };
  if (name === 'patrol.mark' && story === 'wallAbsent')
    return { seen: { at: storyNow, by: '示例巡查员甲', outcome: 'absent' }, already: false };
  return name === 'patrol.closeWall' ? {} : undefined;
}

/** A room with people in it: benches of heads before a wall, in colours of its own. */
function drawRoom(context: CanvasRenderingContext2D, kind: number): void {
  const hue = (kind * 47) % 360;
  context.fillStyle = `hsl(${hue} 14% ${52 + (kind % 3) * 9}%)`;
  context.fillRect(0, 0, 320, 180);
  context.fillStyle = `hsl(${hue} 18% 84%)`;
  context.fillRect(20 + (kind % 4) * 40, 10, 150, 46);
  for (let row = 0; row < 3; row += 1) {
    for (let seat = 0; seat < 7; seat += 1) {
      if ((row * 7 + seat + kind) % 6 === 0) continue;
      const [x, y] = [30 + seat * 44 + (row % 2) * 14, 86 + row * 34];
      context.fillStyle = `hsl(${(hue + 180 + seat * 24) % 360} 24% 32%)`;
      context.fillRect(x - 15, y + 8, 30, 24);
      context.fillStyle = `hsl(28 ${34 + (seat % 3) * 8}% ${66 - (row % 2) * 8}%)`;
      context.beginPath();
      context.arc(x, y, 10, 0, 2 * Math.PI);
      context.fill();
    }
  }
}

async function drawStill(kind: number | 'black' | 'covered'): Promise<ArrayBuffer> {
  const canvas = document.createElement('canvas');
  canvas.width = 320;
  canvas.height = 180;
  const context = canvas.getContext('2d');
  if (context !== null && typeof kind === 'number') drawRoom(context, kind);
  else if (context !== null) {
    context.fillStyle = kind === 'black' ? '#050505' : '#8a6a55';
    context.fillRect(0, 0, 320, 180);
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.7));
  if (blob === null) throw new Error('a story draws its stills');
  return blob.arrayBuffer();
}

/** Sends every room's still once, when the page first says what it looks at. */
export class StoryStills {
  readonly notices = new Signal<Notice>();
  readonly #tiles: readonly WallTile[];
  #sent = false;

  constructor(story: StoryPatrol | undefined) {
    this.#tiles = storyTiles(story);
  }

  asked(name: CommandName): void {
    if (name !== 'patrol.look' || this.#sent) return;
    this.#sent = true;
    void this.#send();
  }

  async #send(): Promise<void> {
    const rooms = await Promise.all(Array.from({ length: drawings }, (_, kind) => drawStill(kind)));
    const special = { black: await drawStill('black'), covered: await drawStill('covered') };
    for (const [place, { tileId, attention, state, since, sound }] of this.#tiles.entries()) {
      const kind = attention[0]?.kind;
      if (kind === 'noStills' || kind === 'cameraOff' || since === null) continue;
      const picture = kind === 'black' || kind === 'covered' ? special[kind] : rooms[place % drawings];
      if (picture === undefined) continue;
      const age = state === 'offline' ? 140 * second : (place % 4) * second;
      const still = { tileId, type: 'image/jpeg', width: 320, height: 180, sound, picture } as const;
      this.notices.emit({ name: 'patrol.still', data: { ...still, at: storyNow - age } });
    }
  }
}

/** Watching live: the story's room is live, and nobody else. */
export function storyPatrolWatch(story: StoryPatrol | undefined): PatrolWatch {
  const participantId = `screen-${storyWatched}`;
  const isTalking = story === 'wallTalking';
  const isLive = story === 'wallLive' || isTalking;
  const stream = storyStream('camera');
  const feed = { participantId, part: 'watched', stream, phase: 'live', askedAt: 0, liveAt: 90 } as const;
  return {
    state: new State({
      phase: { kind: 'open' as const },
      feeds: isLive ? [feed] : [],
      error: null,
      talk: { state: isTalking ? ('heard' as const) : ('off' as const), problem: null, error: null },
      soundLocked: isTalking,
    }),
    level: new State(0.3),
    watch: () => undefined,
    unwatch: () => undefined,
    warm: () => undefined,
    talk: () => undefined,
    setVolume: () => undefined,
    show: (_, element) => {
      element.srcObject = stream;
      return () => {
        element.srcObject = null;
      };
    },
  };
}
