import { patrolLimits } from '../../src/contract/patrol-limits.ts';
import type { Capture } from './capture.ts';
import { cameraConstraints, microphoneConstraints } from './encodings.ts';
import type { State } from './observable.ts';
import type { PatrolDoorGround } from './patrol-door.ts';
import { PatrolStills, type Still } from './patrol-stills.ts';
import type { HeldDevices, RoomDevices } from './room-devices.ts';
import { StillCamera } from './still-camera.ts';
import { StillEar } from './still-ear.ts';
import { pictureFacts } from './still-facts.ts';
import type { RoomPatrolState } from './types.ts';

/** Milliseconds until a camera that another program had, or that failed, is tried again. */
const tryAgainMs = 20_000;

export interface PatrolRoomOptions extends Omit<PatrolDoorGround, 'loadDevices'> {
  devices: RoomDevices;
  state: State<RoomPatrolState>;
}

/** While this room may be seen: its camera is open, and stills go out at the server's pace. Closing it closes the camera. */
export class PatrolRoom {
  readonly #options: PatrolRoomOptions;
  readonly #devices: HeldDevices;
  readonly #capture: Capture;
  readonly #camera = new StillCamera(patrolLimits.stillBytes);
  readonly #ear = new StillEar();
  readonly #stills: PatrolStills;
  readonly #stop: (() => void)[];
  /** The brightness of the still before. */
  #before: Uint8Array | null = null;
  /** The browser is asking the person, or the person has said no. */
  #question: 'none' | 'asked' | 'refused' = 'none';
  #opened = -Infinity;
  #closed = false;

  constructor(options: PatrolRoomOptions) {
    this.#options = options;
    this.#devices = options.devices.hold();
    this.#capture = this.#devices.capture;
    this.#stills = new PatrolStills({ ...options, take: () => this.#take() });
    this.#stop = [this.#capture.changed.on(() => this.#captureChanged()), onPermission(() => this.retry())];
    void this.#openAsking();
  }

  /** Opens what did not open; does nothing while the camera runs. */
  retry(): void {
    const { camera, microphone } = this.#capture.state.get();
    if (this.#closed || this.#question === 'asked' || camera.opening || microphone.opening) return;
    const isWhole = camera.problem === null && microphone.problem === null;
    if (this.#question === 'refused' || !isWhole) void this.#openAsking();
  }

  addressChanged(): void {
    // Stills go over the connection, which looks after itself.
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const stop of this.#stop) stop();
    this.#stills.close();
    this.#camera.close();
    this.#ear.close();
    this.#devices.release();
  }

  async #openAsking(): Promise<void> {
    this.#question = 'asked';
    this.#captureChanged();
    const refused = !(await askOnce());
    this.#question = refused ? 'refused' : 'none';
    if (this.#closed) return;
    if (refused) this.#captureChanged();
    else await this.#open();
  }

  async #open(): Promise<void> {
    this.#opened = performance.now();
    await Promise.all([this.#capture.open('camera'), this.#capture.open('microphone')]);
  }

  #captureChanged(): void {
    if (this.#closed) return;
    const { camera } = this.#capture.state.get();
    const before = this.#options.state.get();
    this.#camera.follow(camera.stream);
    this.#ear.follow(this.#capture.track('microphone'));
    const state = this.#cameraState();
    this.#options.state.set({ ...before, camera: state, picture: camera.stream });
    if (camera.stream !== before.picture) this.#before = null;
    if (state !== before.camera) this.#stills.tell();
  }

  #cameraState(): RoomPatrolState['camera'] {
    const { stream, problem, opening } = this.#capture.state.get().camera;
    if (stream !== null && problem === null) return 'on';
    if (this.#question === 'asked' || opening) return 'asking';
    return this.#question === 'refused' ? 'denied' : (problem ?? 'off');
  }

  async #take(): Promise<Still | null> {
    const camera = this.#cameraState();
    const sound = this.#ear.take();
    if (camera !== 'on') {
      this.#openAgain(camera);
      return { picture: null, facts: null, camera: cameraWord(camera), sound };
    }
    const shot = await this.#camera.take();
    // The first frame of a camera takes its time.
    if (shot === null) return null;
    const facts = pictureFacts(shot.grid, this.#before);
    this.#before = shot.grid;
    return { picture: new Uint8Array(await shot.picture.arrayBuffer()), facts, camera, sound };
  }

  /** Nobody stands by to press a button. */
  #openAgain(camera: RoomPatrolState['camera']): void {
    if (camera !== 'busy' && camera !== 'failed') return;
    if (performance.now() - this.#opened > tryAgainMs) void this.#open();
  }
}

function cameraWord(camera: Exclude<RoomPatrolState['camera'], 'on'>): Still['camera'] {
  switch (camera) {
    case 'denied':
    case 'insecure':
      return 'refused';
    case 'missing':
    case 'unplugged':
      return 'none';
    default:
      return 'off';
  }
}

/**
 * Asks for camera and microphone in one question, where the browser would ask twice.
 * @returns false when the person said no
 */
async function askOnce(): Promise<boolean> {
  if ((await permission('camera'))?.state !== 'prompt') return true;
  try {
    const devices = { video: cameraConstraints, audio: microphoneConstraints };
    const stream = await navigator.mediaDevices.getUserMedia(devices);
    for (const track of stream.getTracks()) track.stop();
    return true;
  } catch (thrown) {
    // A device that is missing or busy shows when each is opened.
    return !(thrown instanceof DOMException && thrown.name === 'NotAllowedError');
  }
}

/** Null where the browser does not tell. */
async function permission(name: 'camera' | 'microphone'): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name });
  } catch {
    return null;
  }
}

/** Calls `changed` when the person has allowed the camera or the microphone after all. */
function onPermission(changed: () => void): () => void {
  const granted = ({ currentTarget }: Event): void => {
    if (currentTarget instanceof PermissionStatus && currentTarget.state === 'granted') changed();
  };
  const stopped = new AbortController();
  for (const name of ['camera', 'microphone'] as const) {
    void permission(name).then((status) =>
      status?.addEventListener('change', granted, { signal: stopped.signal }),
    );
  }
  return () => stopped.abort();
}
