import { rm } from 'node:fs/promises';
import type { Cluster } from '../../src/cluster/port.ts';
import { createRedisCluster } from '../../src/cluster/redis.ts';
import { newId } from '../../src/lib/ids.ts';
import { RecordsArbiter } from '../../src/store/arbiter.ts';
import { openStore, type OpenStore } from '../../src/store/open.ts';
import { freshDatabase, quietLogger, type TestDatabase } from './database.ts';
import { temporaryDirectory } from './postgres.ts';
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

export async function startTestCluster(): Promise<TestCluster> {
  const redis = await startRedis();
  const database = await freshDatabase();
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
      await redis.close();
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
    return { ...cluster, id, store, fenced };
  } catch (error) {
    await store.close();
    throw error;
  }
}
