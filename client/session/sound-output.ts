import { State } from './observable.ts';
import type { Observable } from './observable.ts';
import { remembered } from './remember.ts';
import type { Sound, SoundOutput, SoundState } from './types.ts';

/** The frequencies of the sound check's chord (C5, E5, G5), in hertz, and the seconds between their beginnings. */
const chord = [523.25, 659.25, 783.99];
const chordStep = 0.18;
const noteSeconds = 0.9;
/** What is left of the stage's loudness while somebody speaks to the room: still there, and easily spoken over. */
const duckedTo = 0.15;

/** Plays the sounds of the stage, one hidden element each, and knows whether the browser still wants a click. */
export class StageSound implements SoundOutput {
  readonly state = new State<SoundState>({ kind: 'silent' });
  readonly volume: State<number>;
  readonly muted = new State(false);
  /** By place. */
  readonly #elements = new Map<string, HTMLAudioElement>();
  readonly #stop: (() => void) | undefined;
  #context: AudioContext | undefined;
  #ducked = false;

  /** @param sounds what to play; undefined on pages without a stage */
  constructor(sounds: Observable<{ sounds: readonly Sound[] }> | undefined) {
    this.volume = new State(rememberedVolume());
    this.#stop = sounds?.subscribe(() => this.#play(sounds.get().sounds.filter(({ audible }) => audible)));
  }

  async unlock(): Promise<boolean> {
    const context = this.#audio();
    // Inside a click this resolves at once; outside of one it stays pending for ever.
    await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, 500))]);
    for (const element of this.#elements.values()) await this.#start(element);
    const unlocked = context.state === 'running';
    if (unlocked && this.state.get().kind === 'locked') this.state.set({ kind: 'silent' });
    this.#judge();
    return unlocked;
  }

  setVolume(volume: number): void {
    this.volume.set(Math.min(1, Math.max(0, volume)));
    remembered.set('volume', String(this.volume.get()));
    this.#apply();
  }

  setMuted(muted: boolean): void {
    this.muted.set(muted);
    this.#apply();
  }

  duck(ducked: boolean): void {
    this.#ducked = ducked;
    this.#apply();
  }

  async playTestSound(): Promise<void> {
    const context = this.#audio();
    await context.resume();
    const start = context.currentTime + 0.05;
    const oscillators = chord.map((frequency, index) =>
      note(context, frequency, start + index * chordStep, this.volume.get()),
    );
    await new Promise<void>((resolve) => {
      const last = oscillators.at(-1);
      if (last) last.onended = () => resolve();
      else resolve();
    });
  }

  /** Idempotent. */
  close(): void {
    this.#stop?.();
    for (const [key, element] of this.#elements) this.#drop(key, element);
    this.#context?.close().catch(() => undefined);
    this.#context = undefined;
  }

  #audio(): AudioContext {
    this.#context ??= new AudioContext();
    return this.#context;
  }

  #play(sounds: readonly Sound[]): void {
    for (const [place, element] of this.#elements) {
      if (!sounds.some((sound) => sound.place === place)) this.#drop(place, element);
    }
    for (const { place, source, stream } of sounds) {
      const element = this.#elements.get(place) ?? this.#create(place, source);
      if (element.srcObject === stream) continue;
      element.srcObject = stream;
      void this.#start(element).then(() => this.#judge());
    }
    this.#judge();
  }

  #create(place: string, source: string): HTMLAudioElement {
    const element = document.createElement('audio');
    element.dataset['source'] = source;
    element.hidden = true;
    // In the document, because some browsers stop elements outside of it when memory is short.
    document.body.append(element);
    this.#elements.set(place, element);
    this.#apply();
    return element;
  }

  async #start(element: HTMLAudioElement): Promise<void> {
    try {
      await element.play();
    } catch (thrown) {
      // Anything else than the missing click is a stream that was replaced meanwhile.
      if (thrown instanceof DOMException && thrown.name === 'NotAllowedError')
        this.state.set({ kind: 'locked' });
    }
  }

  #judge(): void {
    const elements = [...this.#elements.values()];
    const playing = elements.some((element) => !element.paused);
    if (playing) this.state.update((now) => (now.kind === 'playing' ? now : { kind: 'playing' }));
    else if (elements.length === 0 && this.state.get().kind === 'playing') this.state.set({ kind: 'silent' });
  }

  #apply(): void {
    for (const element of this.#elements.values()) {
      element.volume = this.volume.get() * (this.#ducked ? duckedTo : 1);
      element.muted = this.muted.get();
    }
  }

  #drop(key: string, element: HTMLAudioElement): void {
    element.srcObject = null;
    element.remove();
    this.#elements.delete(key);
  }
}

function note(context: AudioContext, frequency: number, at: number, volume: number): OscillatorNode {
  const oscillator = new OscillatorNode(context, { frequency });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(0.2 * volume, at + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + noteSeconds);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + noteSeconds);
  return oscillator;
}

function rememberedVolume(): number {
  const volume = Number.parseFloat(remembered.get('volume') ?? '1');
  return volume >= 0 && volume <= 1 ? volume : 1;
}
