import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { describe, it, type ExpectStatic } from 'vitest';
import { leaseMs } from '../../src/cluster/redis-members.ts';
import { RecordsArbiter } from '../../src/store/arbiter.ts';
import { FencedError, nodeApplicationName } from '../../src/store/node.ts';
import {
  startNodeProcess,
  startTestCluster,
  type NodeProcess,
  type TestCluster,
  type TestNode,
} from '../support/nodes.ts';

/** What breaks between nodes: the way, Redis, a node. */

/** Milliseconds within which all nodes agree again. */
const agreeWithin = 5_000;

/** A cluster for one test, with the nodes that are processes. */
interface Trial {
  /** Tests that run side by side have one each. */
  expect: ExpectStatic;
  cluster: TestCluster;
  openTwo: () => Promise<[TestNode, TestNode]>;
  startProcess: (courseId: string) => Promise<NodeProcess>;
}

/** They wait for leases most of the time, and do so side by side. */
function trial(name: string, body: (trial: Trial) => Promise<void>): void {
  it.concurrent(name, async ({ expect }) => {
    const cluster = await startTestCluster();
    const processes: NodeProcess[] = [];
    try {
      await body({
        expect,
        cluster,
        openTwo: async () => [await cluster.open(), await cluster.open()],
        async startProcess(courseId) {
          const started = await startNodeProcess(cluster, courseId);
          processes.push(started);
          return started;
        },
      });
    } finally {
      await Promise.all(processes.map((one) => one.close()));
      await cluster.close();
    }
  });
}

function idsOf({ members }: TestNode): string[] {
  return members.list().map(({ id }) => id);
}

/** Resolves when each node has answered each other one, which nothing that was sent before can still overtake. */
async function agree(expect: ExpectStatic, nodes: readonly TestNode[]): Promise<void> {
  const within = { timeout: agreeWithin, interval: 20 };
  for (const from of nodes) {
    for (const to of nodes) {
      await expect
        .poll(() => from.calls.call(to.id, 'test.echo', { data: 'there' }).catch(() => undefined), within)
        .toEqual({ data: 'there' });
    }
  }
}

function echo(nodes: readonly TestNode[]): void {
  for (const { calls } of nodes) calls.handle('test.echo', async (parcel) => parcel);
}

function watchGaps(node: TestNode): string[] {
  const gaps: string[] = [];
  node.bus.onGap((from) => gaps.push(from));
  return gaps;
}

describe.each(['kept', 'empty'] as const)('Redis killed and started again, its data %s', (data) => {
  trial(
    'goes on alone meanwhile, and agrees again within 5 s: what was missed is told, nothing else',
    async ({ expect, cluster, openTwo }) => {
      const nodes = [...(await openTwo()), await cluster.open()] as const;
      const [a, b, c] = nodes;
      echo(nodes);
      await agree(expect, nodes);
      expect(await a.ownership.ownerOf('course')).toBe(a.id);
      expect(await b.ownership.ownerOf('course')).toBe(a.id);
      const heard: unknown[] = [];
      for (const { bus, id } of nodes)
        bus.subscribe('topic', (message) => heard.push(`${id} ${String(message)}`));
      const [gapsA, gapsB, gapsC] = [watchGaps(a), watchGaps(b), watchGaps(c)];

      await cluster.redis.kill();
      await expect(a.calls.call(b.id, 'test.echo', { data: 1 })).rejects.toMatchObject({
        code: 'unavailable',
      });
      a.bus.publish('topic', 'meanwhile');
      expect(await a.calls.call(a.id, 'test.echo', { data: 1 })).toEqual({ data: 1 });
      expect(heard).toEqual([`${a.id} meanwhile`]);
      expect(a.ownership.owns('course')).toBe(true);

      await cluster.redis.start(data);
      await expect.poll(() => [gapsA, gapsB, gapsC], { timeout: agreeWithin }).toEqual([[], [a.id], [a.id]]);
      await agree(expect, nodes);
      a.bus.publish('topic', 'after');
      await agree(expect, nodes);
      expect(heard).toHaveLength(4);
      expect(heard).toEqual(expect.arrayContaining([a, b, c].map(({ id }) => `${id} after`)));
      expect([gapsA, gapsB, gapsC]).toEqual([[], [a.id], [a.id]]);
      // Long enough for a lease to run out that nobody would have renewed.
      await sleep(leaseMs + 1_000);
      for (const node of nodes) expect(new Set(idsOf(node))).toEqual(new Set([a.id, b.id, c.id]));
      expect(await b.ownership.ownerOf('course')).toBe(a.id);
    },
  );
});

trial(
  'fences nobody when Redis stands still for longer than a lease',
  async ({ expect, cluster, openTwo }) => {
    const [a, b] = await openTwo();
    echo([a, b]);
    const left: string[] = [];
    for (const { members } of [a, b]) members.onLeft((id) => left.push(id));
    cluster.redis.pause();
    await sleep(leaseMs + 1_500);
    cluster.redis.resume();
    await agree(expect, [a, b]);
    await sleep(leaseMs + 500);
    expect(left).toEqual([]);
    expect(idsOf(a)).toHaveLength(2);
  },
);

trial('carries nothing between clusters on one Redis', async ({ expect, cluster }) => {
  const other = await startTestCluster(cluster.redis);
  try {
    const [here, there] = [await cluster.open(), await other.open()];
    const heard: unknown[] = [];
    for (const { bus, id } of [here, there]) bus.subscribe('topic', (message) => heard.push([id, message]));
    here.bus.publish('topic', 'here');
    // Behind the message on every way that it could have taken.
    const barrier = new Promise<void>((resolve) => void there.bus.subscribe('barrier', () => resolve()));
    const second = await other.open();
    second.bus.publish('barrier', null);
    await barrier;
    expect(heard).toEqual([[here.id, 'here']]);
    expect(idsOf(there)).not.toContain(here.id);
  } finally {
    await other.close();
  }
});

trial(
  'moves the courses of a killed node within 5 s, and tells of it',
  async ({ expect, openTwo, startProcess }) => {
    const [a, b] = await openTwo();
    const owner = await startProcess('course');
    expect(await a.ownership.ownerOf('course')).toBe(owner.id);
    expect(await b.ownership.ownerOf('course')).toBe(owner.id);
    const told: string[] = [];
    for (const { ownership, members, id } of [a, b]) {
      ownership.onTaken(async (courseId) => void told.push(`${id} took ${courseId}`));
      ownership.onMoved((courseId, to) => told.push(`${id} heard ${courseId} ${to}`));
      members.onLeft((nodeId) => told.push(`${id} missed ${nodeId}`));
    }
    owner.child.kill('SIGKILL');
    await expect.poll(() => told.filter((one) => one.includes('heard')), { interval: 20 }).toHaveLength(2);
    const heir = [a, b].find(({ ownership }) => ownership.owns('course'));
    expect(heir).toBeDefined();
    expect([...told].sort()).toEqual(
      [
        `${heir?.id ?? ''} took course`,
        ...[a, b].flatMap(({ id }) => [`${id} heard course ${heir?.id ?? ''}`, `${id} missed ${owner.id}`]),
      ].sort(),
    );
    for (const { ownership } of [a, b]) expect(await ownership.ownerOf('course')).toBe(heir?.id);
  },
);

trial(
  'lets a node that stood still write nothing after another has taken over: it ends with 70',
  async ({ expect, openTwo, startProcess }) => {
    const [a] = await openTwo();
    const owner = await startProcess('course');
    const written = async (): Promise<number> => {
      const { rows } = await a.store.db.execute<{ count: number }>(
        sql`select count(*)::int as count from written where node = ${owner.id}`,
      );
      return rows[0]?.count ?? 0;
    };
    await expect.poll(written).toBeGreaterThan(10);
    owner.child.kill('SIGSTOP');
    await expect
      .poll(() => a.ownership.ownerOf('course').catch(() => owner.id), { timeout: 8_000 })
      .not.toBe(owner.id);
    const before = await written();
    owner.child.kill('SIGCONT');
    // It writes as often as it can, and its first attempt comes before it can have noticed.
    expect(await owner.ended()).toBe(70);
    // What it has sent is carried out also when it is gone itself.
    const connections = async (): Promise<number> => {
      const { rows } = await a.store.db.execute(
        sql`select from pg_stat_activity where application_name = ${nodeApplicationName(owner.id)}`,
      );
      return rows.length;
    };
    await expect.poll(connections).toBe(0);
    expect(await written()).toBe(before);
  },
);

trial('refuses what a fenced node has begun, and every connection after', async ({ expect, openTwo }) => {
  const [a, b] = await openTwo();
  await a.store.db.execute(sql`create table written (node text)`);
  const begun = b.store
    .transaction(async (queries) => {
      await queries.execute(sql`insert into written values (${b.id})`);
      await queries.execute(sql`select pg_sleep(20)`);
    })
    .then(
      () => 'committed',
      () => 'refused',
    );
  const isRunning = async (): Promise<boolean> => {
    const { rows } = await a.store.db.execute(
      sql`select from pg_stat_activity where query like 'select pg_sleep%'`,
    );
    return rows.length === 1;
  };
  await expect.poll(isRunning).toBe(true);
  await new RecordsArbiter(a.store.db, a.id).fence(b.id);
  await expect(b.store.db.execute(sql`insert into written values (${b.id})`)).rejects.toThrow();
  await expect(b.store.ping()).rejects.toMatchObject({ cause: expect.any(FencedError) as unknown });
  await b.fenced;
  expect(await begun).toBe('refused');
  expect((await a.store.db.execute(sql`select from written`)).rows).toHaveLength(0);
  // Not even the right to run a course.
  await expect(b.ownership.ownerOf('course')).rejects.toMatchObject({ code: 'unavailable' });
  expect(await a.ownership.ownerOf('course')).toBe(a.id);
});

trial(
  'takes nothing over while Redis is away, and does so a full lease after it is back',
  async ({ expect, cluster, startProcess }) => {
    const a = await cluster.open();
    const owner = await startProcess('course');
    expect(await a.ownership.ownerOf('course')).toBe(owner.id);
    await cluster.redis.kill();
    owner.child.kill('SIGKILL');
    await owner.ended();
    // Its own courses it can have: the records are there.
    expect(await a.ownership.ownerOf('course-of-its-own')).toBe(a.id);
    await sleep(2 * leaseMs);
    expect(a.ownership.owns('course')).toBe(false);
    expect(await a.ownership.ownerOf('course')).toBe(owner.id);
    await cluster.redis.start('empty');
    const back = performance.now();
    await expect.poll(() => a.ownership.owns('course'), { timeout: 8_000, interval: 20 }).toBe(true);
    expect(performance.now() - back).toBeGreaterThan(leaseMs - 100);
  },
);

trial('hands over its courses at once when it leaves', async ({ expect, openTwo }) => {
  const [a, b] = await openTwo();
  expect(await b.ownership.ownerOf('course')).toBe(b.id);
  expect(await a.ownership.ownerOf('course')).toBe(b.id);
  b.members.announce({ draining: true });
  // A node that is about to go takes nothing any more.
  await expect.poll(() => b.ownership.ownerOf('another')).toBe(a.id);
  await b.close();
  await expect.poll(() => a.ownership.owns('course'), { timeout: 1_000 }).toBe(true);
  expect(idsOf(a)).toEqual([a.id]);
});
