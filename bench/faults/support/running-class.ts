import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../../report.ts';
import { Helper } from '../../support/child.ts';
import { ClassClient, type Session } from '../../support/plenum-client.ts';
import { PlenumServer } from '../../support/plenum-server.ts';
import { openNow } from '../../support/sign-in-storm.ts';
import { monotonicMs } from '../../support/sockets-api.ts';
import { WorkerScript } from './worker-script.ts';
import { frozenAfterMs, membersApi, type Seen } from './members-api.ts';

const instrument = fileURLToPath(new URL('instrument.mjs', import.meta.url));
const membersMain = fileURLToPath(new URL('members-main.ts', import.meta.url));
/** How often members are asked what they see, in milliseconds. */
const LOOK_MS = 200;
/** For so long, in milliseconds, everybody has to be back before it counts: whoever falls again is not back. */
const STEADY_MS = 1_500;

export interface ClassSize {
  rooms: number;
  phones: number;
  /** Rooms that are on a line of their own, beside the others. */
  onLines?: number;
}

export interface ClassOptions extends ClassSize {
  env?: Readonly<Record<string, string>>;
  dataDir?: string;
}

type Members = Helper<typeof membersApi>;

/** What one member saw before a disturbance and after it. */
export interface Sight {
  kind: 'lecturer' | 'room' | 'phone' | 'onLine';
  before: Seen;
  after: Seen;
  /** Seconds from the disturbance until it was back for good; 0 when it noticed nothing; Infinity when it is not back. */
  backS: number;
}

/** What a disturbance came to. */
export interface Disturbance {
  sights: readonly Sight[];
  /** Seconds until whoever noticed anything was back. */
  backS: readonly number[];
  /** Members that are not back. */
  lost: number;
}

/** A class that runs: one lecturer, rooms with media, phones; the page's own code decides how each comes back. */
export class RunningClass {
  readonly server: PlenumServer;
  readonly lessonId: string;
  readonly size: ClassSize;
  /** What its media workers are started by. */
  readonly workers: WorkerScript;
  readonly #groups: readonly (readonly [Sight['kind'], Members])[];

  private constructor(fields: {
    server: PlenumServer;
    lessonId: string;
    size: ClassSize;
    workers: WorkerScript;
    groups: readonly (readonly [Sight['kind'], Members])[];
  }) {
    this.server = fields.server;
    this.lessonId = fields.lessonId;
    this.size = fields.size;
    this.workers = fields.workers;
    this.#groups = fields.groups;
  }

  /** Starts a server with two media workers and lets everybody in. */
  static async start(options: ClassOptions): Promise<RunningClass> {
    const { rooms, phones, onLines = 0, env, dataDir } = options;
    const workers = new WorkerScript();
    const server = await PlenumServer.start({
      workers: 2,
      personCongestionControl: false,
      env: {
        NODE_OPTIONS: `--expose-gc --import=${instrument}`,
        PLENUM_MEDIA_WORKER_BIN: workers.path,
        ...env,
      },
      ...(dataDir === undefined ? {} : { dataDir }),
    });
    const groups: [Sight['kind'], Members][] = [];
    const fresh = (kind: Sight['kind']): Members => {
      const helper = new Helper(membersApi, membersMain);
      groups.push([kind, helper]);
      return helper;
    };
    try {
      const lessonId = await openNow(server, 0);
      const [lecturer] = await server.signIn((await server.tokens('lecturer')).slice(0, 1));
      if (!lecturer) throw new Error('the course has no lecturer');
      await startLesson(server, lecturer, lessonId);
      const screens = await server.signIn((await server.tokens('screen')).slice(0, rooms + onLines));
      const people = [...(await server.tokens('trainee')), ...(await server.tokens('port'))];
      const common = { baseUrl: server.baseUrl, lessonId, ownLines: false };
      await fresh('lecturer').call('join', { ...common, sessions: [lecturer], kind: 'lecturer' });
      await fresh('room').call('join', { ...common, sessions: screens.slice(0, rooms), kind: 'room' });
      const sessions = await server.signIn(people.slice(0, phones));
      await fresh('phone').call('join', { ...common, sessions, kind: 'phone' });
      if (onLines > 0) {
        const far = { ...common, sessions: screens.slice(rooms), ownLines: true, kind: 'room' as const };
        await fresh('onLine').call('join', far);
      }
      const all = new RunningClass({ server, lessonId, size: { rooms, phones, onLines }, workers, groups });
      await all.settle(30_000);
      return all;
    } catch (error) {
      await Promise.all(groups.map(([, helper]) => helper.close()));
      await server.close();
      throw error;
    }
  }

  /** Words for the load of a result. */
  get load(): string {
    const { rooms, phones, onLines = 0 } = this.size;
    return `1 lecturer, ${rooms + onLines} branches with media, ${phones} phones, 2 media workers`;
  }

  /** Everybody who is not the lecturer. */
  get members(): number {
    return this.size.rooms + this.size.phones + (this.size.onLines ?? 0);
  }

  /** What everybody sees now. */
  async look(): Promise<{ kind: Sight['kind']; seen: Seen }[]> {
    const asked = this.#groups.map(async ([kind, helper]) => {
      const { members } = await helper.call('seen', {});
      return members.map((seen) => ({ kind, seen }));
    });
    return (await Promise.all(asked)).flat();
  }

  /** Resolves to true when everybody is in and every picture moves, to false when that is not so within the time. */
  async settle(withinMs: number): Promise<boolean> {
    const deadline = monotonicMs() + withinMs;
    let since = Number.POSITIVE_INFINITY;
    for (;;) {
      const everybody = await this.look();
      const now = monotonicMs();
      if (!everybody.every(({ kind, seen }) => isWell(kind, seen, now))) since = Number.POSITIVE_INFINITY;
      else since = Math.min(since, now);
      if (now - since >= STEADY_MS) return true;
      if (now > deadline) return false;
      await sleep(LOOK_MS);
    }
  }

  /**
   * Does something to the class and waits until everybody is back, so long at most. `act` may resolve to the moment of the
   * disturbance (`monotonicMs`), where that is not the moment of its call.
   */
  async disturb(act: () => Promise<number | void>, withinMs: number): Promise<Disturbance> {
    const before = await this.look();
    for (const [, helper] of this.#groups) await helper.call('watch', {});
    const calledAt = monotonicMs();
    const since = (await act()) ?? calledAt;
    await this.settle(withinMs);
    const now = monotonicMs();
    const sights = (await this.look()).map(({ kind, seen }, index): Sight => {
      const old = before[index]?.seen ?? seen;
      return { kind, before: old, after: seen, backS: (backAt(kind, seen, since, now) - since) / 1000 };
    });
    return {
      sights,
      backS: sights.map(({ backS }) => backS).filter((seconds) => seconds > 0),
      lost: sights.filter(({ backS }) => backS === Number.POSITIVE_INFINITY).length,
    };
  }

  /** Sends a command as the lecturer. Resolves to `ok` or the code of the refusal. */
  async asLecturer(name: string, input: unknown): Promise<string> {
    const { outcome } = await this.#of('lecturer').call('command', { index: 0, name, input });
    return outcome;
  }

  /** Drops every socket of the class in the same moment. */
  async dropAll(): Promise<void> {
    await Promise.all(this.#groups.map(([, helper]) => helper.call('drop', {})));
  }

  /** Cuts the lines of the rooms that have their own. */
  async cut(): Promise<void> {
    await this.#of('onLine').call('cut', {});
  }

  async mend(): Promise<void> {
    await this.#of('onLine').call('mend', {});
  }

  async close(): Promise<void> {
    await Promise.all(this.#groups.map(([, helper]) => helper.close()));
    await this.server.close();
    this.workers.remove();
  }

  #of(kind: Sight['kind']): Members {
    const group = this.#groups.find(([one]) => one === kind);
    if (!group) throw new Error(`the class has no ${kind}`);
    return group[1];
  }
}

async function startLesson(server: PlenumServer, lecturer: Session, lessonId: string): Promise<void> {
  const client = await ClassClient.open(server.baseUrl, lecturer);
  await client.command('classroom.join', { lessonId });
  await client.command('classroom.start', {});
  client.close();
}

function hasPicture(kind: Sight['kind']): boolean {
  return kind === 'room' || kind === 'onLine';
}

function isWell(kind: Sight['kind'], seen: Seen, now: number): boolean {
  if (!seen.inLesson) return false;
  if (kind === 'lecturer') return seen.port !== null;
  return !hasPicture(kind) || now - seen.pictureAt < frozenAfterMs;
}

/** The moment from which a member noticed nothing any more; `since` itself when there was nothing to notice. */
function backAt(kind: Sight['kind'], seen: Seen, since: number, now: number): number {
  if (!isWell(kind, seen, now)) return Number.POSITIVE_INFINITY;
  const joined = seen.drops > 0 ? seen.joinedAt : since;
  const moving = hasPicture(kind) ? (seen.freezes.at(-1)?.to ?? since) : since;
  return Math.max(since, joined, moving);
}

/** The longest time, in milliseconds, for which one of these pictures stood still. */
export function longestFreezeMs(sights: readonly Sight[]): number {
  return Math.max(0, ...sights.flatMap(({ after }) => after.freezes.map(({ from, to }) => to - from)));
}

/** The 95th percentile of how long it took those who noticed; Infinity when one in twenty is not back. */
export function p95(backS: readonly number[]): number {
  return backS.length === 0 ? 0 : quantile(backS, 0.95);
}
