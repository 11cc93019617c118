import { fork, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { routes } from '../../src/contract/index.ts';
import type { Role } from '../../src/contract/roles.ts';
import { createOrganiser, openSession, request, type Session } from './plenum-client.ts';
import { inParallel } from './system.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = join(ROOT, 'dist/src/main.js');
const START_WITHIN_MS = 120_000;
const SIGN_INS_AT_ONCE = 8;
/** What the server tells the process that started it. */
const ready = z.object({ type: z.literal('ready'), url: z.string(), organiserLink: z.string().nullable() });
type Ready = z.infer<typeof ready>;
/** Lines of the server's output that an error repeats. */
const TAIL_LINES = 20;

export interface ServerOptions {
  workers: number;
  /** Viewers beyond the course's branches are people's pages; without congestion control they cost what rooms cost. */
  personCongestionControl: boolean;
  /** More settings as environment variables, and variables of Node itself. */
  env?: Readonly<Record<string, string>>;
  /** A folder that is there already and stays, in place of a new one that goes with the server. */
  dataDir?: string;
}

/** Our server as users run it, built, in a process of its own, with an empty data directory and the artificial course. */
export class PlenumServer {
  readonly baseUrl: string;
  #process: ChildProcess;
  readonly #dataDir: string;
  readonly #options: ServerOptions;
  readonly #organiser: Session;
  readonly #courseId: string;

  private constructor(fields: {
    baseUrl: string;
    process: ChildProcess;
    dataDir: string;
    options: ServerOptions;
    organiser: Session;
    courseId: string;
  }) {
    this.baseUrl = fields.baseUrl;
    this.#process = fields.process;
    this.#dataDir = fields.dataDir;
    this.#options = fields.options;
    this.#organiser = fields.organiser;
    this.#courseId = fields.courseId;
  }

  /** Starts it and creates the course; throws with the server's last lines when it does not come up within 2 minutes. */
  static async start(options: ServerOptions): Promise<PlenumServer> {
    const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'plenum-bench-'));
    // The private PostgreSQL runs as another user, who has to reach its part of this folder.
    chmodSync(dataDir, 0o755);
    const child = launch(settings(dataDir, options));
    try {
      const { organiserLink } = await readiness(child);
      if (organiserLink === null) throw new Error('a server without records has an organiser');
      const link = new URL(organiserLink);
      const baseUrl = link.origin;
      const organiser = await createOrganiser(baseUrl, tokenOf(link.pathname));
      const created = await request(baseUrl, organiser, 'POST', '/api/demo');
      const { courseId } = routes['POST /api/demo'].output.parse(created);
      return new PlenumServer({ baseUrl, process: child, dataDir, options, organiser, courseId });
    } catch (error) {
      await stop(child);
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
      throw error;
    }
  }

  /** The process that runs now. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get courseId(): string {
    return this.#courseId;
  }

  get dataDir(): string {
    return this.#dataDir;
  }

  /** What has to be set for another program that works with its records. */
  get settings(): NodeJS.ProcessEnv {
    return settings(this.#dataDir, this.#options);
  }

  /** Asks it to stop, with SIGTERM. Resolves to its exit code when it is gone; null when a signal ended it. */
  async stop(): Promise<number | null> {
    await stop(this.#process);
    return this.#process.exitCode;
  }

  /** Sends a message to what was loaded into the process by `env`, and resolves to the next message that it sends back. */
  async ask(message: Readonly<Record<string, unknown>>): Promise<unknown> {
    const answer = new Promise<unknown>((resolve) => this.#process.once('message', resolve));
    this.#process.send(message);
    return answer;
  }

  /** Ends it as a power cut would: kill -9. Resolves when the process is gone. */
  async kill(): Promise<void> {
    const child = this.#process;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  /** Starts it again on the same records and the same port. */
  async restart(): Promise<void> {
    const port = new URL(this.baseUrl).port;
    this.#process = launch({ ...settings(this.#dataDir, this.#options), PLENUM_SERVER_PORT: port });
    await readiness(this.#process);
  }

  /** Who opened the server's first link, and may do everything. */
  get organiser(): Session {
    return this.#organiser;
  }

  /** Tokens of the course's links for a role that open a session as they are, in the order of the list; with `branches`, of these. */
  async tokens(role: Role, branches?: ReadonlySet<string>): Promise<string[]> {
    const path = `/api/courses/${this.#courseId}/invitations?role=${role}`;
    const answer = await request(this.baseUrl, this.#organiser, 'GET', path);
    const { invitations } = routes['GET /api/courses/:courseId/invitations'].output.parse(answer);
    return invitations
      .filter((one) => one.role !== 'trainee' || one.traineeId !== null)
      .filter((one) => branches === undefined || branches.has(one.branchId ?? ''))
      .map(({ path: link }) => tokenOf(link));
  }

  /** Opens links of the course, a few at a time. */
  async signIn(tokens: readonly string[]): Promise<Session[]> {
    const sessions: Session[] = [];
    await inParallel(tokens.length, SIGN_INS_AT_ONCE, async (index) => {
      const token = tokens[index];
      if (token !== undefined) sessions.push(await openSession(this.baseUrl, token));
    });
    return sessions;
  }

  /** The token of a new link by which trainees identify themselves with name and number. */
  async traineeEntry(): Promise<string> {
    const path = `/api/courses/${this.#courseId}/invitations`;
    const body = { role: 'trainee', label: 'bench' };
    const answer = await request(this.baseUrl, this.#organiser, 'POST', path, body);
    const key = 'POST /api/courses/:courseId/invitations';
    return tokenOf(routes[key].output.parse(answer).invitation.path);
  }

  /** The sum over all labels of one of the server's published figures since the last look; 0 when it is not there. */
  async metric(name: string): Promise<number> {
    const response = await fetch(`${this.baseUrl}/metrics`);
    if (!response.ok) throw new Error(`GET /metrics: ${response.status}`);
    const lines = (await response.text()).split('\n');
    const values = lines.filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
    return values.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  async close(): Promise<void> {
    await stop(this.#process);
    if (this.#options.dataDir === undefined) rmSync(this.#dataDir, { recursive: true, force: true });
  }
}

function launch(env: NodeJS.ProcessEnv): ChildProcess {
  const child = fork(MAIN, [], {
    cwd: ROOT,
    // As `npm start` runs it, not as this process runs.
    execArgv: ['--enable-source-maps'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...env },
  });
  // A bench that is interrupted takes its server along.
  const end = (): boolean => child.kill('SIGTERM');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  return child;
}

function settings(
  dataDir: string,
  { workers, personCongestionControl, env }: ServerOptions,
): NodeJS.ProcessEnv {
  return {
    PLENUM_ENV: 'production',
    PLENUM_DATA_DIR: dataDir,
    PLENUM_SERVER_HOST: '127.0.0.1',
    PLENUM_SERVER_PORT: '0',
    PLENUM_MEDIA_WORKERS: String(workers),
    PLENUM_MEDIA_BASE_PORT: '0',
    PLENUM_MEDIA_LISTEN: '[127.0.0.1]',
    // A bench looks for the limit of the machine, not for that of the settings.
    PLENUM_MEDIA_MAX_VIEWERS_PER_WORKER: '5000',
    PLENUM_MEDIA_CONGESTION_CONTROL_PERSON: String(personCongestionControl),
    ...env,
  };
}

function tokenOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Waits until the server says that it is ready; the first time it does so with the first organiser's link. */
function readiness(child: ChildProcess): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const tail: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        tail.push(line);
        if (tail.length > TAIL_LINES) tail.shift();
      });
    }
    const fail = (reason: string) => {
      clearTimeout(timeout);
      reject(new Error(`the server ${reason}:\n${tail.join('\n')}`));
    };
    const timeout = setTimeout(() => fail('did not start in time'), START_WITHIN_MS);
    child.once('exit', (code, signal) => fail(`ended (${signal ?? code})`));
    child.once('message', (message) => {
      clearTimeout(timeout);
      resolve(ready.parse(message));
    });
  });
}

/** Asks the server to stop, and waits until it has. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}
