/** Milliseconds and scores by which the layer of a viewer without congestion control is chosen. */
export interface LayerRules {
  /** A score at or below this is bad. mediasoup's score is ten times the fourth power of what arrives: 6 is 12% loss. */
  lowScore: number;
  /** A score at or above this is good. */
  goodScore: number;
  /** How long a score must be bad before a layer is given up: a burst passes sooner. */
  dropAfterMs: number;
  /** After a change the score, an average over the last reports, still tells of the time before. */
  settleMs: number;
  /** How long a score must be good before the next layer is tried again. */
  probationMs: number;
  /** Each failed try doubles the probation, up to this. */
  longestProbationMs: number;
}

export const layerRules: LayerRules = {
  lowScore: 6,
  goodScore: 9,
  dropAfterMs: 4_000,
  settleMs: 10_000,
  probationMs: 20_000,
  longestProbationMs: 320_000,
};

/**
 * Chooses the simulcast layer for one consumer whose line is not estimated: down a layer when its receiver reports lost
 * packets for some time, up again on probation. Knows no clock and no mediasoup: `now` is milliseconds of any steady clock.
 */
export class LayerGovernor {
  readonly #top: number;
  readonly #rules: LayerRules;
  #ceiling: number;
  #allowed: number;
  #score = 10;
  /** Since when the score has been on its side of the thresholds. */
  #since: number;
  #changedAt: number;
  #climbing = false;
  #probationMs: number;

  constructor(layers: number, now: number, rules: LayerRules = layerRules) {
    this.#top = layers - 1;
    this.#rules = rules;
    this.#ceiling = this.#top;
    this.#allowed = this.#top;
    this.#since = now;
    this.#changedAt = now;
    this.#probationMs = rules.probationMs;
  }

  /** The layer to send: what the line bears, and not more than the window needs. */
  get layer(): number {
    return Math.min(this.#allowed, this.#ceiling);
  }

  /** The largest layer that is of use to the viewer. */
  setCeiling(layer: number): void {
    this.#ceiling = Math.max(0, Math.min(layer, this.#top));
  }

  setScore(score: number, now: number): void {
    if (this.#verdict(score) !== this.#verdict(this.#score)) this.#since = now;
    this.#score = score;
  }

  /** To be called about once a second: a score that stays as it is makes no event. */
  tick(now: number): void {
    if (now - this.#changedAt < this.#rules.settleMs) return;
    const lasted = now - Math.max(this.#since, this.#changedAt);
    const verdict = this.#verdict(this.#score);
    if (verdict === 'low' && this.layer > 0 && lasted >= this.#rules.dropAfterMs) this.#drop(now);
    else if (verdict === 'good' && lasted >= this.#probationMs) this.#pass(now);
  }

  #drop(now: number): void {
    if (this.#climbing) {
      this.#probationMs = Math.min(this.#probationMs * 2, this.#rules.longestProbationMs);
    }
    this.#allowed = this.layer - 1;
    this.#climbing = false;
    this.#changedAt = now;
  }

  /** A layer that was good for a whole probation is no longer on trial, and the next one may be tried. */
  #pass(now: number): void {
    if (this.#allowed >= this.#top) {
      this.#climbing = false;
      this.#probationMs = this.#rules.probationMs;
    } else if (this.#allowed < this.#ceiling) {
      this.#allowed += 1;
      this.#climbing = true;
      this.#changedAt = now;
    }
  }

  #verdict(score: number): 'low' | 'fair' | 'good' {
    if (score <= this.#rules.lowScore) return 'low';
    return score >= this.#rules.goodScore ? 'good' : 'fair';
  }
}

const TICK_MS = 1_000;

/** One timer for all governors of the process; there is none while there is nobody to govern. */
export class LayerTicker {
  readonly #tasks = new Set<(now: number) => void>();
  #timer: NodeJS.Timeout | undefined;

  /** Returns the function that removes the task. */
  add(task: (now: number) => void): () => void {
    this.#tasks.add(task);
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref();
    return () => {
      if (!this.#tasks.delete(task) || this.#tasks.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  #tick(): void {
    const now = performance.now();
    for (const task of this.#tasks) task(now);
  }
}
