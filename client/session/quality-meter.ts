import type { QualityReport } from '../../src/contract/media.ts';
import { reportBetween } from './stats.ts';
import type { Sample, StreamSample } from './stats.ts';

/** What is shown and reported looks back over so many milliseconds. */
const windowMs = 10_000;

export interface QualityMeterOptions {
  direction: QualityReport['direction'];
  /** Which stream is the main picture. */
  main: (streams: readonly StreamSample[]) => StreamSample | undefined;
  /** Called with every new measurement. */
  measured(report: QualityReport): void;
  /** Called when a report to the server is due: about every ten seconds, spread. */
  due(report: QualityReport): void;
}

/** Turns samples of one transport into measurements of the last ten seconds. */
export class QualityMeter {
  readonly #options: QualityMeterOptions;
  #samples: { sample: Sample; stalledMs: number }[] = [];
  /** The first report comes early, so that whoever watches the rooms soon knows of this one. */
  #dueAt = performance.now() + windowMs * (0.3 + Math.random() * 0.3);

  constructor(options: QualityMeterOptions) {
    this.#options = options;
  }

  /** @param stalledMs for how long since the last sample the main picture stood still, in milliseconds */
  add(sample: Sample, stalledMs = 0): void {
    this.#samples.push({ sample, stalledMs });
    while (this.#samples.length > 2 && sample.at - (this.#samples[0]?.sample.at ?? 0) > windowMs)
      this.#samples.shift();
    const [first, ...rest] = this.#samples;
    if (!first || rest.length === 0) return;
    const stalled = rest.reduce((sum, one) => sum + one.stalledMs, 0);
    const report = reportBetween(this.#options.direction, first.sample, sample, this.#options.main, stalled);
    this.#options.measured(report);
    if (sample.at < this.#dueAt) return;
    this.#dueAt = sample.at + windowMs * (0.9 + Math.random() * 0.2);
    this.#options.due(report);
  }

  /** Another transport counts from zero. */
  reset(): void {
    this.#samples = [];
  }
}
