import type { Notice, NoticeData } from '../../src/contract/index.ts';
import type { PictureType, WallTile } from '../../src/contract/patrol.ts';
import { patrolLimits } from '../../src/contract/patrol-limits.ts';
import { ClientError } from './client-error.ts';
import { State, type Observable } from './observable.ts';
import type { ClassSession } from './types.ts';

/** A page that is being scrolled says what it shows at most so often, in milliseconds; the server takes five a second. */
const lookPauseMs = 250;
/**
 * New stills are shown together at most so often, in milliseconds. A wall of a hundred rooms gets fifty a second, and each
 * change of the page costs a frame, whether one tile changed in it or a dozen.
 */
const showPauseMs = 250;
/** The clock by which ages are told: milliseconds. */
const tickMs = 1_000;

/** A tile's newest still as the page shows it. */
export interface WallStill {
  /** A data URL: an object URL would go through the browser's own process twice for every still. */
  url: string;
  /** The same picture as a finding takes it. */
  picture: Uint8Array<ArrayBuffer>;
  type: PictureType;
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
  /** The server's time, once a second: one clock for the ages of all stills. */
  readonly clock: Observable<number>;
  readonly #ground: WallGround;
  readonly #stills = new Map<string, State<WallStill | null>>();
  readonly #tiles = new Map<string, State<WallTile | null>>();
  /** Stills that came and are not shown yet, the newest of each tile. */
  readonly #arrived = new Map<string, NoticeData<'patrol.still'>>();
  readonly #clock: State<number>;
  readonly #stop: (() => void)[];
  readonly #timers: ReturnType<typeof setInterval>[];
  #entry: unknown = null;
  #looked: readonly string[] = [];
  #lookedAt = -Infinity;
  #lookTimer: ReturnType<typeof setTimeout> | undefined;
  #showTimer: ReturnType<typeof setTimeout> | undefined;
  #shownAt = -Infinity;
  #closed = false;

  constructor(ground: WallGround) {
    this.#ground = ground;
    const { classroom, notices } = ground;
    this.#clock = new State(classroom.serverNow());
    this.clock = this.#clock;
    this.#stop = [
      notices.on((notice) => this.#heard(notice)),
      classroom.state.subscribe(() => this.#classroomChanged()),
    ];
    this.#timers = [
      setInterval(() => this.#sayLook(), patrolLimits.lookRenewMs),
      setInterval(() => this.#clock.set(classroom.serverNow()), tickMs),
    ];
    document.addEventListener('visibilitychange', this.#pageSeen);
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
    for (const timer of this.#timers) clearInterval(timer);
    clearTimeout(this.#lookTimer);
    clearTimeout(this.#showTimer);
    document.removeEventListener('visibilitychange', this.#pageSeen);
    for (const stop of this.#stop) stop();
    // A line that is down needs not be told: the wall ends with it.
    this.#ground.command('patrol.closeWall', {}).catch(() => undefined);
  }

  readonly #pageSeen = (): void => this.#sayLook();

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
    if (notice.name === 'patrol.still') this.#keepStill(notice.data);
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

  #keepStill(still: NoticeData<'patrol.still'>): void {
    const { tileId, at } = still;
    if (this.state.get().tiles?.has(tileId) !== true) return;
    const known = this.#arrived.get(tileId)?.at ?? this.#stillState(tileId).get()?.at ?? -Infinity;
    // A look brings the newest one again.
    if (known >= at) return;
    this.#arrived.set(tileId, still);
    this.#showTimer ??= setTimeout(
      () => this.#showStills(),
      Math.max(0, this.#shownAt + showPauseMs - performance.now()),
    );
  }

  #showStills(): void {
    this.#showTimer = undefined;
    this.#shownAt = performance.now();
    for (const { tileId, type, at, sound, picture } of this.#arrived.values()) {
      const bytes = new Uint8Array(picture);
      this.#stillState(tileId).set({ url: dataUrl(bytes, type), picture: bytes, type, at, sound });
    }
    this.#arrived.clear();
  }

  /** Somebody who does not want to be seen any more is not shown any more. What the server says now of these tiles counts. */
  #dropWithdrawn(tiles: readonly WallTile[]): void {
    for (const { tileId, stillAt } of tiles) if (stillAt === null) this.#dropStill(tileId);
  }

  #dropStill(tileId: string): void {
    this.#arrived.delete(tileId);
    this.#stillState(tileId).set(null);
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

/** A still is at most `stillBytes` long: as many arguments as every engine takes in one call. */
function dataUrl(bytes: Uint8Array, type: PictureType): string {
  // Spreading them would ask an iterator for each byte.
  const characters: unknown = Reflect.apply(String.fromCharCode, String, bytes);
  return `data:${type};base64,${btoa(String(characters))}`;
}
