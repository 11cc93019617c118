import { State } from './observable.ts';
import { remembered } from './remember.ts';
import type { DeviceChoice, DevicesState } from './types.ts';

/** The cameras and microphones of this computer, and which ones are to be used. */
export class Devices {
  readonly state = new State<DevicesState>({
    cameras: [],
    microphones: [],
    cameraId: remembered.get('camera'),
    microphoneId: remembered.get('microphone'),
  });
  readonly #changed: () => void;

  /** @param changed called after a device was plugged in or out */
  constructor(changed: () => void) {
    this.#changed = () => void this.refresh().then(changed);
    // Absent on insecure pages, whatever the types say.
    if ('mediaDevices' in navigator) navigator.mediaDevices.addEventListener('devicechange', this.#changed);
  }

  /** Reads the list anew; browsers tell names only after a device has been opened. */
  async refresh(): Promise<void> {
    if (!('mediaDevices' in navigator)) return;
    const all = await navigator.mediaDevices.enumerateDevices().catch((): MediaDeviceInfo[] => []);
    this.state.update((now) => ({
      ...now,
      cameras: all.filter(({ kind }) => kind === 'videoinput').map(choice),
      microphones: all.filter(({ kind }) => kind === 'audioinput').map(choice),
    }));
  }

  /** The device to open, if one was chosen. */
  chosen(source: 'camera' | 'microphone'): string | null {
    const { cameraId, microphoneId } = this.state.get();
    return source === 'camera' ? cameraId : microphoneId;
  }

  choose(source: 'camera' | 'microphone', deviceId: string): void {
    remembered.set(source, deviceId);
    this.using(source, deviceId);
  }

  /** This device was opened: shown as chosen, but not remembered, because it may only stand in for the chosen one. */
  using(source: 'camera' | 'microphone', deviceId: string): void {
    this.state.update((now) => ({ ...now, [source === 'camera' ? 'cameraId' : 'microphoneId']: deviceId }));
  }

  close(): void {
    if ('mediaDevices' in navigator)
      navigator.mediaDevices.removeEventListener('devicechange', this.#changed);
  }
}

function choice({ deviceId, label }: MediaDeviceInfo): DeviceChoice {
  return { id: deviceId, label };
}
