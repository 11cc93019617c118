import { patrolLimits, type WallTile } from '../contract/patrol.ts';
import type { Clock } from '../lib/clock.ts';
import type { Connection, Fanout } from '../lib/feature.ts';
import type { ClassroomView } from '../lib/live-classroom.ts';
import type { Logger } from '../lib/logger.ts';
import { WallNews } from './wall-news.ts';
import type { SignInFigures, Wall } from './wall.ts';

export interface WallWatchDependencies {
  view: ClassroomView;
  wall: Wall;
  fanout: Fanout;
  clock: Clock;
  log: Logger;
  isLookedAt: (tileId: string) => boolean;
  signInFigures: (lessonId: string) => Promise<SignInFigures>;
  /** Reads the rooms anew from the records. */
  refresh: () => Promise<void>;
}

/** Milliseconds between two readings of the sign-in figures. */
const figuresMs = 2_000;

/** Keeps those who have the wall of one lesson open up to date. Works only while somebody has. */
export class WallWatch {
  readonly #deps: WallWatchDependencies;
  readonly #watching = new Set<string>();
  #news = new WallNews();
  #branches: ClassroomView['branches'];
  #figuresAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: WallWatchDependencies) {
    this.#deps = deps;
    this.#branches = deps.view.branches;
  }

  /** Opens the wall for a page, and answers with all of it. */
  async open(connection: Connection): Promise<WallTile[]> {
    await Promise.all([this.#deps.refresh(), this.#readFigures()]);
    // What this page is told of later counts from what everybody was told of before: it may hear something twice.
    const tiles = this.#tiles();
    if (this.#watching.size === 0) {
      this.#news = new WallNews();
      this.#news.changes(tiles);
    }
    this.#watching.add(connection.id);
    connection.enter(this.#audience);
    this.#timer ??= setInterval(() => this.#tell(), patrolLimits.wallNewsMs).unref();
    return tiles;
  }

  /** That page shows the wall no more. */
  leave(connection: Connection): void {
    if (!this.#watching.delete(connection.id)) return;
    connection.leave(this.#audience);
    if (this.#watching.size === 0) this.close();
  }

  /** Idempotent; no timer survives. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  get #audience(): string {
    return `lesson:${this.#deps.view.lesson.id}:wall`;
  }

  #tiles(): WallTile[] {
    const { view, wall, clock, isLookedAt } = this.#deps;
    // A seat's quality changes without its state: the presence that the seats have now is the one that counts.
    for (const presence of view.presence()) wall.seat(presence);
    const live = view.lesson.startedAt !== null && view.lesson.endedAt === null;
    return wall.tiles(clock.now(), { live, isLookedAt });
  }

  #tell(): void {
    const { view, fanout, clock } = this.#deps;
    if (clock.now() - this.#figuresAt >= figuresMs) void this.#readFigures();
    if (this.#branches !== view.branches) {
      this.#branches = view.branches;
      void this.#deps.refresh().catch((error: unknown) => this.#failed(error, 'read its rooms'));
    }
    const news = this.#news.changes(this.#tiles());
    if (news) fanout.notice(this.#audience, 'patrol.wallChanged', news);
  }

  /** The wall goes on with the figures from before when they cannot be read. */
  async #readFigures(): Promise<void> {
    const { view, wall, clock, signInFigures } = this.#deps;
    this.#figuresAt = clock.now();
    try {
      wall.signIns = await signInFigures(view.lesson.id);
    } catch (error) {
      this.#failed(error, 'read the sign-in figures');
    }
  }

  #failed(error: unknown, what: string): void {
    this.#deps.log.error({ err: error, lessonId: this.#deps.view.lesson.id }, `patrol could not ${what}`);
  }
}
