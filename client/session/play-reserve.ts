import type { QualityReport } from '../../src/contract/media.ts';

/** From here on a line loses, or brings late, more than the browser expects by itself: a share of 1, and milliseconds. */
const lossOfBadLine = 0.01;
const jitterOfBadLine = 25;
/** A lost packet is asked for again, and that may be lost as well: so many ways there and back are waited for. */
const ways = 4;
/** Milliseconds at most: a question from a room and its answer must not fall apart. */
const longest = 800;
/**
 * A line is bad that was bad for so many milliseconds. The first packets of a page come in a heap, and a busy machine reads them
 * late: that looks like a bad line for a moment, and the class would be late for half a minute.
 */
const sureAfterMs = 3_000;
/** What was once needed is given up after so many milliseconds in which less would have done. */
const keptMs = 30_000;

type Line = Pick<QualityReport, 'loss' | 'jitterMs' | 'rttMs'>;

/**
 * For how long a page holds back what arrives, so that packets that come late or have to be sent again are still in time. The
 * browser's own choice keeps the delay short, as for a call of two, and lets the picture stand still now and then; a class
 * that listens is better off half a second later and without a stop.
 */
export class PlayReserve {
  #ms = 0;
  #neededAt = 0;
  /** What the last measurements needed: those of `sureAfterMs`, and the newest one before. */
  #measured: { needed: number; at: number }[] = [];

  /** Milliseconds to hold back from now on, 0 leaves it to the browser. `now` is milliseconds of any steady clock. */
  after(line: Line, now: number): number {
    const newest = neededOn(line);
    const sure = this.#surelyNeeded(newest, now);
    // One that stays bad by fits and starts keeps what it has.
    if (newest >= this.#ms) this.#neededAt = now;
    if (sure > this.#ms || now - this.#neededAt > keptMs) {
      this.#ms = sure;
      this.#neededAt = now;
    }
    return this.#ms;
  }

  /** The least that was needed all the time. */
  #surelyNeeded(needed: number, now: number): number {
    this.#measured.push({ needed, at: now });
    while (now - (this.#measured[1]?.at ?? now) >= sureAfterMs) this.#measured.shift();
    const since = this.#measured[0]?.at ?? now;
    return now - since < sureAfterMs ? 0 : Math.min(...this.#measured.map((one) => one.needed));
  }
}

/**
 * In steps of 100, as each change makes the picture run faster or slower for a moment. Only the line counts: where a picture stood
 * still because a machine was busy, waiting longer mends nothing.
 */
function neededOn({ loss, jitterMs, rttMs }: Line): number {
  const jitter = jitterMs ?? 0;
  if (loss < lossOfBadLine && jitter < jitterOfBadLine) return 0;
  return Math.min(longest, Math.ceil((ways * ((rttMs ?? 0) + jitter)) / 100) * 100);
}
