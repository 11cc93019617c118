import type { Measuring } from '../figures.ts';
import { longestFreezeMs, p95, type Disturbance } from './running-class.ts';

/** What a server that went away costs: sums over rounds, and the figures of it. */
export class Backs {
  readonly #context: Measuring;
  readonly #backS: number[] = [];
  #lost = 0;
  #rounds = 0;

  constructor(context: Measuring) {
    this.#context = context;
  }

  add({ sights, backS, lost }: Disturbance): void {
    this.#rounds += 1;
    this.#backS.push(...backS);
    this.#lost += lost;
    this.#context.progress(
      `${this.#rounds}: ${backS.length} noticed, p95 back after ${p95(backS).toFixed(1)} s, the last after ` +
        `${Math.max(0, ...backS).toFixed(1)} s (${describeLast(sights)}), ${lost} are not back`,
    );
  }

  /** Everybody has to be back within so many seconds. */
  measure(withinS: number): void {
    const [n, limit] = [this.#backS.length, { atMost: withinS }];
    const { measure } = this.#context;
    measure({ metric: 'back_p95_s', value: p95(this.#backS), unit: 's', n, limit });
    measure({ metric: 'back_last_s', value: Math.max(0, ...this.#backS), unit: 's', n, limit });
    measure({
      metric: 'not_back',
      value: this.#lost,
      unit: 'members',
      n: this.#rounds,
      limit: { atMost: 0 },
    });
  }
}

/** Who was back last, and what it waited for. */
function describeLast(sights: Disturbance['sights']): string {
  const [last] = sights
    .filter(({ backS }) => Number.isFinite(backS))
    .toSorted((one, other) => other.backS - one.backS);
  return last ? `a ${last.kind}, in the classroom after ${last.enteredS.toFixed(1)} s` : 'nobody';
}

/** What a disturbance that nobody may notice came to, over all rounds. */
export class Untouched {
  readonly #context: Measuring;
  #drops = 0;
  #freezeMs = 0;
  #lost = 0;
  #rounds = 0;

  constructor(context: Measuring) {
    this.#context = context;
  }

  /** `sights` of those who may notice nothing: by default all. */
  add({ sights }: Pick<Disturbance, 'sights'>): void {
    this.#rounds += 1;
    this.#drops += sights.reduce((sum, { after }) => sum + after.drops, 0);
    this.#freezeMs = Math.max(this.#freezeMs, longestFreezeMs(sights));
    this.#lost += sights.filter(({ backS }) => backS === Number.POSITIVE_INFINITY).length;
  }

  measure(): void {
    const n = this.#rounds;
    const { measure } = this.#context;
    measure({
      metric: 'sockets_dropped',
      value: this.#drops,
      unit: 'sockets',
      n,
      limit: { atMost: 0 },
    });
    measure({
      metric: 'longest_freeze_ms',
      value: this.#freezeMs,
      unit: 'ms',
      n,
      limit: { atMost: 1_000 },
    });
    measure({ metric: 'not_there', value: this.#lost, unit: 'members', n, limit: { atMost: 0 } });
  }
}
