import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { readyDatabase, type TestDatabase } from './database.ts';
import { temporaryDirectory } from './postgres.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { startServer, type TestServer } from './server.ts';

/** Several real servers as one cluster: the built program, Debian's Redis, and one database. */
export interface TestCluster {
  readonly nodes: readonly TestServer[];
  readonly redis: TestRedis;
  /** The n-th node, from 0. */
  node(index: number): TestServer;
  /** A node more. */
  add(): Promise<TestServer>;
  /** Whom the first organiser's link lets in. */
  readonly organiserLink: string;
  close(): Promise<void>;
}

/** Starts `count` nodes; `env` holds settings of all of them. */
export async function startCluster(count: number, env: Record<string, string> = {}): Promise<TestCluster> {
  const [redis, database, shared] = await Promise.all([startRedis(), readyDatabase(), temporaryDirectory()]);
  const nodes: TestServer[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.close()));
    await redis.close();
    await database.drop();
    await rm(shared, { recursive: true, force: true });
  };
  const add = async (): Promise<TestServer> => {
    const node = await startNode({ redis, database, shared, env });
    nodes.push(node);
    return node;
  };
  try {
    // The first one writes what a first start writes; the others find it.
    const first = await add();
    await Promise.all(Array.from({ length: count - 1 }, add));
    const { organiserLink } = first;
    if (organiserLink === null) throw new Error('the first node names no link for the organiser');
    return {
      ...{ nodes, redis, add, organiserLink, close },
      node(index) {
        const node = nodes[index];
        if (!node) throw new Error(`there is no node ${index}`);
        return node;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startNode(parts: {
  redis: TestRedis;
  database: TestDatabase;
  shared: string;
  env: Record<string, string>;
}): Promise<TestServer> {
  const dataDir = await temporaryDirectory();
  // Files belong to all nodes.
  for (const folder of ['materials', 'uploads']) {
    await mkdir(join(parts.shared, folder), { recursive: true });
    await symlink(join(parts.shared, folder), join(dataDir, folder));
  }
  return startServer({
    dataDir,
    databaseUrl: parts.database.url,
    env: {
      PLENUM_REDIS_URL: parts.redis.url,
      PLENUM_MEDIA_WORKERS: '1',
      // As in operation: the first node makes a key, and the others get it from there.
      PLENUM_RECORDS_KEY: '',
      ...parts.env,
    },
  });
}
