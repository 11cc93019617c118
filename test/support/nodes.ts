import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Cluster } from '../../src/cluster/port.ts';
import { createRedisCluster } from '../../src/cluster/redis.ts';
import { newId } from '../../src/lib/ids.ts';
import { RecordsArbiter } from '../../src/store/arbiter.ts';
import { openStore, type OpenStore } from '../../src/store/open.ts';
import { readyDatabase, quietLogger, type TestDatabase } from './database.ts';
import { temporaryDirectory, testRecordsKey } from './postgres.ts';
import { startRedis, type TestRedis } from './redis.ts';

/** A node of a cluster in this process, with records of its own to write to. */
export interface TestNode extends Cluster {
  readonly id: string;
  readonly store: OpenStore;
  /** Resolves when the node is told that it is fenced. */
  readonly fenced: Promise<void>;
}

/** A Redis and a database on which nodes are opened; `close` ends all of them. */
export interface TestCluster {
  readonly redis: TestRedis;
  readonly database: TestDatabase;
  open(): Promise<TestNode>;
  /** Ends the nodes and keeps the rest. */
  closeNodes(): Promise<void>;
  close(): Promise<void>;
}

/** On a Redis of its own, or beside another cluster on `shared`. */
export async function startTestCluster(shared?: TestRedis): Promise<TestCluster> {
  const redis = shared ?? (await startRedis());
  const database = await readyDatabase();
  let nodes: { node: TestNode; dataDir: string }[] = [];
  const closeNodes = async (): Promise<void> => {
    const closing = nodes;
    nodes = [];
    for (const { node, dataDir } of closing) {
      await node.close();
      await node.store.close();
      await rm(dataDir, { recursive: true, force: true });
    }
  };
  return {
    redis,
    database,
    async open() {
      const dataDir = await temporaryDirectory();
      const node = await openNode(redis.url, database.url, dataDir);
      nodes.push({ node, dataDir });
      return node;
    },
    closeNodes,
    async close() {
      await closeNodes();
      if (!shared) await redis.close();
      await database.drop();
    },
  };
}

async function openNode(redisUrl: string, databaseUrl: string, dataDir: string): Promise<TestNode> {
  const id = newId();
  let tell = (): void => undefined;
  const fenced = new Promise<void>((resolve) => (tell = resolve));
  const store = await openStore({
    dataDir,
    url: databaseUrl,
    key: testRecordsKey,
    logger: quietLogger,
    node: { id, onFenced: () => tell() },
  });
  try {
    const cluster = await createRedisCluster({
      url: redisUrl,
      self: id,
      arbiter: new RecordsArbiter(store.db, id),
      log: quietLogger,
      fenced: () => tell(),
    });
    // Takes requests, for what the others know.
    cluster.members.announce({ url: `http://${id}.invalid` });
    return { ...cluster, id, store, fenced };
  } catch (error) {
    await store.close();
    throw error;
  }
}

const readyMessage = z.object({ id: z.string() });

/** A node that is a process, which runs one course and goes on writing down numbers for it (see node-process.ts). */
export interface NodeProcess {
  readonly id: string;
  readonly child: ChildProcess;
  /** Resolves to its exit code, null when a signal ended it. */
  ended(): Promise<number | null>;
  close(): Promise<void>;
}

export async function startNodeProcess(cluster: TestCluster, courseId: string): Promise<NodeProcess> {
  const dataDir = await temporaryDirectory();
  const script = fileURLToPath(new URL('node-process.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    env: {
      ...process.env,
      REDIS: cluster.redis.url,
      DATABASE: cluster.database.url,
      DATA: dataDir,
      COURSE: courseId,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exit = once(child, 'exit').then(([code]) => z.number().nullable().parse(code));
  const ready = await Promise.race([
    once(child, 'message').then(([message]) => readyMessage.parse(message)),
    exit.then((code) => {
      throw new Error(`the node ended with ${String(code)} before it was ready`);
    }),
  ]);
  return {
    id: ready.id,
    child,
    ended: () => exit,
    async close() {
      child.kill('SIGKILL');
      await exit;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
