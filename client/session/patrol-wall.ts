import type { Notice, NoticeData } from '../../src/contract/index.ts';
import type { WallTile } from '../../src/contract/patrol.ts';
import { patrolLimits } from '../../src/contract/patrol-limits.ts';
import { ClientError } from './client-error.ts';
import { State, type Observable } from './observable.ts';
import type { ClassSession } from './types.ts';

/** A page that is being scrolled says what it shows at most so often, in milliseconds; the server takes five a second. */
const lookPauseMs = 250;

/** A tile's newest still as the page shows it. */
export interface WallStill {
  /** An object URL; it is revoked when the next still comes. */
  url: string;
  /** The same picture as a finding takes it. */
  picture: Blob;
  /** When the server received it. */
  at: number;
  sound: number | null;
}

export interface WallState {
  /** In the roster's order; null before the wall came for the first time. */
  tiles: ReadonlyMap<string, WallTile> | null;
  /** Why the wall could not be opened; null while it is being tried, and when it is open. */
  error: ClientError | null;
}

export type WallGround = Pick<ClassSession, 'command' | 'notices' | 'classroom'>;

/**
 * The wall as a page has it: all tiles, and the stills of those that are looked at. Every tile and every still is observed by
 * itself, so that a new one is drawn without touching the rest. After a drop it asks again by itself.
 */
export class PatrolWall {
  readonly state = new State<WallState>({ tiles: null, error: null });
  readonly #ground: WallGround;
  readonly #stills = new Map<string, State<WallStill | null>>();
  readonly #tiles = new Map<string, State<WallTile | null>>();
  readonly #stop: (() => void)[];
  readonly #renewing: ReturnType<typeof setInterval>;
  #entry: unknown = null;
  #looked: readonly string[] = [];
  #lookedAt = -Infinity;
  #lookTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(ground: WallGround) {
    this.#ground = ground;
    const { classroom, notices } = ground;
    this.#stop = [
      notices.on((notice) => this.#heard(notice)),
      classroom.state.subscribe(() => this.#classroomChanged()),
    ];
    this.#renewing = setInterval(() => this.#sayLook(), patrolLimits.lookRenewMs);
    document.addEventListener('visibilitychange', this.#shown);
    this.#classroomChanged();
  }

  /** One tile, for the component that shows it. */
  tile(tileId: string): Observable<WallTile | null> {
    return this.#tileState(tileId);
  }

  /** A tile's newest still; null before one came. */
  still(tileId: string): Observable<WallStill | null> {
    return this.#stillState(tileId);
  }

  /** These tiles are seen now, in place of those before. Call it as often as they change. */
  look(tileIds: readonly string[]): void {
    const isSame =
      tileIds.length === this.#looked.length && tileIds.every((id, at) => id === this.#looked[at]);
    if (isSame) return;
    this.#looked = tileIds.slice(0, patrolLimits.lookTiles);
    this.#lookTimer ??= setTimeout(
      () => this.#sayLook(),
      Math.max(0, this.#lookedAt + lookPauseMs - performance.now()),
    );
  }

  /** Asks for the wall again after it could not be opened. */
  reload(): void {
    this.#open();
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#renewing);
    clearTimeout(this.#lookTimer);
    document.removeEventListener('visibilitychange', this.#shown);
    for (const stop of this.#stop) stop();
    for (const tileId of this.#stills.keys()) this.#dropStill(tileId);
    // A line that is down needs not be told: the wall ends with it.
    this.#ground.command('patrol.closeWall', {}).catch(() => undefined);
  }

  readonly #shown = (): void => this.#sayLook();

  /** Entered for the first time, or again after a drop: the server knows nothing of this wall. */
  #classroomChanged(): void {
    const { entry } = this.#ground.classroom.state.get();
    if (entry.kind !== 'joined' || entry === this.#entry) return;
    this.#entry = entry;
    this.#open();
  }

  #open(): void {
    const entry = this.#entry;
    this.#ground.command('patrol.wall', {}).then(
      ({ tiles }) => {
        if (this.#closed || entry !== this.#entry) return;
        this.#dropWithdrawn(tiles);
        this.#setTiles(new Map(tiles.map((tile) => [tile.tileId, tile])));
        this.#sayLook();
      },
      (thrown: unknown) => {
        const error = ClientError.from(thrown);
        // The next entry asks again; what is known stays.
        if (error.code === 'offline' || error.code === 'closed' || this.#closed) return;
        this.state.update((now) => ({ ...now, error }));
      },
    );
  }

  #heard(notice: Notice): void {
    if (notice.name === 'patrol.still') this.#arrived(notice.data);
    if (notice.name === 'patrol.wallChanged') this.#changed(notice.data);
  }

  #changed({ tiles, gone }: NoticeData<'patrol.wallChanged'>): void {
    const known = this.state.get().tiles;
    if (known === null) return;
    const next = new Map(known);
    for (const tile of tiles) next.set(tile.tileId, tile);
    for (const tileId of gone) next.delete(tileId);
    this.#dropWithdrawn(tiles);
    this.#setTiles(next);
  }

  #setTiles(tiles: ReadonlyMap<string, WallTile>): void {
    for (const tileId of this.#stills.keys()) if (!tiles.has(tileId)) this.#dropStill(tileId);
    for (const [tileId, state] of this.#tiles) state.set(tiles.get(tileId) ?? null);
    for (const [tileId, tile] of tiles) this.#tileState(tileId).set(tile);
    this.state.set({ tiles, error: null });
  }

  #arrived({ tileId, type, at, sound, picture }: NoticeData<'patrol.still'>): void {
    if (this.state.get().tiles?.has(tileId) !== true) return;
    const before = this.#stillState(tileId).get();
    // A look brings the newest one again.
    if (before !== null && before.at >= at) return;
    const blob = new Blob([picture], { type });
    this.#stillState(tileId).set({ url: URL.createObjectURL(blob), picture: blob, at, sound });
    if (before !== null) URL.revokeObjectURL(before.url);
  }

  /** Somebody who does not want to be seen any more is not shown any more. What the server says now of these tiles counts. */
  #dropWithdrawn(tiles: readonly WallTile[]): void {
    for (const { tileId, stillAt } of tiles) if (stillAt === null) this.#dropStill(tileId);
  }

  #dropStill(tileId: string): void {
    const state = this.#stillState(tileId);
    const still = state.get();
    state.set(null);
    if (still !== null) URL.revokeObjectURL(still.url);
  }

  #sayLook(): void {
    clearTimeout(this.#lookTimer);
    this.#lookTimer = undefined;
    // A page that nobody sees asks for nothing: its look ends by itself.
    if (this.#closed || this.state.get().tiles === null || document.visibilityState === 'hidden') return;
    this.#lookedAt = performance.now();
    // One that is lost is said again at the next renewal.
    this.#ground.command('patrol.look', { tileIds: [...this.#looked] }).catch(() => undefined);
  }

  #tileState(tileId: string): State<WallTile | null> {
    return kept(this.#tiles, tileId);
  }

  #stillState(tileId: string): State<WallStill | null> {
    return kept(this.#stills, tileId);
  }
}

function kept<T>(states: Map<string, State<T | null>>, tileId: string): State<T | null> {
  const known = states.get(tileId);
  if (known !== undefined) return known;
  const made = new State<T | null>(null);
  states.set(tileId, made);
  return made;
}
