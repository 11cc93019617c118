import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { invitation } from '../../src/contract/course.ts';
import type { Role } from '../../src/contract/roles.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { PrivatePostgres } from '../../src/store/private-postgres.ts';
import { socketUrl, temporaryDirectory } from '../../test/support/postgres.ts';
import { startRedis, type TestRedis } from '../../test/support/redis.ts';
import { createOrganiser, openSession, request, type Session } from './plenum-client.ts';
import { inParallel } from './system.ts';

const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const ready = z.object({ type: z.literal('ready'), url: z.string(), organiserLink: z.string().nullable() });
const SIGN_INS_AT_ONCE = 8;

/** Our server as a cluster: built, several processes, Debian's Redis, one PostgreSQL, and the artificial course. */
export class PlenumNodes {
  readonly urls: readonly string[];
  readonly courseId: string;
  readonly organiser: Session;
  readonly redis: TestRedis;
  readonly #children: readonly ChildProcess[];
  readonly #close: () => Promise<void>;

  private constructor(fields: {
    urls: readonly string[];
    children: readonly ChildProcess[];
    courseId: string;
    organiser: Session;
    redis: TestRedis;
    close: () => Promise<void>;
  }) {
    this.urls = fields.urls;
    this.#children = fields.children;
    this.courseId = fields.courseId;
    this.organiser = fields.organiser;
    this.redis = fields.redis;
    this.#close = fields.close;
  }

  /** Starts them and makes the course; the first one runs it. */
  static async start(count: number): Promise<PlenumNodes> {
    const directory = await temporaryDirectory();
    const logger = createLogger({ level: 'silent', pretty: false });
    const postgres = await PrivatePostgres.start(directory, logger, 30 * count + 30);
    const redis: TestRedis = await startRedis();
    const children: ChildProcess[] = [];
    const close = async (): Promise<void> => {
      await Promise.all(children.map(stop));
      await redis.close();
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    };
    try {
      const { host = '', database = '' } = postgres.connection;
      const shared = { PLENUM_DATABASE_URL: socketUrl(host, database), PLENUM_REDIS_URL: redis.url };
      const urls: string[] = [];
      let link: string | null = null;
      for (let index = 0; index < count; index += 1) {
        const dataDir = join(directory, `node-${index}`);
        await mkdir(dataDir, { recursive: true });
        const env = {
          ...process.env,
          PLENUM_ENV: 'test',
          PLENUM_MEDIA_WORKERS: '1',
          PLENUM_DATA_DIR: dataDir,
        };
        const child = fork(MAIN, {
          env: { ...env, ...shared },
          stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        });
        children.push(child);
        const ended = once(child, 'exit').then(() => Promise.reject(new Error('a node did not start')));
        const messages: readonly unknown[] = await Promise.race([once(child, 'message'), ended]);
        ended.catch(() => undefined);
        const said = ready.parse(messages[0]);
        link ??= said.organiserLink;
        urls.push(new URL(said.url).origin);
      }
      const [first = ''] = urls;
      const organiser = await createOrganiser(first, link?.split('/').at(-1) ?? '');
      const made = await request(first, organiser, 'POST', '/api/demo');
      const { courseId } = z.object({ courseId: z.string() }).parse(made);
      return new PlenumNodes({ urls, children, courseId, organiser, redis, close });
    } catch (error) {
      await close();
      throw error;
    }
  }

  /** Signs in by all links of a role, each on the next node. */
  async signIn(role: Role): Promise<{ url: string; session: Session }[]> {
    const [first = ''] = this.urls;
    const path = `/api/courses/${this.courseId}/invitations?role=${role}`;
    const { invitations } = z
      .object({ invitations: z.array(invitation) })
      .parse(await request(first, this.organiser, 'GET', path));
    const signedIn: { url: string; session: Session }[] = [];
    await inParallel(invitations.length, SIGN_INS_AT_ONCE, async (index) => {
      const url = this.urls[index % this.urls.length] ?? first;
      const token = invitations[index]?.path.split('/').at(-1) ?? '';
      signedIn.push({ url, session: await openSession(url, token) });
    });
    return signedIn;
  }

  kill(index: number): void {
    this.#children[index]?.kill('SIGKILL');
  }

  close(): Promise<void> {
    return this.#close();
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
