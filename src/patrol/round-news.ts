import type { NoticeData } from '../contract/index.ts';
import { patrolLimits, type RoundTile } from '../contract/patrol.ts';

type News = NoticeData<'patrol.roundChanged'>;

export interface RoundNewsDependencies {
  /** The whole round as it is now. */
  read: () => News;
  /** The rooms that changed since the last call. */
  takeChanged: () => RoundTile[];
  /** Tells staff in the lesson. */
  tell: (news: News) => void;
}

/** Tells staff of a lesson's round: soon after it changed, at most once in `newsMs`, and only what changed of it. */
export class RoundNews {
  readonly #deps: RoundNewsDependencies;
  /** The round is another one than staff was told of. */
  #isAnother = true;
  #toldAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(deps: RoundNewsDependencies) {
    this.#deps = deps;
  }

  /** Something of the round changed. */
  changed(): void {
    if (this.#closed) return;
    const wait = Math.max(0, this.#toldAt + patrolLimits.newsMs - performance.now());
    this.#timer ??= setTimeout(() => this.#tell(), wait).unref();
  }

  /** The round is another one now: all of its rooms are news. */
  another(): void {
    this.#isAnother = true;
    this.changed();
  }

  /** Idempotent; no timer survives. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #tell(): void {
    const { read, takeChanged, tell } = this.#deps;
    this.#timer = undefined;
    this.#toldAt = performance.now();
    const changed = takeChanged();
    const state = read();
    tell({ ...state, tiles: this.#isAnother ? state.tiles : changed });
    this.#isAnother = false;
  }
}
