import type { QualityReport } from '../../src/contract/media.ts';
import type { ClassroomClient } from './classroom.ts';
import type { Connection } from './connection.ts';
import { State } from './observable.ts';
import { isMain } from './on-air.ts';
import { PlayReserve } from './play-reserve.ts';
import { QualityMeter } from './quality-meter.ts';
import type { Incoming, ReceiveLink } from './receive-link.ts';
import type { StageStreams } from './stage-streams.ts';
import type { StreamSample } from './stats.ts';
import type { Quality, QualityWord } from './types.ts';

/** How often frames are counted, in milliseconds: in general, and while a first frame is awaited. */
const tickMs = 1_000;
const hastyTickMs = 120;
/** A camera that has brought no frame for so long, in milliseconds: shown as frozen, asked for a key frame, rebuilt. */
const frozenAfterMs = 1_200;
const nudgeAfterMs = 2_500;
const rebuildAfterMs = 5_000;
/** A track of the stage without a consumer, or the other way round, is a missed notice after so many milliseconds. */
const mismatchMs = 2_500;
/** Rebuilding did not help: the next one waits, twice as long each time, up to the last, in milliseconds. */
const firstTruceMs = 5_000;
const longestTruceMs = 60_000;

export interface ReceiveWatchOptions {
  connection: Connection;
  classroom: ClassroomClient;
  streams: StageStreams;
  link(): ReceiveLink | null;
  rebuild(): void;
  /** Every picture that is to move has its new track. */
  settled(): void;
}

/** Counts frames: says which pictures move, how good the line is, and when the way has to be rebuilt. */
export class ReceiveWatch {
  readonly quality = new State<Quality>({ word: 'idle', report: null });
  readonly #options: ReceiveWatchOptions;
  readonly #meter: QualityMeter;
  readonly #reserve = new PlayReserve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastTick = performance.now();
  #mismatchSince: number | null = null;
  #truceMs = firstTruceMs;
  #truceUntil = 0;
  #running = false;
  #closed = false;

  constructor(options: ReceiveWatchOptions) {
    this.#options = options;
    this.#meter = new QualityMeter({
      direction: 'receive',
      main: (streams) => mainPicture(streams, options.link()),
      measured: (report) => {
        this.quality.set({ word: this.#word(report), report });
        options.link()?.holdBack(this.#reserve.after(report, performance.now()));
      },
      due: (report) => {
        if (!options.link()?.incoming.size) return;
        // The next one comes in ten seconds anyway.
        options.connection.command('media.report', report).catch(() => undefined);
      },
    });
  }

  /** A new link was opened. */
  opened(): void {
    this.#meter.reset();
    this.#mismatchSince = null;
    this.soon();
  }

  /** A first frame is awaited. */
  soon(): void {
    this.#schedule(hastyTickMs);
  }

  /** Nothing is to be received. */
  idle(): void {
    clearTimeout(this.#timer);
    this.#meter.reset();
    this.quality.set({ word: 'idle', report: null });
  }

  paused(incoming: Incoming, paused: boolean): void {
    if (incoming.paused === paused) return;
    incoming.paused = paused;
    incoming.progressAt = performance.now();
    this.#options.streams.changed(incoming.options.trackId, { paused });
  }

  layer(incoming: Incoming, layer: number | null): void {
    incoming.layer = layer;
    incoming.progressAt = performance.now();
    this.#options.streams.changed(incoming.options.trackId, { layer });
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #schedule(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.#tick(), ms);
  }

  async #tick(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      const link = this.#options.link();
      if (link) await this.#look(link);
      else if (this.quality.get().word !== 'idle')
        this.quality.update(({ report }) => ({ word: 'offline', report }));
    } catch {
      // A transport that closes while it is asked has no numbers; the next tick asks its successor.
    } finally {
      this.#running = false;
      this.#schedule(this.#options.link() && this.#options.streams.waiting ? hastyTickMs : tickMs);
    }
  }

  async #look(link: ReceiveLink): Promise<void> {
    const sample = await link.sample();
    if (link !== this.#options.link()) return;
    const { streams } = this.#options;
    let stalledMs = 0;
    for (const incoming of link.incoming.values()) {
      if (incoming.options.kind !== 'video') continue;
      const still = sample.at - incoming.progressAt;
      if (incoming.frames > 0 && still === 0) streams.moving(incoming.options.trackId);
      if (!this.#shouldFlow(incoming) || mayStand(incoming)) continue;
      if (still > frozenAfterMs) streams.stalled(incoming.options.trackId);
      if (incoming.frames > 0) stalledMs = Math.max(stalledMs, Math.min(still, sample.at - this.#lastTick));
    }
    this.#lastTick = sample.at;
    if (!streams.waiting) this.#options.settled();
    streams.drop(() => true);
    this.#meter.add(sample, stalledMs > frozenAfterMs / 2 ? stalledMs : 0);
    this.#compareWithStage(link, sample.at);
    this.#judge(link, sample.at);
  }

  #shouldFlow(incoming: Incoming): boolean {
    const { stage } = this.#options.classroom.state.get();
    return (
      !incoming.paused && incoming.layer !== null && (this.#isGuests(incoming) || stage.lecturer === 'here')
    );
  }

  #isGuests({ options }: Incoming): boolean {
    const { stage } = this.#options.classroom.state.get();
    return stage.guests.some(({ participantId }) => participantId === options.participantId);
  }

  #judge(link: ReceiveLink, now: number): void {
    // Without a path, ICE is being looked after.
    if (link.state !== 'connected') return;
    let stuck = false;
    let flowing = false;
    for (const incoming of link.incoming.values()) {
      if (incoming.options.kind !== 'video' || !this.#shouldFlow(incoming)) continue;
      if (mayStand(incoming) && incoming.frames > 0) continue;
      const still = now - Math.max(incoming.progressAt, link.connectedAt);
      if (still > nudgeAfterMs && !incoming.nudged) link.nudge(incoming);
      // A guest's line may be the one that broke: no reason for hundreds of rooms to build theirs anew.
      if (still > rebuildAfterMs && !this.#isGuests(incoming)) stuck = true;
      if (still < frozenAfterMs && incoming.frames > 100) flowing = true;
    }
    if (stuck) this.#rebuildUnlessTruce(now);
    else if (flowing) this.#truceMs = firstTruceMs;
  }

  /** Notices that were missed while the line was down are not repeated: the stage tells what should be there. */
  #compareWithStage(link: ReceiveLink, now: number): void {
    const { stage, me, phase } = this.#options.classroom.state.get();
    if (this.#options.connection.state.get().kind !== 'online' || phase === 'ended') return;
    const there = new Map(
      [...link.incoming.values()].map((incoming) => [incoming.options.trackId, incoming]),
    );
    const wanted = stage.tracks.filter((track) => track.participantId !== me?.sessionId);
    for (const track of wanted) {
      const incoming = there.get(track.trackId);
      if (incoming) this.paused(incoming, track.paused);
    }
    const onAir = new Set(wanted.map(({ trackId }) => trackId));
    const off = [...there.values()].filter(({ options }) => !onAir.has(options.trackId));
    // The main classroom sees whoever was called before they are on air.
    const expected = me !== null && isMain(me.role) && off.every((incoming) => this.#isGuests(incoming));
    const same = wanted.every((track) => there.has(track.trackId)) && (off.length === 0 || expected);
    if (same) this.#mismatchSince = null;
    else this.#mismatchSince ??= now;
    if (this.#mismatchSince !== null && now - this.#mismatchSince > mismatchMs) this.#rebuildUnlessTruce(now);
  }

  #rebuildUnlessTruce(now: number): void {
    if (now < this.#truceUntil) return;
    this.#truceUntil = now + this.#truceMs * (1 + Math.random() / 4);
    this.#truceMs = Math.min(longestTruceMs, this.#truceMs * 2);
    this.#options.rebuild();
  }

  #word(report: QualityReport): QualityWord {
    const link = this.#options.link();
    if (!link || link.incoming.size === 0) return 'idle';
    if (link.state !== 'connected') return 'offline';
    if (report.loss > 0.08 || report.frozenMs > 2_000) return 'bad';
    const reduced = [...link.incoming.values()].some(({ layer, paused }) => layer === null && !paused);
    return report.loss > 0.02 || report.frozenMs > 300 || (report.rttMs ?? 0) > 400 || reduced
      ? 'weak'
      : 'good';
  }
}

/** A screen on which nothing changes, or a clip that was stopped, may bring no frames for long; only the first is sure to come. */
function mayStand({ options: { source } }: Incoming): boolean {
  return source === 'screen' || source === 'clip';
}

/** The shared screen is what people read; without one it is the camera. */
function mainPicture(streams: readonly StreamSample[], link: ReceiveLink | null): StreamSample | undefined {
  const all = [...(link?.incoming.values() ?? [])];
  for (const source of ['screen', 'clip', 'camera']) {
    const incoming = all.find(({ options }) => options.source === source);
    const stream = streams.find(({ trackIdentifier }) => trackIdentifier === incoming?.track.id);
    if (stream) return stream;
  }
  return undefined;
}
