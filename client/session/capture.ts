import type { MediaSource } from '../../src/contract/media.ts';
import { Devices } from './devices.ts';
import { cameraConstraints, hint, microphoneConstraints, screenConstraints } from './encodings.ts';
import { Signal, State } from './observable.ts';
import type { CaptureProblem, CaptureSource, CaptureState } from './types.ts';

type Local = Omit<CaptureState, 'onStage'>;
type DeviceSource = Exclude<CaptureSource, 'screen'>;

const off: Local = { on: false, opening: false, stream: null, withSound: false, problem: null };

/** Camera, microphone and shared screen of this computer: opened, previewed, exchanged, and opened again when plugged in. */
export class Capture {
  readonly state = new State<Readonly<Record<CaptureSource, Local>>>({
    camera: off,
    microphone: off,
    screen: off,
  });
  readonly devices: Devices;
  /** A track came, went, or was muted. */
  readonly changed = new Signal<undefined>();
  readonly #tracks = new Map<MediaSource, MediaStreamTrack>();
  readonly #turns: Record<CaptureSource, number> = { camera: 0, microphone: 0, screen: 0 };
  #closed = false;

  constructor() {
    this.devices = new Devices(() => this.#devicesChanged());
  }

  /** The running track of a source. */
  track(source: MediaSource): MediaStreamTrack | undefined {
    const track = this.#tracks.get(source);
    return track?.readyState === 'live' ? track : undefined;
  }

  async open(source: CaptureSource): Promise<void> {
    if (source === 'screen') await this.#openScreen();
    else await this.#openDevice(source);
  }

  /** Switches a source off. A microphone is only muted: opening it again would cost the first words. */
  shut(source: CaptureSource): void {
    this.#turns[source] += 1;
    if (source === 'microphone') this.#enable(false);
    else this.#stop(source);
    this.#set(source, { ...(source === 'microphone' ? {} : off), on: false, opening: false });
  }

  /** Uses another device from now on; opens it if the source is on. */
  async choose(source: DeviceSource, deviceId: string): Promise<void> {
    this.devices.choose(source, deviceId);
    if (!this.state.get()[source].on) {
      this.#stop(source);
      this.#set(source, { stream: null });
      return;
    }
    await this.#openDevice(source);
  }

  /** Says why a source that is on does not arrive. */
  report(source: CaptureSource, problem: CaptureProblem): void {
    this.#set(source, { problem });
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.devices.close();
    for (const source of ['camera', 'microphone', 'screen'] as const) this.#stop(source);
  }

  async #openDevice(source: DeviceSource): Promise<void> {
    const turn = (this.#turns[source] += 1);
    this.#set(source, { on: true, opening: true, problem: null });
    const held = this.track(source);
    if (held && held.getSettings().deviceId === this.devices.chosen(source)) {
      this.#enable(true);
      this.#set(source, { opening: false });
      return;
    }
    try {
      const stream = await openDevice(source, this.devices.chosen(source));
      if (turn !== this.#turns[source] || this.#closed) {
        stopAll(stream);
        return;
      }
      this.#take(source, stream);
      const deviceId = this.track(source)?.getSettings().deviceId;
      if (deviceId !== undefined) this.devices.using(source, deviceId);
      void this.devices.refresh();
    } catch (thrown) {
      if (turn === this.#turns[source]) this.#set(source, { opening: false, problem: problemOf(thrown) });
    }
  }

  async #openScreen(): Promise<void> {
    const turn = (this.#turns.screen += 1);
    this.#set('screen', { on: true, opening: true, problem: null });
    try {
      if (!('mediaDevices' in navigator)) throw new DOMException('insecure page', 'SecurityError');
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: screenConstraints, audio: true });
      if (turn !== this.#turns.screen || this.#closed) stopAll(stream);
      else this.#take('screen', stream);
    } catch (thrown) {
      if (turn !== this.#turns.screen) return;
      const problem = problemOf(thrown);
      // Whoever closes the picker has changed their mind, which is no problem.
      const byChoice =
        problem === 'denied' && !(thrown instanceof Error && thrown.message.includes('system'));
      this.#set('screen', { ...off, problem: byChoice ? null : problem });
    }
  }

  #take(source: CaptureSource, stream: MediaStream): void {
    this.#stop(source);
    for (const track of stream.getTracks()) {
      const kind = sourceOf(source, track);
      hint(track, kind);
      this.#tracks.set(kind, track);
      track.addEventListener('ended', () => this.#ended(source, track));
    }
    this.#set(source, {
      opening: false,
      stream,
      withSound: source === 'screen' && stream.getAudioTracks().length > 0,
    });
  }

  /** Called by the browser only: a track that we stop ourselves does not end. */
  #ended(source: CaptureSource, track: MediaStreamTrack): void {
    if (!this.state.get()[source].stream?.getTracks().includes(track)) return;
    if (source === 'screen') {
      // The sound of a tab may end before its picture does.
      if (track.kind === 'video') this.shut('screen');
      else this.changed.emit(undefined);
      return;
    }
    this.#stop(source);
    this.#set(source, { stream: null, problem: 'unplugged' });
    void this.#openInstead(source);
  }

  /** Another device of the kind stands in for the one that went. */
  async #openInstead(source: DeviceSource): Promise<void> {
    await this.devices.refresh();
    const { cameras, microphones } = this.devices.state.get();
    const { on, opening } = this.state.get()[source];
    if (!on || opening || (source === 'camera' ? cameras : microphones).length === 0) return;
    await this.#openDevice(source);
  }

  #devicesChanged(): void {
    for (const source of ['camera', 'microphone'] as const) {
      const { problem } = this.state.get()[source];
      if (problem === 'unplugged' || problem === 'missing' || problem === 'busy')
        void this.#openInstead(source);
    }
  }

  #enable(enabled: boolean): void {
    const track = this.#tracks.get('microphone');
    if (track) track.enabled = enabled;
  }

  #stop(source: CaptureSource): void {
    for (const kind of source === 'screen' ? (['screen', 'screenAudio'] as const) : [source]) {
      this.#tracks.get(kind)?.stop();
      this.#tracks.delete(kind);
    }
  }

  #set(source: CaptureSource, change: Partial<Local>): void {
    this.state.update((now) => ({ ...now, [source]: { ...now[source], ...change } }));
    this.changed.emit(undefined);
  }
}

async function openDevice(source: DeviceSource, deviceId: string | null): Promise<MediaStream> {
  if (!('mediaDevices' in navigator)) throw new DOMException('insecure page', 'SecurityError');
  const wanted = source === 'camera' ? cameraConstraints : microphoneConstraints;
  const ask = (constraints: MediaTrackConstraints) =>
    navigator.mediaDevices.getUserMedia({ [source === 'camera' ? 'video' : 'audio']: constraints });
  if (deviceId === null) return ask(wanted);
  try {
    return await ask({ ...wanted, deviceId: { exact: deviceId } });
  } catch (thrown) {
    const problem = problemOf(thrown);
    if (problem !== 'missing') throw thrown;
    return ask(wanted);
  }
}

function sourceOf(source: CaptureSource, track: MediaStreamTrack): MediaSource {
  return source === 'screen' && track.kind === 'audio' ? 'screenAudio' : source;
}

function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** The names are those of https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia. */
function problemOf(thrown: unknown): CaptureProblem {
  switch (thrown instanceof DOMException || thrown instanceof Error ? thrown.name : '') {
    case 'NotAllowedError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    case 'SecurityError':
      return 'insecure';
    default:
      return 'failed';
  }
}
