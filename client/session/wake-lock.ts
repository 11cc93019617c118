import { State } from './observable.ts';
import type { WakeLock, WakeLockState } from './types.ts';

/** Keeps the screen awake (https://www.w3.org/TR/screen-wake-lock/). Browsers end the lock of a hidden page: it is taken again. */
export class ScreenWakeLock implements WakeLock {
  readonly state = new State<WakeLockState>('off');
  #wanted = false;
  #sentinel: WakeLockSentinel | undefined;

  constructor() {
    this.hold = this.hold.bind(this);
    this.release = this.release.bind(this);
  }

  hold(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    document.addEventListener('visibilitychange', this.#shown);
    void this.#acquire();
  }

  release(): void {
    this.#wanted = false;
    document.removeEventListener('visibilitychange', this.#shown);
    this.#sentinel?.release().catch(() => undefined);
    this.#sentinel = undefined;
    this.state.update((now) => (now === 'held' ? 'off' : now));
  }

  readonly #shown = (): void => void this.#acquire();

  async #acquire(): Promise<void> {
    // Absent on insecure pages and in older browsers, whatever the types say.
    if (!('wakeLock' in navigator)) {
      this.state.set('unsupported');
      return;
    }
    if (!this.#wanted || document.visibilityState !== 'visible' || this.#sentinel?.released === false) return;
    try {
      const sentinel = await navigator.wakeLock.request('screen');
      if (!this.#isWanted()) {
        await sentinel.release();
        return;
      }
      this.#sentinel = sentinel;
      this.state.set('held');
      sentinel.addEventListener('release', () => {
        if (this.#sentinel === sentinel) this.state.set('off');
      });
    } catch {
      // Refused, for example because the battery is low: the next time the page is shown it is tried again.
      this.state.set('off');
    }
  }

  #isWanted(): boolean {
    return this.#wanted;
  }
}
