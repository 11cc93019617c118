import { setTimeout as sleep } from 'node:timers/promises';
import { quantile, rounded, type BenchContext } from '../report.ts';
import { PlenumNodes } from '../support/plenum-nodes.ts';
import { comeBack, sit, sitAll } from './seats.ts';

const NODES = 3;
/** Things that the lecturer does of which everybody hears. */
const CHANGES = { full: 100, quick: 20 };
const BETWEEN_MS = 100;
const layouts = ['grid', 'auto'] as const;

/**
 * A class over three real nodes, by its sockets: how long a change takes from the lecturer's key press on one node to every room on
 * all of them, and how long a course has no owner when its node is killed.
 */
export async function measureFailover({ quick, report, progress }: BenchContext): Promise<void> {
  progress(`${NODES} nodes start`);
  const nodes = await PlenumNodes.start(NODES);
  try {
    const rooms = await nodes.signIn('screen');
    const [lecturer] = await nodes.signIn('lecturer');
    const [, beside = '', other = ''] = nodes.urls;
    if (!lecturer) throw new Error('the course has no lecturer');
    const teacher = await sit({ url: beside, session: lecturer.session });
    const seats = await sitAll(rooms);
    await teacher.client.command('classroom.start', {});
    // What everybody hears of the start is not counted.
    await sleep(2_000);
    const load = `${NODES} nodes, ${seats.length} rooms; the lecturer sits on another node than the course runs on`;

    const times = quick ? CHANGES.quick : CHANGES.full;
    progress(`${times} changes are told to ${seats.length} rooms`);
    const delays: number[] = [];
    let began = 0;
    for (const { client } of seats)
      client.onEvent('stage.changed', () => delays.push(performance.now() - began));
    for (let index = 0; index < times; index += 1) {
      await sleep(BETWEEN_MS);
      began = performance.now();
      await teacher.client.command('stage.arrange', { layout: layouts[index % 2] ?? 'auto' });
    }
    await sleep(1_000);
    const common = { bench: 'cluster', load };
    const delivered = delays.length / (times * seats.length);
    report({ ...common, metric: 'events_delivered', value: rounded(delivered), unit: '', n: delays.length });
    const p99 = rounded(quantile(delays, 0.99));
    report({ ...common, metric: 'announce_p99_ms', value: p99, unit: 'ms', n: delays.length });

    progress('the node that runs the course is killed');
    const killedAt = performance.now();
    nodes.kill(0);
    const left = [teacher, ...seats].map((seat) => ({
      ...seat,
      url: seat.url === nodes.urls[0] ? other : seat.url,
    }));
    const back = await Promise.all(
      left.map(async (seat) => {
        const { client } = await comeBack(seat);
        const after = performance.now() - killedAt;
        client.close();
        return after;
      }),
    );
    const seconds = { ...common, unit: 's' };
    const first = rounded(Math.min(...back) / 1000);
    report({ ...seconds, metric: 'owner_failover_s', value: first, n: 1 });
    report({ ...seconds, metric: 'all_back_s', value: rounded(Math.max(...back) / 1000), n: back.length });
    for (const seat of [teacher, ...seats]) seat.client.close();
  } finally {
    await nodes.close();
  }
}
