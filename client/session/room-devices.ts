import { Capture } from './capture.ts';

/** Camera and microphone as somebody holds them; `release` is idempotent. */
export interface HeldDevices {
  readonly capture: Capture;
  release(): void;
}

/**
 * Camera and microphone of a room's page. They are opened once for all who need them (stills, the live feed, the stage), and
 * closed when the last of them lets go: some browsers silence the first holder of a camera that is opened twice.
 */
export class RoomDevices {
  #capture: Capture | null = null;
  #holders = 0;

  hold(): HeldDevices {
    const capture = (this.#capture ??= new Capture());
    this.#holders += 1;
    let held = true;
    return {
      capture,
      release: () => {
        if (!held) return;
        held = false;
        this.#holders -= 1;
        if (this.#holders > 0) return;
        this.#capture = null;
        capture.close();
      },
    };
  }
}
