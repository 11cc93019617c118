import { setTimeout as sleep } from 'node:timers/promises';
import { rounded, type BenchContext } from '../report.ts';
import { PlenumNodes } from '../support/plenum-nodes.ts';
import { comeBack, sit, sitAll, type Seat } from './seats.ts';

const NODES = 3;
const AWAY_MS = { full: 60_000, quick: 6_000 };
const layouts = ['grid', 'auto'] as const;

/**
 * Redis goes for a minute in a class over three real nodes. Meanwhile the lecturer goes on doing things, of which the rooms hear
 * that are on the node that runs the course; the others keep their sockets. Once it is back, everybody has to agree again: each
 * room sits in the class and hears of the same change.
 */
export async function measureRedisAway({ quick, report, progress }: BenchContext): Promise<void> {
  progress(`${NODES} nodes start`);
  const nodes = await PlenumNodes.start(NODES);
  try {
    const rooms = await nodes.signIn('screen');
    const [lecturer] = await nodes.signIn('lecturer');
    const [own = ''] = nodes.urls;
    if (!lecturer) throw new Error('the course has no lecturer');
    const teacher = await sit({ url: own, session: lecturer.session });
    const seats = await sitAll(rooms);
    await teacher.client.command('classroom.start', {});
    // What everybody hears of the start is not counted.
    await sleep(2_000);
    const near = seats.filter(({ url }) => url === own);
    const far = seats.filter(({ url }) => url !== own);
    const heard = { near: 0 };
    for (const { client } of near) client.onEvent('stage.changed', () => (heard.near += 1));

    const awayMs = quick ? AWAY_MS.quick : AWAY_MS.full;
    progress(`Redis is away for ${awayMs / 1000} s`);
    await nodes.redis.kill();
    let changes = 0;
    const until = performance.now() + awayMs;
    while (performance.now() < until) {
      await teacher.client.command('stage.arrange', { layout: layouts[changes % 2] ?? 'auto' });
      changes += 1;
      await sleep(1_000);
    }
    const load = `${NODES} nodes, ${seats.length} rooms, ${far.length} of them not on the node that runs the course; away ${awayMs / 1000} s`;
    const common = { bench: 'cluster', load };
    const delivered = rounded(heard.near / (changes * near.length));
    report({ ...common, metric: 'redis_away_delivered', value: delivered, unit: '', n: heard.near });

    await nodes.redis.start('empty');
    const backAt = performance.now();
    const returned = await Promise.all(far.map((seat) => comeBack(seat)));
    await allHear(teacher, [...near, ...returned]);
    const seconds = rounded((performance.now() - backAt) / 1000);
    report({ ...common, metric: 'redis_back_s', value: seconds, unit: 's', n: seats.length });
    for (const { client } of [teacher, ...near, ...returned]) client.close();
  } finally {
    await nodes.close();
  }
}

/** Resolves when all of them have heard of one more thing that the lecturer did. */
async function allHear(teacher: Seat, seats: readonly Seat[]): Promise<void> {
  const heard = seats.map(
    ({ client }) => new Promise<void>((resolve) => client.onEvent('stage.changed', resolve)),
  );
  await teacher.client.command('stage.arrange', { layout: 'side' });
  await Promise.all(heard);
}
