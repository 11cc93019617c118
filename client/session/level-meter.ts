import { State } from './observable.ts';

/** About 15 looks a second: smooth enough to see a voice, cheap enough to forget. */
const lookEveryMs = 66;
/** Below this, in dBFS, a meter shows nothing. */
const floorDb = -60;

/** Shows how loud a track is. */
export class LevelMeter {
  /** 0 (silence) to 1 (full scale), in decibels between. */
  readonly level = new State(0);
  #context: AudioContext | undefined;
  #analyser: AnalyserNode | undefined;
  #input: MediaStreamAudioSourceNode | undefined;
  #track: MediaStreamTrack | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Measures this track from now on; undefined for none. */
  follow(track: MediaStreamTrack | undefined): void {
    if (track === this.#track) return;
    this.#track = track;
    this.#input?.disconnect();
    this.#input = undefined;
    clearInterval(this.#timer);
    this.level.set(0);
    if (!track) return;
    this.#context ??= new AudioContext();
    // A context that was made before the first click waits for one; a page that captures sound may go on at once.
    this.#context.resume().catch(() => undefined);
    this.#analyser ??= new AnalyserNode(this.#context, { fftSize: 1024 });
    this.#input = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#input.connect(this.#analyser);
    const analyser = this.#analyser;
    const samples = new Float32Array(analyser.fftSize);
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      this.level.set(levelOf(samples));
    }, lookEveryMs);
  }

  /** Idempotent. */
  close(): void {
    this.follow(undefined);
    this.#context?.close().catch(() => undefined);
    this.#context = undefined;
    this.#analyser = undefined;
  }
}

/** The level of some samples (-1 to 1), rounded to hundredths so that silence stays one value. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const db = 10 * Math.log10(Math.max(1e-12, sum / samples.length));
  return Math.round(Math.min(1, Math.max(0, 1 - db / floorDb)) * 100) / 100;
}
