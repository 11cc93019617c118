import type { Capture } from './capture.ts';
import { ClientError } from './client-error.ts';
import type { Signal } from './observable.ts';
import type { SendLink } from './send-link.ts';

const sources = ['camera', 'microphone', 'screen', 'screenAudio', 'clip', 'clipAudio'] as const;

/** The tracks of the video that is being shown. */
export interface ClipTracks {
  readonly changed: Signal<undefined>;
  track(source: 'clip' | 'clipAudio'): MediaStreamTrack | undefined;
}

export interface SendCarrierOptions {
  capture: Capture;
  clip: ClipTracks | undefined;
  /** The way to the server as it is now; null while there is none. */
  link: () => SendLink | null;
  /** Everything that is on is on its way. */
  carried: () => void;
  failed: (error: ClientError) => void;
  /** A pass is over, however it went. */
  settled: () => void;
}

/** Makes the link carry what the sources say. One pass at a time; a change during a pass causes another. */
export class SendCarrier {
  readonly #options: SendCarrierOptions;
  #running = false;
  #again = false;

  constructor(options: SendCarrierOptions) {
    this.#options = options;
  }

  carry(): void {
    if (this.#running) {
      this.#again = true;
      return;
    }
    const { link: current, carried, failed, settled } = this.#options;
    const link = current();
    if (!link) return;
    this.#running = true;
    this.#pass(link)
      .then(
        () => {
          if (link === current()) carried();
        },
        (thrown: unknown) => {
          if (link === current()) failed(ClientError.from(thrown));
        },
      )
      .finally(() => {
        this.#running = false;
        settled();
        if (!this.#again && link === current()) return;
        this.#again = false;
        this.carry();
      });
  }

  async #pass(link: SendLink): Promise<void> {
    const { capture, clip } = this.#options;
    const wanted = capture.state.get();
    for (const source of sources) {
      if (source === 'clip' || source === 'clipAudio') {
        const track = clip?.track(source);
        if (track) await link.send(source, track);
        else await link.stop(source);
        continue;
      }
      const track = capture.track(source);
      const on = wanted[source === 'screenAudio' ? 'screen' : source].on;
      if (on && track) await link.send(source, track);
      else if (source === 'camera' || source === 'microphone') await link.mute(source);
      else await link.stop(source);
    }
  }
}
