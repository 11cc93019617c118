import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '../../src/lib/logger.ts';
import { PrivatePostgres } from '../../src/store/private-postgres.ts';
import { socketUrl, temporaryDirectory } from '../../test/support/postgres.ts';
import { startRedis } from '../../test/support/redis.ts';
import { quantile, rounded, type BenchContext } from '../report.ts';
import { Helper } from '../support/child.ts';
import { usageOf } from '../support/cpu.ts';
import { helperPath } from '../support/load.ts';
import { branchesApi } from './branches-api.ts';
import { now } from './branches-node.ts';

const BRANCHES = 22_100;
const NODES = 20;
const SEED = 20_240_707;
const ANNOUNCEMENTS = { times: 50, perSecond: 5 };

type Nodes = Helper<typeof branchesApi>;

/** What the parts of the control plane use: CPU seconds since they began. */
interface Cpu {
  owner: number;
  nodes: number;
  redis: number;
}

/**
 * The control plane of 1 + 22,100 rooms: 20 nodes and an owner, real Redis, real PostgreSQL, and branches that do what pages
 * do, without sockets and media. They join within a minute, hear announcements, all answer a poll, and lose the owner.
 */
export async function measureBranches({ quick, report, progress }: BenchContext): Promise<void> {
  const redis = await startRedis();
  const directory = await temporaryDirectory();
  const postgres = await PrivatePostgres.start(directory, createLogger({ level: 'error', pretty: false }));
  const { host } = postgres.connection;
  if (host === undefined) throw new Error('the private PostgreSQL has no socket');
  const owner: Nodes = new Helper(branchesApi, helperPath('../cluster/branches-main.ts'));
  const nodes: Nodes = new Helper(branchesApi, helperPath('../cluster/branches-main.ts'));
  const cpu = (): Cpu => ({
    owner: usageOf(owner.pid).cpuSeconds,
    nodes: usageOf(nodes.pid).cpuSeconds,
    redis: usageOf(redis.pid).cpuSeconds,
  });
  const perNode = BRANCHES / NODES;
  const common = { bench: 'cluster', load: `${BRANCHES} simulated branches on ${NODES} nodes, 1 owner` };
  const times = (metric: string, delays: readonly number[], load: string): void =>
    report({
      ...common,
      metric,
      value: rounded(quantile(delays, 0.99)),
      unit: 'ms',
      n: delays.length,
      load: `${common.load}; ${load}`,
    });
  const costs = (metric: string, before: Cpu, after: Cpu, count: number): void => {
    for (const part of ['owner', 'nodes', 'redis'] as const) {
      const value = rounded(((after[part] - before[part]) * 1e6) / count);
      report({ ...common, metric: `${metric}_${part}`, value, unit: 'us', n: count });
    }
  };
  try {
    const database = socketUrl(host, 'postgres');
    await owner.call('start', { redis: redis.url, database, nodes: 1 });
    await owner.call('own', {});
    await nodes.call('start', { redis: redis.url, database, nodes: NODES });

    const withinMs = quick ? 20_000 : 60_000;
    progress(`${BRANCHES} branches join within ${withinMs / 1000} s`);
    const joining = cpu();
    const joined = await nodes.call('join', { perNode, withinMs, seed: SEED });
    costs('branches_join_cpu_us', joining, cpu(), joined.delays.length);
    times('branches_join_p99_ms', joined.delays, `joined within ${withinMs / 1000} s`);

    progress(`${ANNOUNCEMENTS.times} announcements to all of them`);
    await nodes.call('heard', {});
    const announcing = cpu();
    await owner.call('announce', ANNOUNCEMENTS);
    await sleep(500);
    const { deliveries, wrong, delays } = await nodes.call('heard', {});
    costs('branches_announce_cpu_us', announcing, cpu(), ANNOUNCEMENTS.times);
    times('branches_announce_p99_ms', delays, `${ANNOUNCEMENTS.perSecond} a second`);
    const delivered = (deliveries - wrong) / (ANNOUNCEMENTS.times * BRANCHES);
    report({ ...common, metric: 'branches_delivered', value: rounded(delivered), unit: '', n: deliveries });

    progress('all of them answer within 10 s');
    const answering = cpu();
    const answered = await nodes.call('answer', { withinMs: 10_000, seed: SEED });
    costs('branches_answer_cpu_us', answering, cpu(), answered.delays.length);
    times('branches_answer_p99_ms', answered.delays, 'all answer within 10 s, acknowledged after the commit');
    const { count } = await nodes.call('recorded', {});
    const lost = answered.delays.length - count;
    const failed = joined.failed + answered.failed;
    report({ ...common, metric: 'branches_lost', value: lost, unit: '', n: answered.delays.length });
    report({ ...common, metric: 'branches_failed', value: failed, unit: '', n: 2 * BRANCHES });

    progress('the owner is killed');
    const back = nodes.call('back', {});
    const killedAt = now();
    process.kill(owner.pid, 'SIGKILL');
    const { movedAt, allBackAt } = await back;
    const seconds = { ...common, unit: 's', n: 1 };
    report({ ...seconds, metric: 'branches_owner_failover_s', value: rounded((movedAt - killedAt) / 1000) });
    report({ ...seconds, metric: 'branches_all_back_s', value: rounded((allBackAt - killedAt) / 1000) });
  } finally {
    await Promise.all([owner.close(), nodes.close()]);
    await redis.close();
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
