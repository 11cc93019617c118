import type { QualityReport } from '../../src/contract/media.ts';

/**
 * From here on a line loses more than the browser expects by itself; a share of 1. What comes late but comes is no reason: the browser
 * measures that by itself, and a busy machine that reads its packets late looks the same.
 */
const lossOfBadLine = 0.01;
/** A lost packet is asked for again, and that may be lost as well: so many ways there and back are waited for. */
const ways = 4;
/** Milliseconds at most: a question from a room and its answer must not fall apart. */
const longest = 800;
/**
 * A line is bad that was bad for so many milliseconds. The first packets of a page come in a heap of which some are lost: for that
 * moment the class would be late for half a minute.
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
  /** Since when every measurement said that the line is bad; null while it is not. */
  #badSince: number | null = null;

  /** Milliseconds to hold back from now on, 0 leaves it to the browser. `now` is milliseconds of any steady clock. */
  after(line: Line, now: number): number {
    const measured = neededOn(line);
    this.#badSince = measured === 0 ? null : (this.#badSince ?? now);
    // Of a line that is known to be bad each moment counts: it is bad by fits and starts.
    const isSure = this.#ms > 0 || (this.#badSince !== null && now - this.#badSince >= sureAfterMs);
    const needed = isSure ? measured : 0;
    if (needed >= this.#ms) this.#neededAt = now;
    if (needed > this.#ms || now - this.#neededAt > keptMs) {
      this.#ms = needed;
      this.#neededAt = now;
    }
    return this.#ms;
  }
}

/**
 * In steps of 100, as each change makes the picture run faster or slower for a moment. Only the line counts: where a picture stood
 * still because a machine was busy, waiting longer mends nothing.
 */
function neededOn({ loss, jitterMs, rttMs }: Line): number {
  if (loss < lossOfBadLine) return 0;
  return Math.min(longest, Math.ceil((ways * ((rttMs ?? 0) + (jitterMs ?? 0))) / 100) * 100);
}
