import type { QualityReport } from '../../src/contract/media.ts';
import type { ClassroomClient } from './classroom.ts';
import type { Connection } from './connection.ts';
import { State } from './observable.ts';
import { QualityMeter } from './quality-meter.ts';
import type { SendLink } from './send-link.ts';
import type { StreamSample } from './stats.ts';
import type { Upstream, UpstreamWord } from './types.ts';

const tickMs = 1_000;
/** Every sender is held back while it finds out what the line bears: no word about that, in milliseconds. */
const warmUpMs = 12_000;
/** The picture must have been reduced for so long, in milliseconds, before people are told. */
const limitedForMs = 4_000;
/** A track that we send but the stage has not is lost after so many milliseconds. */
const missingMs = 3_000;
const truceMs = 15_000;

export interface SendWatchOptions {
  connection: Connection;
  classroom: ClassroomClient;
  link(): SendLink | null;
  /** Whether what is sent is to be on the stage now. */
  onAir(): boolean;
  rebuild(): void;
}

/** Says how good the own upload line is, and when what is sent does not reach the stage. */
export class SendWatch {
  readonly upstream = new State<Upstream>({ word: 'idle', report: null });
  readonly #options: SendWatchOptions;
  readonly #meter: QualityMeter;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #limitedSince: number | null = null;
  #missingSince: number | null = null;
  #truceUntil = 0;
  #closed = false;

  constructor(options: SendWatchOptions) {
    this.#options = options;
    this.#meter = new QualityMeter({
      direction: 'send',
      main: mainPicture,
      measured: (report) => this.upstream.set({ word: this.#word(report), report }),
      due: (report) => {
        // The next one comes in ten seconds anyway.
        options.connection.command('media.report', report).catch(() => undefined);
      },
    });
  }

  /** A new link was opened. */
  opened(): void {
    this.#meter.reset();
    this.#limitedSince = null;
    this.#missingSince = null;
    this.#schedule();
  }

  /** Nothing is being sent. */
  idle(): void {
    clearTimeout(this.#timer);
    this.#meter.reset();
    this.upstream.set({ word: 'idle', report: null });
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => void this.#tick(), tickMs);
  }

  async #tick(): Promise<void> {
    const link = this.#options.link();
    if (link === null) {
      this.upstream.update(({ report }) => ({ word: 'offline', report }));
      this.#schedule();
      return;
    }
    try {
      const sample = await link.sample();
      if (link === this.#options.link()) {
        this.#meter.add(sample);
        this.#compareWithStage(link, sample.at);
        this.#schedule();
      }
    } catch {
      // A transport that closes while it is asked has no numbers; its successor starts the watch again.
      this.#schedule();
    }
  }

  #word(report: QualityReport): UpstreamWord {
    const link = this.#options.link();
    if (link?.state !== 'connected') return 'offline';
    if (report.loss > 0.08) return 'bad';
    const now = performance.now();
    const limited = report.limitedBy === 'bandwidth' || report.limitedBy === 'cpu';
    if (!limited || now - link.openedAt < warmUpMs) this.#limitedSince = null;
    else this.#limitedSince ??= now;
    if (this.#limitedSince === null || now - this.#limitedSince < limitedForMs) {
      return report.loss > 0.03 ? 'uplinkShort' : 'good';
    }
    return report.limitedBy === 'cpu' ? 'cpuShort' : 'uplinkShort';
  }

  #compareWithStage(link: SendLink, now: number): void {
    const { stage, phase } = this.#options.classroom.state.get();
    const onStage = new Set(stage.tracks.map((track) => track.trackId));
    const all = [...link.outgoing.values()].every(({ trackId }) => onStage.has(trackId));
    const online = this.#options.connection.state.get().kind === 'online';
    if (all || !online || phase !== 'live' || !this.#options.onAir()) this.#missingSince = null;
    else this.#missingSince ??= now;
    if (this.#missingSince === null || now - this.#missingSince < missingMs || now < this.#truceUntil) return;
    this.#truceUntil = now + truceMs;
    this.#options.rebuild();
  }
}

/** The largest picture that is really being sent, with the worst reason for a reduction that any of them gives. */
function mainPicture(streams: readonly StreamSample[]): StreamSample | undefined {
  const pictures = streams.filter(({ kind }) => kind === 'video');
  const sent = pictures.filter(({ framesPerSecond }) => (framesPerSecond ?? 0) > 0);
  const [largest] = sent.sort((a, b) => (b.width ?? 0) - (a.width ?? 0));
  if (!largest) return undefined;
  const reason = (['bandwidth', 'cpu', 'other'] as const).find((one) =>
    pictures.some(({ limitedBy }) => limitedBy === one),
  );
  return { ...largest, limitedBy: reason ?? largest.limitedBy };
}
