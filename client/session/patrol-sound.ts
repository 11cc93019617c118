import { State } from './observable.ts';

/** Plays the watched room's sound, and knows whether the browser still wants a click. */
export class PatrolSound {
  readonly locked = new State(false);
  readonly #element: HTMLAudioElement;
  #track: MediaStreamTrack | undefined;

  constructor() {
    this.#element = document.createElement('audio');
    this.#element.hidden = true;
    this.#element.dataset['source'] = 'patrolMicrophone';
    // In the document, because some browsers stop elements outside of it when memory is short.
    document.body.append(this.#element);
  }

  play(track: MediaStreamTrack | undefined): void {
    if (track === this.#track) return;
    this.#track = track;
    this.#element.srcObject = track ? new MediaStream([track]) : null;
    if (!track) return;
    this.#element.play().then(
      () => this.locked.set(false),
      (thrown: unknown) => {
        // Anything else than the missing click is a stream that was replaced meanwhile.
        if (thrown instanceof DOMException && thrown.name === 'NotAllowedError') this.locked.set(true);
      },
    );
  }

  /** @param volume 0 to 1 */
  setVolume(volume: number): void {
    this.#element.volume = Math.min(1, Math.max(0, volume));
  }

  /** Idempotent. */
  close(): void {
    this.play(undefined);
    this.#element.remove();
  }
}
