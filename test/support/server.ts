import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readyDatabase, readyDirectory, type TestDatabase } from './database.ts';
import { temporaryDirectory } from './postgres.ts';

const program = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const readyMessage = z.object({
  type: z.literal('ready'),
  url: z.string(),
  organiserLink: z.string().nullable(),
});

export interface ServerOverrides {
  /** Settings as environment variables, for example PLENUM_TLS_MODE. They win over config/test.yaml. */
  env?: Record<string, string>;
  /** Lets the server run its private PostgreSQL instead of a database on the one that all tests share; its tables are made already. */
  privateRecords?: boolean;
  /** A database that others use, too: it is left alone when the server is closed. */
  databaseUrl?: string;
  /** Its data folder, as it is; a new one without. It is removed when the server is closed. */
  dataDir?: string;
}

/** The real server as a process of its own: the built program, a data folder of its own, free ports. */
export interface TestServer {
  /** Stays the same over restarts. */
  readonly url: string;
  /** Null from the second start on, once an organiser has come in. */
  readonly organiserLink: string | null;
  readonly dataDir: string;
  /** What has to be set for another program that works with its records. */
  readonly settings: Record<string, string>;
  readonly pid: number;
  /** What it has written so far, over all its lives. */
  output(): string;
  /** Ends it as a power cut would: kill -9. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** Asks it to stop. Resolves to the exit code, null when a signal ended it. */
  stop(signal?: 'SIGTERM' | 'SIGINT'): Promise<number | null>;
  /** Resolves to the exit code once it has ended by itself. */
  ended(): Promise<number | null>;
  /** Starts it again on the same records and the same port. */
  start(): Promise<void>;
  /** Stops it if it runs, and removes what it left. */
  close(): Promise<void>;
}

/** Starts a server and waits until it takes requests. Rejects with its output when it ends before that. */
export async function startServer(overrides: ServerOverrides = {}): Promise<TestServer> {
  const { privateRecords = false, databaseUrl, env = {} } = overrides;
  const dataDir = overrides.dataDir ?? (await (privateRecords ? readyDirectory() : temporaryDirectory()));
  const database = privateRecords || databaseUrl !== undefined ? undefined : await readyDatabase();
  const named = databaseUrl === undefined ? env : { PLENUM_DATABASE_URL: databaseUrl, ...env };
  const server = new ServerProcess(dataDir, database, named);
  try {
    await server.start();
  } catch (error) {
    await server.close();
    throw error;
  }
  return server;
}

/**
 * Starts a server that is expected to end by itself, and resolves to what it said and its exit code. With `interruptAt` it
 * is asked to stop as soon as it has written that.
 */
export async function runServer(
  env: Record<string, string>,
  { interruptAt }: { interruptAt?: string } = {},
): Promise<{ code: number | null; output: string }> {
  const { child, output } = launch(env);
  if (interruptAt !== undefined) {
    const interrupt = (): void => {
      if (!output().includes(interruptAt)) return;
      child.stderr?.off('data', interrupt);
      child.kill('SIGTERM');
    };
    child.stderr?.on('data', interrupt);
  }
  const code = await exitOf(child);
  return { code, output: output() };
}

/** Runs one of the built programs beside the server, for example `backup`. Resolves to what it said and its exit code. */
export async function runTool(
  name: 'backup' | 'restore' | 'demo' | 'account',
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const { child, output } = launch(
    env,
    fileURLToPath(new URL(`../../dist/src/${name}.js`, import.meta.url)),
    args,
  );
  const code = await exitOf(child);
  return { code, output: output() };
}

/** Starts a server from a process that ends as soon as the server is ready, and resolves to the server's process id. */
export async function orphanServer(env: Record<string, string>): Promise<number> {
  const script = `
    import { spawn } from 'node:child_process';
    const child = spawn(process.execPath, [${JSON.stringify(program)}], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    child.once('message', () => process.stdout.write(String(child.pid), () => process.exit()));
    child.once('exit', () => process.exit());
  `;
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    env: environment(env),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  parent.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(parent, 'close');
  return z.coerce.number().int().positive().parse(Buffer.concat(chunks).toString());
}

/**
 * Starts a server with a terminal for stdout (util-linux's `script` makes one), ends it when it is ready, and resolves to
 * what stood there.
 */
export async function startAtTerminal(env: Record<string, string>): Promise<string> {
  const script = ['-qec', `${process.execPath} ${program} & echo pid $!.; wait`, '/dev/null'];
  const local = {
    PLENUM_SERVER_HOST: '127.0.0.1',
    PLENUM_SERVER_PORT: '0',
    PLENUM_MEDIA_BASE_PORT: '0',
    PLENUM_MEDIA_LISTEN: '127.0.0.1',
  };
  const child = spawn('script', script, {
    env: environment({ ...local, ...env }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const before = output;
    output += chunk.toString();
    const ready = (text: string): boolean => text.includes('Plenum is ready');
    if (ready(output) && !ready(before)) process.kill(Number(/pid (\d+)\./.exec(output)?.[1]), 'SIGTERM');
  });
  await once(child, 'close');
  return output;
}

/** This process's environment without its own settings, so that only `env` counts. */
function environment(env: Record<string, string>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('PLENUM_'));
  return { ...Object.fromEntries(inherited), PLENUM_ENV: 'test', LC_ALL: 'C', ...env };
}

class ServerProcess implements TestServer {
  readonly dataDir: string;
  url = '';
  organiserLink: string | null = null;
  readonly #database: TestDatabase | undefined;
  readonly #env: Record<string, string>;
  readonly #outputs: (() => string)[] = [];
  #child: ChildProcess | undefined;

  constructor(dataDir: string, database: TestDatabase | undefined, env: Record<string, string>) {
    this.dataDir = dataDir;
    this.#database = database;
    this.#env = env;
  }

  get settings(): Record<string, string> {
    return {
      PLENUM_DATA_DIR: this.dataDir,
      ...(this.#database ? { PLENUM_DATABASE_URL: this.#database.url } : {}),
      ...this.#env,
    };
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  output(): string {
    return this.#outputs.map((read) => read()).join('');
  }

  async start(): Promise<void> {
    const { child, output } = launch({
      ...this.settings,
      ...(this.url === '' ? {} : { PLENUM_SERVER_PORT: new URL(this.url).port }),
    });
    this.#child = child;
    this.#outputs.push(output);
    const ready = await Promise.race([
      once(child, 'message').then(([message]) => readyMessage.parse(message)),
      exitOf(child).then((code) => {
        throw new Error(`the server ended with ${String(code)} before it was ready:\n${output()}`);
      }),
    ]);
    this.url = ready.url;
    this.organiserLink = ready.organiserLink;
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<number | null> {
    return this.#end(signal);
  }

  async ended(): Promise<number | null> {
    return this.#child ? exitOf(this.#child) : null;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.#database?.drop();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    child.kill(signal);
    return exitOf(child);
  }
}

function launch(
  env: Record<string, string>,
  script = program,
  args: readonly string[] = [],
): { child: ChildProcess; output: () => string } {
  if (!existsSync(program))
    throw new Error('dist/src/main.js is missing. "npm test" builds it; or: npm run build');
  const child = spawn(process.execPath, ['--enable-source-maps', script, ...args], {
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const chunks: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return { child, output: () => chunks.join('') };
}

/** Waits for `close`, not `exit`: only then all of its output has been read. */
async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  return child.exitCode;
}
