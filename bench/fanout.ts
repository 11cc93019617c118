import { availableParallelism } from 'node:os';
import type { Bench, BenchContext } from './report.ts';
import { median, quantile, rounded } from './report.ts';
import { BareSystem } from './support/bare-system.ts';
import { Load } from './support/load.ts';
import { measureWindow, type Measured } from './support/measure.ts';
import { PlenumSystem } from './support/plenum-system.ts';
import type { System } from './support/system.ts';

/** The first real case: a lecturer of 1.5 Mbps and a microphone, 221 branch rooms. */
const ROOMS = 221;
const SEED = 20_240_221;
/** Doubling ends here at the latest: more rooms than any one machine is asked to carry. */
const MOST_ROOMS = 8 * ROOMS;
const WHOLE = 0.999;
/** Cores of other work on the machine beyond which a figure says more about that work. */
const MUCH_ELSEWHERE = 0.25;
/** A delay beyond this is a queue that grows, which is loss in waiting. */
const OVERLOAD_MS = 1_000;

const load = (rooms: number) =>
  `1 lecturer (VP8 1.5 Mbps, Opus), ${rooms} WebRTC viewers, 200 packets/s each`;

function tell({ progress }: BenchContext, name: string, measured: Measured): void {
  const { cpuUsPerPacket, cores, delivered, latenciesMs, busiestLoad, busyElsewhere, byName } = measured;
  const processes = Object.entries(byName).map(([process, seconds]) => `${process} ${seconds.toFixed(2)} s`);
  progress(
    `${name}: ${cpuUsPerPacket.toFixed(2)} us/packet, ${cores.toFixed(2)} cores (${processes.join(', ')}), ` +
      `delivered ${delivered.toFixed(5)}, p99 ${quantile(latenciesMs, 0.99).toFixed(1)} ms, ` +
      `load's busiest process ${busiestLoad.toFixed(2)} cores, elsewhere ${busyElsewhere.toFixed(2)} cores`,
  );
  if (measured.rejected > 0)
    throw new Error(`${name}: ${measured.rejected} sampled packets were not what was sent`);
}

/** Rounds on both systems in turn; which goes first alternates, so that neither always gets the warmer machine. */
async function compare(context: BenchContext, loaded: Load, ours: System, bare: System): Promise<void> {
  const rounds = context.quick ? 2 : 8;
  const seconds = context.quick ? 3 : 5;
  const measured = new Map<System, Measured[]>([
    [ours, []],
    [bare, []],
  ]);
  for (let round = 0; round < rounds; round++) {
    for (const system of round % 2 === 0 ? [ours, bare] : [bare, ours]) {
      const result = await measureWindow(system, loaded, seconds);
      tell(context, `round ${round + 1} of ${rounds}, ${system.name}`, result);
      measured.get(system)?.push(result);
    }
  }
  const own = measured.get(ours) ?? [];
  const elsewhere = median(own.map((one) => one.busyElsewhere));
  if (elsewhere > MUCH_ELSEWHERE) {
    context.progress(`other work kept ${elsewhere.toFixed(2)} cores busy: repeat this on a quiet machine`);
  }
  const other = measured.get(bare) ?? [];
  const compared = (of: (one: Measured) => number) => ({
    value: rounded(median(own.map(of))),
    against: bare.name,
    ratio: rounded(median(own.map((one, i) => of(one) / of(other[i] ?? one)))),
    n: rounds,
    load: load(ROOMS),
  });
  const common = { bench: 'fanout', n: rounds, load: load(ROOMS) };
  context.report({
    ...common,
    metric: 'cpu_us_per_packet',
    unit: 'us',
    ...compared((one) => one.cpuUsPerPacket),
  });
  const delivered = own.reduce((sum, one) => sum + one.delivered, 0) / own.length;
  context.report({ ...common, metric: 'delivered', value: Number(delivered.toFixed(5)), unit: 'share' });
  const p99 = compared((one) => quantile(one.latenciesMs, 0.99));
  context.report({ ...common, metric: 'latency_p99_ms', unit: 'ms', ...p99 });
}

/** A window without loss and without a queue that grows; one that fails is repeated, as the machine may have been busy. */
async function carries(
  context: BenchContext,
  loaded: Load,
  ours: System,
  rooms: number,
): Promise<Measured | undefined> {
  for (let attempt = 0; attempt < 2; attempt++) {
    const measured = await measureWindow(ours, loaded, context.quick ? 3 : 10);
    tell(context, `${rooms} rooms`, measured);
    if (measured.delivered >= WHOLE && quantile(measured.latenciesMs, 0.99) <= OVERLOAD_MS) return measured;
  }
  return undefined;
}

/**
 * Doubles the rooms until packets are lost, and tells how many rooms a core carries: the rooms of the last good window
 * over the cores that our server used in it. So the cores that the load itself takes do not count.
 */
async function findCapacity(context: BenchContext, loaded: Load, ours: System): Promise<void> {
  let rooms = ROOMS;
  let best: { rooms: number; cores: number } | undefined;
  for (;;) {
    const measured = await carries(context, loaded, ours, rooms);
    if (measured === undefined) break;
    best = { rooms, cores: measured.cores };
    if (rooms * 2 > MOST_ROOMS) break;
    await ours.addViewers(rooms);
    rooms *= 2;
  }
  if (best === undefined)
    throw new Error(`${ROOMS} rooms were not carried: this machine is too small or too busy`);
  const value = rounded(best.rooms / best.cores);
  context.report({
    bench: 'fanout',
    metric: 'rooms_per_core',
    value,
    unit: 'rooms',
    n: 1,
    load: load(best.rooms),
  });
}

async function run(context: BenchContext): Promise<void> {
  const loaded = new Load();
  const workers = availableParallelism();
  const systems: System[] = [];
  try {
    context.progress(`starting both servers with ${workers} media workers`);
    const bare = await BareSystem.create(loaded, { workers, seed: SEED });
    systems.push(bare);
    const ours = await PlenumSystem.create(loaded, { workers, seed: SEED });
    systems.push(ours);
    for (const system of systems) {
      await system.addViewers(ROOMS);
      context.progress(`${system.name}: ${ROOMS} viewers are connected`);
    }
    if (ours.negotiated !== bare.negotiated) {
      throw new Error(
        `not comparable, the viewers have negotiated\n${ours.negotiated} and\n${bare.negotiated}`,
      );
    }
    await compare(context, loaded, ours, bare);
    await bare.close();
    systems.shift();
    await findCapacity(context, loaded, ours);
  } finally {
    await Promise.allSettled(systems.map((system) => system.close()));
    await loaded.close();
  }
}

export const fanout: Bench = {
  summary:
    'what does our whole server cost per forwarded packet, beside bare mediasoup, and how many rooms does a core carry',
  run,
};
