import { mkdtemp } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { createRedisCluster } from '../../src/cluster/redis.ts';
import { newId } from '../../src/lib/ids.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { RecordsArbiter } from '../../src/store/arbiter.ts';
import { admitNode } from '../../src/store/node.ts';
import { openStore, type OpenStore } from '../../src/store/open.ts';
import { serveParent } from '../support/child.ts';
import { branchesApi } from './branches-api.ts';
import { courseId, now, SimulatedCourse, SimulatedSockets } from './branches-node.ts';

const log = createLogger({ level: 'error', pretty: false });
/** Every process of the bench has a directory of its own, and one database. */
const benchRecordsKey = Buffer.alloc(32, 1).toString('base64');
/** A page that lost its owner waits so long at most before it comes back, each its own part of it (ms). */
const comeBackWithin = 2_000;

const nodes: { sockets: SimulatedSockets; course: SimulatedCourse }[] = [];
let store: OpenStore;
let movedAt: Promise<number> = Promise.reject(new Error('no node is open'));
movedAt.catch(() => undefined);

/** One pool for all nodes of this process, which stands for pools of their own. */
async function open(redis: string, database: string, count: number): Promise<void> {
  const fenced = (): void => process.exit(70);
  const first = newId();
  const dataDir = await mkdtemp('/tmp/plenum-bench-');
  store = await openStore({
    dataDir,
    url: database,
    key: benchRecordsKey,
    logger: log,
    node: { id: first, onFenced: fenced },
  });
  await store.db.execute(
    sql`create table if not exists simulated_answer (branch text primary key, choice int not null)`,
  );
  for (let index = 0; index < count; index += 1) {
    const self = index === 0 ? first : newId();
    if (index > 0) await admitNode({ connectionString: database }, self);
    const arbiter = new RecordsArbiter(store.db, self);
    const cluster = await createRedisCluster({ url: redis, self, arbiter, log, fenced });
    cluster.members.announce({ url: `http://${self}.invalid` });
    nodes.push({ sockets: new SimulatedSockets(cluster), course: new SimulatedCourse(cluster, store) });
  }
  movedAt = new Promise((resolve) => {
    nodes[0]?.sockets.cluster.ownership.onMoved(() => resolve(now()));
  });
}

/** Runs all of them, each at its own moment within the time; ms that each took. */
async function spread(
  tasks: readonly (() => Promise<void>)[],
  withinMs: number,
  seed: number,
): Promise<{ delays: number[]; failed: number }> {
  const random = seeded(seed);
  const moments = tasks.map((task) => ({ task, at: random() * withinMs })).sort((a, b) => a.at - b.at);
  const from = now();
  const delays: number[] = [];
  let failed = 0;
  const running: Promise<void>[] = [];
  for (const { task, at } of moments) {
    const wait = from + at - now();
    if (wait > 1) await sleep(wait);
    const asked = now();
    running.push(
      task().then(
        () => void delays.push(now() - asked),
        () => void (failed += 1),
      ),
    );
  }
  await Promise.all(running);
  return { delays, failed };
}

/** Mulberry32: the same moments in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const everyBranch = () =>
  nodes.flatMap(({ sockets }) => sockets.branches.map((branch) => ({ sockets, branch })));

serveParent(branchesApi, {
  start: async ({ redis, database, nodes: count }) => {
    await open(redis, database, count);
    return {};
  },
  own: async () => {
    await nodes[0]?.sockets.cluster.ownership.ownerOf(courseId);
    return {};
  },
  join: ({ perNode, withinMs, seed }) => {
    const tasks = nodes.flatMap(({ sockets }) =>
      Array.from({ length: perNode }, () => () => sockets.join({ id: newId(), seq: 0 })),
    );
    return spread(tasks, withinMs, seed);
  },
  answer: ({ withinMs, seed }) =>
    spread(
      everyBranch().map(
        ({ sockets, branch }) =>
          () =>
            sockets.answer(branch),
      ),
      withinMs,
      seed,
    ),
  announce: async ({ times, perSecond }) => {
    const text = '示例公告'.repeat(40);
    for (let index = 0; index < times; index += 1) {
      nodes[0]?.course.announce(text);
      await sleep(1000 / perSecond);
    }
    return {};
  },
  heard: () => {
    const all = nodes.map(({ sockets }) => sockets);
    const answer = {
      deliveries: all.reduce((sum, { deliveries }) => sum + deliveries, 0),
      wrong: all.reduce((sum, { wrong }) => sum + wrong, 0),
      delays: all.flatMap(({ delays }) => delays),
    };
    for (const sockets of all) Object.assign(sockets, { deliveries: 0, wrong: 0, delays: [] });
    return answer;
  },
  back: async () => {
    const at = await movedAt;
    const tasks = everyBranch().map(({ sockets, branch }) => async () => {
      // As a page does: again until it is answered.
      while (
        !(await sockets.join(branch).then(
          () => true,
          () => false,
        ))
      )
        await sleep(250);
    });
    await spread(tasks, comeBackWithin, 1);
    const allBackAt = now();
    const seats = nodes.reduce((sum, { course }) => sum + course.seats, 0);
    if (seats !== tasks.length) throw new Error(`${seats} of ${tasks.length} branches have a seat`);
    return { movedAt: at, allBackAt };
  },
  recorded: async () => {
    const { rows } = await store.db.execute<{ count: number }>(
      sql`select count(*)::int as count from simulated_answer`,
    );
    return { count: rows[0]?.count ?? 0 };
  },
});
