import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryDirectory } from './postgres.ts';

/** Debian's Redis on a unix socket in a folder of its own. It answers at the same address over its lives. */
export interface TestRedis {
  /** As `redis.url` takes it. */
  readonly url: string;
  readonly pid: number;
  /** kill -9. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again: with the data that it had, or with none. */
  start(data: 'kept' | 'empty'): Promise<void>;
  /** Stops its work, with connections open, until `resume`. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

/** `npm test` installs Redis; where it is missing this throws rather than skips. */
export async function startRedis(): Promise<TestRedis> {
  const directory = await temporaryDirectory();
  const socket = join(directory, 'redis.sock');
  let child = await launch(directory, socket);
  return {
    url: `unix://${socket}`,
    get pid() {
      return child.pid ?? 0;
    },
    kill: () => end(child, 'SIGKILL'),
    async start(data) {
      if (data === 'empty') await rm(join(directory, 'appendonlydir'), { recursive: true, force: true });
      child = await launch(directory, socket);
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async close() {
      await end(child, 'SIGKILL');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function launch(directory: string, socket: string): Promise<ChildProcess> {
  await rm(socket, { force: true });
  // Every write is kept, so that a restart brings back what stood there.
  const options = ['--port', '0', '--unixsocket', socket, '--dir', directory, '--save', ''];
  const child = spawn('redis-server', [...options, '--appendonly', 'yes', '--appendfsync', 'always'], {
    stdio: 'ignore',
  });
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (error) =>
      reject(new Error('redis-server is missing. "npm test" installs it', { cause: error })),
    );
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${String(code)}`)));
  });
  // Nobody waits for this once it runs.
  failed.catch(() => undefined);
  await Promise.race([answers(socket), failed]);
  return child;
}

async function answers(socket: string): Promise<void> {
  for (;;) {
    const connection = createConnection(socket);
    try {
      await once(connection, 'connect');
      connection.write('PING\r\n');
      const said: unknown[] = await once(connection, 'data');
      if (String(said[0]).startsWith('+PONG')) return;
    } catch {
      // It is not there yet.
    } finally {
      connection.destroy();
    }
    await sleep(20);
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
