import { setTimeout as sleep } from 'node:timers/promises';
import { startRedis } from '../../test/support/redis.ts';
import { median, quantile, rounded, type BenchContext, type Result } from '../report.ts';
import { Helper } from '../support/child.ts';
import { usageOf } from '../support/cpu.ts';
import { helperPath } from '../support/load.ts';
import { busNodeApi } from './bus-node-api.ts';

const NODES = 3;
/** More than a class of 221 rooms ever says in a second: 110 stills, and everything else. */
const PER_SECOND = 500;
const SECONDS = 6;

type BusNode = Helper<typeof busNodeApi>;

interface Round {
  /** µs per broadcast. */
  publisher: number;
  receiver: number;
  redis: number;
  p99: number;
  delivered: number;
}

/** One round of each: a single node's bus, ours over Redis, and Socket.IO's Redis adapter. */
interface Results {
  local: Round;
  joined: Round;
  adapter: Round;
}

/**
 * What a broadcast over Redis costs and how long it takes, beside the bus of a single node and Socket.IO's Redis adapter under the
 * same load.
 */
export async function measureBus({ quick, report, progress }: BenchContext): Promise<void> {
  const redis = await startRedis();
  const [many, adapted] = [nodes(), nodes()];
  const one = node();
  try {
    const through = { redis: { url: redis.url, prefix: 'bench' } };
    await one.call('start', { redis: null });
    for (const each of many) await each.call('start', through);
    for (const each of adapted) await each.call('start', { ...through, adapter: true });
    const rounds = quick ? 2 : 5;
    const results: Results[] = [];
    for (let round = 0; round < rounds; round += 1) {
      progress(`bus, round ${round + 1} of ${rounds}`);
      results.push({
        local: await measure([one], undefined),
        joined: await measure(many, redis.pid),
        adapter: await measure(adapted, redis.pid),
      });
    }
    reportBus(report, results);
  } finally {
    await Promise.all([one, ...many, ...adapted].map((each) => each.close()));
    await redis.close();
  }
}

function nodes(): BusNode[] {
  return Array.from({ length: NODES }, node);
}

function node(): BusNode {
  return new Helper(busNodeApi, helperPath('../cluster/bus-node-main.ts'));
}

async function measure(nodes: readonly BusNode[], redisPid: number | undefined): Promise<Round> {
  const [publisher, ...receivers] = nodes;
  if (!publisher) throw new Error('a round needs a node');
  const times = PER_SECOND * SECONDS;
  for (const each of nodes) await each.call('heard', {});
  const redisBefore = redisPid === undefined ? 0 : usageOf(redisPid).cpuSeconds;
  const { cpuUs } = await publisher.call('publish', { times, perSecond: PER_SECOND });
  await sleep(200);
  const redisAfter = redisPid === undefined ? 0 : usageOf(redisPid).cpuSeconds;
  // A single node hears itself.
  const listening = receivers.length === 0 ? [publisher] : receivers;
  const heard = await Promise.all(listening.map((each) => each.call('heard', {})));
  const delays = heard.flatMap((each) => each.delays);
  return {
    publisher: cpuUs / times,
    receiver: median(heard.map((each) => each.cpuUs / times)),
    redis: ((redisAfter - redisBefore) * 1e6) / times,
    p99: quantile(delays, 0.99),
    delivered: delays.length / (times * listening.length),
  };
}

function reportBus(report: (result: Result) => void, results: readonly Results[]): void {
  const load = `${NODES} nodes on one Redis, 1 publishes ${PER_SECOND} events/s of 0.6 KB for ${SECONDS} s`;
  const common = { bench: 'cluster', load, n: results.length };
  const of = (which: keyof Results, key: keyof Round) =>
    rounded(median(results.map((round) => round[which][key])));
  const ratio = (key: keyof Round, to: keyof Results) =>
    rounded(median(results.map((round) => round.joined[key] / round[to][key])));
  const figures = [
    ['bus_p99_ms', 'p99', 'ms'],
    ['bus_cpu_us_publisher', 'publisher', 'us'],
    ['bus_cpu_us_receiver', 'receiver', 'us'],
    ['bus_cpu_us_redis', 'redis', 'us'],
  ] as const;
  report({ ...common, metric: 'bus_delivered', value: of('joined', 'delivered'), unit: '' });
  for (const [metric, key, unit] of figures) {
    const value = of('joined', key);
    // A single node has no Redis, and hears itself.
    if (key === 'p99' || key === 'publisher')
      report({ ...common, metric, value, unit, against: 'local-bus', ratio: ratio(key, 'local') });
    report({ ...common, metric, value, unit, against: 'socket.io-adapter', ratio: ratio(key, 'adapter') });
    report({ ...common, metric: metric.replace('bus', 'adapter'), value: of('adapter', key), unit });
  }
  report({ ...common, metric: 'adapter_delivered', value: of('adapter', 'delivered'), unit: '' });
}
