import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { loadConfig } from './config.ts';
import { createLogger } from './lib/logger.ts';
import { findProjectRoot } from './project-root.ts';
import { PrivatePostgres } from './store/private-postgres.ts';

/*
 * `npm run cluster -- 3`: as many nodes on this machine, to try what a cluster does. They share a PostgreSQL, a Redis and a
 * folder of files under <dataDir>/cluster, and one small door in front hands connections to the nodes that are ready. Kill a
 * node and it is started again, as whatever supervises it elsewhere would. A real cluster: docs/cluster.md.
 */

/** Nodes for each of which a loopback address is used, 127.0.0.1 and up. */
const mostNodes = 9;
/** Milliseconds between two looks whether nodes are ready. */
const lookEvery = 500;
/** Milliseconds before a node that ended is started again. */
const againAfter = 1_000;

const readyMessage = z.object({
  type: z.literal('ready'),
  url: z.string(),
  organiserLink: z.string().nullable(),
});
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** One node, started again whenever it ends by itself. */
class NodeProcess {
  readonly name: string;
  readonly url: string;
  ready = false;
  readonly #env: NodeJS.ProcessEnv;
  readonly #program: string;
  readonly #onLink: (path: string) => void;
  #child: ChildProcess | undefined;
  #stopping = false;

  constructor(
    parts: { name: string; host: string; port: number; program: string; env: NodeJS.ProcessEnv },
    onLink: (path: string) => void,
  ) {
    this.name = parts.name;
    this.url = `http://${parts.host}:${parts.port}`;
    this.#program = parts.program;
    this.#env = parts.env;
    this.#onLink = onLink;
  }

  /** Resolves when the node takes requests; rejects when its first start fails. */
  async start(): Promise<void> {
    const child = fork(this.#program, { env: this.#env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.#child = child;
    child.once('exit', (code, signal) => {
      this.ready = false;
      if (this.#stopping) return;
      say(
        `${this.name} (process ${child.pid ?? 0}) ended with ${signal ?? String(code)}; it is started again.`,
      );
      setTimeout(() => void this.start().catch(() => undefined), againAfter);
    });
    const ended = once(child, 'exit').then(() => {
      throw new Error(`${this.name} did not start; look into its log: set log.level and start it alone.`);
    });
    const messages: readonly unknown[] = await Promise.race([once(child, 'message'), ended]);
    const { organiserLink } = readyMessage.parse(messages[0]);
    if (organiserLink !== null) this.#onLink(new URL(organiserLink).pathname);
    this.ready = true;
    say(`${this.name} is ready: ${this.url}, process ${child.pid ?? 0}`);
  }

  /** Asks whether it wants people. */
  async look(): Promise<void> {
    if (this.#child?.exitCode !== null || this.#stopping) return;
    try {
      this.ready = (await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(lookEvery) })).ok;
    } catch {
      this.ready = false;
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}

/** Hands each connection to the next node that is ready. */
function openDoor(nodes: readonly NodeProcess[]): Server {
  let turn = 0;
  return createServer((client: Socket) => {
    const ready = nodes.filter((node) => node.ready);
    const node = ready[(turn += 1) % Math.max(1, ready.length)];
    client.on('error', () => undefined);
    if (!node) {
      client.destroy();
      return;
    }
    const { hostname, port } = new URL(node.url);
    const way = connect(Number(port), hostname);
    way.on('error', () => client.destroy()).on('close', () => client.destroy());
    client.on('close', () => way.destroy());
    client.pipe(way).pipe(client);
  });
}

async function startRedis(folder: string): Promise<{ url: string; child: ChildProcess }> {
  await mkdir(folder, { recursive: true });
  const socket = join(folder, 'redis.sock');
  await rm(socket, { force: true });
  const options = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', ''];
  const child = spawn('redis-server', options, { stdio: 'ignore' });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', () => reject(new Error('redis-server is missing: apt-get install redis-server')));
  });
  return { url: `unix://${socket}`, child };
}

/** The address of the private PostgreSQL as `database.url` takes it. */
function addressOf({ host, user, database }: PrivatePostgres['connection']): string {
  return `postgres://${user ?? 'plenum'}@${encodeURIComponent(host ?? '')}/${database ?? 'plenum'}`;
}

async function run(count: number): Promise<void> {
  const root = findProjectRoot();
  const config = loadConfig({
    dir: join(root, 'config'),
    environment: process.env['PLENUM_ENV'] ?? 'production',
    env: process.env,
  });
  const base = join(resolve(root, config.dataDir), 'cluster');
  await mkdir(base, { recursive: true, mode: 0o700 });
  say(`The cluster's data are in ${base}.`);
  const postgres = await PrivatePostgres.start(
    base,
    createLogger({ level: 'error', pretty: false }),
    30 * count + 30,
  );
  const redis = await startRedis(join(base, 'redis'));
  let link: string | undefined;
  const nodes = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const dataDir = join(base, `node-${index + 1}`);
      await shareFiles(base, dataDir);
      const host = `127.0.0.${index + 1}`;
      const port = config.server.port + 1;
      const env = {
        ...process.env,
        PLENUM_SERVER_HOST: host,
        PLENUM_SERVER_PORT: String(port),
        PLENUM_DATA_DIR: dataDir,
        PLENUM_DATABASE_URL: addressOf(postgres.connection),
        PLENUM_REDIS_URL: redis.url,
        PLENUM_MEDIA_LISTEN: host,
        PLENUM_MEDIA_ANNOUNCED_ADDRESS: host,
      };
      const program = join(root, 'dist/src/main.js');
      return new NodeProcess(
        { name: `Node ${index + 1}`, host, port, program, env },
        (path) => (link ??= path),
      );
    }),
  );
  const door = openDoor(nodes);
  const close = async (): Promise<void> => {
    door.close();
    await Promise.all(nodes.map((node) => node.stop()));
    redis.child.kill('SIGTERM');
    await postgres.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());
  // The first one makes the tables and the key of the records; the others get it from there.
  for (const node of nodes) await node.start();
  door.listen(config.server.port, '127.0.0.1');
  say(`\nOpen http://127.0.0.1:${config.server.port}${link ?? ''}`);
  say('Try: kill -9 one of the processes while a class is on. Ctrl+C ends all.\n');
  for (;;) {
    await sleep(lookEvery);
    await Promise.all(nodes.map((node) => node.look()));
  }
}

/** Materials and files of groups are the same on all nodes. */
async function shareFiles(base: string, dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  for (const folder of ['materials', 'uploads']) {
    const shared = join(base, 'files', folder);
    await mkdir(shared, { recursive: true });
    await symlink(shared, join(dataDir, folder)).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    });
  }
}

const count = Number(process.argv[2] ?? 3);
if (!Number.isInteger(count) || count < 1 || count > mostNodes) {
  say(`How many nodes? npm run cluster -- 3 (1 to ${mostNodes})`);
  process.exitCode = 2;
} else {
  await run(count);
}
