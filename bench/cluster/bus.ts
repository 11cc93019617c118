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

/** What a broadcast over Redis costs and how long it takes, beside the bus of a single node under the same load. */
export async function measureBus({ quick, report, progress }: BenchContext): Promise<void> {
  const redis = await startRedis();
  const many: BusNode[] = [];
  const one = node();
  try {
    for (let index = 0; index < NODES; index += 1) many.push(node());
    await one.call('start', { redis: null });
    for (const each of many) await each.call('start', { redis: { url: redis.url, prefix: 'bench' } });
    const rounds = quick ? 2 : 5;
    const results: { local: Round; joined: Round }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      progress(`bus, round ${round + 1} of ${rounds}`);
      results.push({ local: await measure([one], undefined), joined: await measure(many, redis.pid) });
    }
    reportBus(report, results);
  } finally {
    await Promise.all([one, ...many].map((each) => each.close()));
    await redis.close();
  }
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

function reportBus(
  report: (result: Result) => void,
  results: readonly { local: Round; joined: Round }[],
): void {
  const load = `${NODES} nodes on one Redis, 1 publishes ${PER_SECOND} events/s of 0.6 KB for ${SECONDS} s`;
  const common = { bench: 'cluster', load, n: results.length };
  const of = (key: keyof Round) => median(results.map(({ joined }) => joined[key]));
  const ratio = (key: keyof Round) =>
    rounded(median(results.map(({ local, joined }) => joined[key] / local[key])));
  const against = 'local-bus';
  report({ ...common, metric: 'bus_delivered', value: rounded(of('delivered')), unit: '' });
  report({
    ...common,
    metric: 'bus_p99_ms',
    value: rounded(of('p99')),
    unit: 'ms',
    against,
    ratio: ratio('p99'),
  });
  const cpu = { ...common, unit: 'us' };
  report({
    ...cpu,
    metric: 'bus_cpu_us_publisher',
    value: rounded(of('publisher')),
    against,
    ratio: ratio('publisher'),
  });
  report({ ...cpu, metric: 'bus_cpu_us_receiver', value: rounded(of('receiver')) });
  report({ ...cpu, metric: 'bus_cpu_us_redis', value: rounded(of('redis')) });
}
