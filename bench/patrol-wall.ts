import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext } from './report.ts';
import { rounded } from './report.ts';
import { Helper } from './support/child.ts';
import { cpuBetween, usageOf } from './support/cpu.ts';
import { helperPath } from './support/load.ts';
import { ClassClient } from './support/plenum-client.ts';
import { PlenumServer } from './support/plenum-server.ts';
import { roomsApi } from './support/rooms-api.ts';

const TILES = 221;
/**
 * Until every room keeps the pace of one that is looked at, and V8 has compiled what goes on for the whole of a lesson, in
 * milliseconds.
 */
const SETTLE_MS = 60_000;
const WINDOW_MS = 30_000;
const QUICK_WINDOW_MS = 10_000;
/** A page says what it shows so often, in milliseconds. */
const LOOK_EVERY_MS = 4_000;
const BURST_MS = 100;

/** The busiest 100 ms over the mean of all, in arrivals. */
function burstOf(times: readonly number[], fromMs: number, windowMs: number): number {
  const slots = new Array<number>(Math.floor(windowMs / BURST_MS)).fill(0);
  for (const at of times) {
    const slot = Math.floor((at - fromMs) / BURST_MS);
    const count = slots[slot];
    if (count !== undefined) slots[slot] = count + 1;
  }
  const mean = slots.reduce((sum, count) => sum + count, 0) / slots.length;
  return Math.max(...slots) / mean;
}

/** CPU seconds of the server's own process: neither the database nor the media workers relay stills. */
function nodeSeconds(before: ReturnType<typeof usageOf>, after: ReturnType<typeof usageOf>): number {
  return Object.entries(cpuBetween(before, after).byName)
    .filter(([name]) => name.startsWith('node') || name === 'MainThread')
    .reduce((sum, [, seconds]) => sum + seconds, 0);
}

/** One page that shows the whole wall, as on a screen that is large enough. */
async function openWall(server: PlenumServer): Promise<{ client: ClassClient; lessonId: string }> {
  const [session] = await server.signIn((await server.tokens('inspector')).slice(0, 1));
  if (!session) throw new Error('the course has no link for inspectors');
  const client = await ClassClient.open(server.baseUrl, session);
  const { snapshot } = await client.command('classroom.join', {});
  if (!snapshot) throw new Error('the classroom came without its state');
  return { client, lessonId: snapshot.lesson.id };
}

async function measure(
  context: BenchContext,
  server: PlenumServer,
  rooms: Helper<typeof roomsApi>,
): Promise<void> {
  const { report, progress, quick } = context;
  const { client, lessonId } = await openWall(server);
  const sessions = await server.signIn((await server.tokens('screen')).slice(0, TILES));
  await rooms.call('join', { baseUrl: server.baseUrl, sessions, lessonId });
  const { tiles } = await client.command('patrol.wall', {});
  const tileIds = tiles.filter(({ participantId }) => participantId !== null).map(({ tileId }) => tileId);
  progress(`${tileIds.length} rooms send stills`);
  const times: number[] = [];
  const stop = client.onNotice('patrol.still', () => times.push(performance.now()));
  const look = (): Promise<unknown> => client.command('patrol.look', { tileIds });
  await look();
  const looking = setInterval(() => void look(), LOOK_EVERY_MS);
  await sleep(SETTLE_MS);
  const windowMs = quick ? QUICK_WINDOW_MS : WINDOW_MS;
  times.length = 0;
  const before = { at: performance.now(), usage: usageOf(server.pid), sent: await rooms.call('sent', {}) };
  await sleep(windowMs);
  const usage = usageOf(server.pid);
  const seconds = (performance.now() - before.at) / 1_000;
  const sent = await rooms.call('sent', {});
  clearInterval(looking);
  stop();
  client.close();
  if (sent.refused.length > 0) throw new Error(`a still was refused: ${sent.refused[0]}`);
  const stills = sent.stills - before.sent.stills;
  const kilobytes = (sent.bytes - before.sent.bytes) / stills / 1_024;
  const load = `${tileIds.length} tiles looked at by one page, ${rounded(stills / seconds)} stills of ${rounded(kilobytes)} KB a second`;
  progress(`${times.length} stills arrived of ${stills}`);
  const say = (metric: string, value: number, unit: string): void =>
    report({ bench: 'patrol', metric, value: rounded(value), unit, n: times.length, load });
  say('wall_cpu_pct', (nodeSeconds(before.usage, usage) / seconds) * 100, '% of one core');
  say('wall_burst', burstOf(times, before.at, windowMs), 'busiest 100 ms / mean');
}

/** What a wall costs the server's process, and how evenly its stills come. */
export async function wall(context: BenchContext): Promise<void> {
  const server = await PlenumServer.start({ workers: 1, personCongestionControl: true });
  const rooms = new Helper(roomsApi, helperPath('rooms-main.ts'));
  try {
    await measure(context, server, rooms);
  } finally {
    await rooms.close();
    await server.close();
  }
}
