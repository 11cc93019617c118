import { loudness } from './guest-checks.ts';

/** Milliseconds between two looks at the sound: as long as what one look covers at 48 kHz, so that nothing is missed. */
const listenEveryMs = 340;
const samplesPerLook = 16_384;
/** Decibels of full scale that stand for no sound at all. */
const floorDb = -100;

/** Hears how loud a room is, without playing or sending it. */
export class StillEar {
  #context: AudioContext | undefined;
  #source: MediaStreamAudioSourceNode | undefined;
  #track: MediaStreamTrack | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Of the mean squares since the last `take`. */
  #sum = 0;
  #looks = 0;

  /** Listens to this microphone from now on; undefined for none. */
  follow(track: MediaStreamTrack | undefined): void {
    if (track === this.#track) return;
    this.#track = track;
    this.#source?.disconnect();
    this.#source = undefined;
    clearInterval(this.#timer);
    this.#forget();
    if (!track) return;
    this.#context ??= new AudioContext();
    // A context that was made before the first click waits for one; a page that captures sound may go on at once.
    this.#context.resume().catch(() => undefined);
    const analyser = new AnalyserNode(this.#context, { fftSize: samplesPerLook });
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const context = this.#context;
    this.#timer = setInterval(() => {
      // A context that still waits gives zeros, which is not silence.
      if (context.state !== 'running') return;
      analyser.getFloatTimeDomainData(samples);
      this.#sum += loudness(samples) ** 2;
      this.#looks += 1;
    }, listenEveryMs);
  }

  /** The mean level since the last call in decibels of full scale, -100 to 0; null when nobody listened. */
  take(): number | null {
    if (this.#looks === 0) return null;
    const db = 10 * Math.log10(this.#sum / this.#looks);
    this.#forget();
    return Math.min(0, Math.max(floorDb, db));
  }

  /** Idempotent. */
  close(): void {
    this.follow(undefined);
    this.#context?.close().catch(() => undefined);
    this.#context = undefined;
  }

  #forget(): void {
    this.#sum = 0;
    this.#looks = 0;
  }
}
