import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../../report.ts';
import { Helper } from '../../support/child.ts';
import { ClassClient, type Session } from '../../support/plenum-client.ts';
import { PlenumServer } from '../../support/plenum-server.ts';
import { openNow } from '../../support/sign-in-storm.ts';
import { monotonicMs } from '../../support/sockets-api.ts';
import type { Measuring } from '../figures.ts';
import { Storms } from './storms.ts';
import { WorkerScript } from './worker-script.ts';
import { frozenAfterMs, membersApi, type Seen } from './members-api.ts';

const instrument = fileURLToPath(new URL('instrument.mjs', import.meta.url));
const membersMain = fileURLToPath(new URL('members-main.ts', import.meta.url));
/** Media workers: more than one core carries, so that there are always some that were not struck lately. */
const WORKERS = 4;
/** How often members are asked what they see, in milliseconds. */
const LOOK_MS = 200;
/** Everybody has to be in and see the picture so soon, in milliseconds. */
const SETTLE_MS = 60_000;
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
  /** Somebody else leads the lesson, who has begun to send when this resolves; by default a simulated lecturer does. */
  lead?: (server: PlenumServer) => Promise<void>;
}

type Members = Helper<typeof membersApi>;

/** Members of one kind, in a process of their own. */
interface Group {
  kind: Sight['kind'];
  helper: Members;
  sessions: readonly Session[];
}

/** What one member saw before a disturbance and after it. */
export interface Sight {
  kind: 'lecturer' | 'room' | 'phone' | 'onLine';
  before: Seen;
  after: Seen;
  /** Seconds from the disturbance until it was back for good; 0 when it noticed nothing; Infinity when it is not back. */
  backS: number;
  /** Seconds from the disturbance until it was in the classroom again; 0 when it never left. */
  enteredS: number;
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
  readonly size: ClassSize;
  /** What its media workers are started by. */
  readonly workers: WorkerScript;
  /** When (performance.now) the media worker behind a port was last made to die. */
  readonly struck = new Map<number, number>();
  readonly #groups: Group[] = [];
  #lead: ClassOptions['lead'];
  #storms: Promise<Storms> | undefined;

  private constructor(server: PlenumServer, size: ClassSize, workers: WorkerScript) {
    this.server = server;
    this.size = size;
    this.workers = workers;
  }

  /** Starts a server and lets everybody in. */
  static async start(options: ClassOptions): Promise<RunningClass> {
    const all = await RunningClass.open(options);
    try {
      await all.enter(await openNow(all.server, 0));
      return all;
    } catch (error) {
      await all.close();
      throw error;
    }
  }

  /** Starts a server; nobody is in a lesson yet. */
  static async open({ rooms, phones, onLines = 0, env, dataDir, lead }: ClassOptions): Promise<RunningClass> {
    const workers = new WorkerScript();
    const server = await PlenumServer.start({
      workers: WORKERS,
      personCongestionControl: false,
      env: {
        NODE_OPTIONS: `--expose-gc --import=${instrument}`,
        PLENUM_MEDIA_WORKER_BIN: workers.path,
        ...env,
      },
      ...(dataDir === undefined ? {} : { dataDir }),
    });
    const all = new RunningClass(server, { rooms, phones, onLines }, workers);
    try {
      const screens = await server.signIn((await server.tokens('screen')).slice(0, rooms + onLines));
      const people = [...(await server.tokens('trainee')), ...(await server.tokens('port'))];
      if (lead) all.#lead = lead;
      else all.#add('lecturer', await server.signIn((await server.tokens('lecturer')).slice(0, 1)));
      all.#add('room', screens.slice(0, rooms));
      all.#add('phone', await server.signIn(people.slice(0, phones)));
      if (onLines > 0) all.#add('onLine', screens.slice(rooms));
      return all;
    } catch (error) {
      await all.close();
      throw error;
    }
  }

  /** Everybody comes into a lesson, which is live from then on. Rejects when somebody does not get in or sees no picture. */
  async enter(lessonId: string): Promise<void> {
    await this.#lead?.(this.server);
    for (const { kind, helper, sessions } of this.#groups) {
      const [first] = sessions;
      if (kind === 'lecturer' && first) await startLesson(this.server, first, lessonId);
      await helper.call('join', {
        baseUrl: this.server.baseUrl,
        lessonId,
        sessions: [...sessions],
        kind: kind === 'onLine' ? 'room' : kind,
        ownLines: kind === 'onLine',
      });
    }
    if (!(await this.settle(SETTLE_MS))) throw new Error('the class did not come to rest');
  }

  /** People who sign in and hand in at this server, prepared when they are first needed. */
  storms(context: Measuring): Promise<Storms> {
    this.#storms ??= Storms.prepare(context, this.server);
    return this.#storms;
  }

  /** Everybody leaves on purpose. */
  async leave(): Promise<void> {
    for (const { helper } of this.#groups) await helper.call('leave', {});
  }

  /** Words for the load of a result. */
  get load(): string {
    const { rooms, phones, onLines = 0 } = this.size;
    return `1 lecturer, ${rooms + onLines} branches with media, ${phones} phones, ${WORKERS} media workers`;
  }

  /** Everybody who is not the lecturer. */
  get members(): number {
    return this.size.rooms + this.size.phones + (this.size.onLines ?? 0);
  }

  /** What everybody sees now. */
  async look(): Promise<{ kind: Sight['kind']; seen: Seen }[]> {
    const asked = this.#groups.map(async ({ kind, helper }) => {
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
  async disturb(act: () => Promise<unknown>, withinMs: number): Promise<Disturbance> {
    const before = await this.look();
    for (const { helper } of this.#groups) await helper.call('watch', {});
    const calledAt = monotonicMs();
    const told = await act();
    const since = typeof told === 'number' ? told : calledAt;
    await this.settle(withinMs);
    const now = monotonicMs();
    const sights = (await this.look()).map(({ kind, seen }, index): Sight => {
      const old = before[index]?.seen ?? seen;
      const backS = (backAt(kind, seen, since, now) - since) / 1000;
      const enteredS = seen.drops > 0 ? (seen.joinedAt - since) / 1000 : 0;
      return { kind, before: old, after: seen, backS, enteredS };
    });
    return {
      sights,
      backS: sights.map(({ backS }) => backS).filter((seconds) => seconds > 0),
      lost: sights.filter(({ backS }) => backS === Number.POSITIVE_INFINITY).length,
    };
  }

  /** Sends a command as the nth member of a kind. Resolves to `ok` or the code of the refusal, and what was answered. */
  command(kind: Sight['kind'], index: number, name: string, input: unknown) {
    return this.#of(kind).call('command', { index, name, input });
  }

  /** Drops every socket of the class in the same moment. */
  async dropAll(): Promise<void> {
    await Promise.all(this.#groups.map(({ helper }) => helper.call('drop', {})));
  }

  /** Cuts the lines of the rooms that have their own. */
  async cut(): Promise<void> {
    await this.#of('onLine').call('cut', {});
  }

  async mend(): Promise<void> {
    await this.#of('onLine').call('mend', {});
  }

  async close(): Promise<void> {
    await this.#storms?.then(
      (storms) => storms.close(),
      () => undefined,
    );
    await Promise.all(this.#groups.map(({ helper }) => helper.close()));
    await this.server.close();
    this.workers.remove();
  }

  #add(kind: Sight['kind'], sessions: readonly Session[]): void {
    this.#groups.push({ kind, sessions, helper: new Helper(membersApi, membersMain) });
  }

  #of(kind: Sight['kind']): Members {
    const group = this.#groups.find((one) => one.kind === kind);
    if (!group) throw new Error(`the class has no ${kind}`);
    return group.helper;
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
