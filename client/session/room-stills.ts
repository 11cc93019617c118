import { patrolLimits } from '../../src/contract/patrol-limits.ts';
import type { ClassroomClient } from './classroom.ts';
import type { Connection } from './connection.ts';
import { cameraConstraints, microphoneConstraints } from './encodings.ts';
import type { State } from './observable.ts';
import type { PatrolCameraDoor } from './patrol-camera.ts';
import { PatrolStills, type Still } from './patrol-stills.ts';
import { StillCamera } from './still-camera.ts';
import { StillEar } from './still-ear.ts';
import { pictureFacts } from './still-facts.ts';
import type { RoomPatrolState } from './types.ts';

/** Milliseconds until a camera that another program had, or that failed, is tried again. */
const tryAgainMs = 20_000;

export interface RoomStillsGround {
  connection: Connection;
  classroom: ClassroomClient;
  /** The camera and microphone of patrol: opened from here, for stills and for the live feed alike. */
  patrolCamera: PatrolCameraDoor;
}

export interface RoomStillsOptions extends RoomStillsGround {
  state: State<RoomPatrolState>;
}

/** While this room may be seen: its camera is open, and stills go out at the server's pace. Closing it closes the camera. */
export class RoomStills {
  readonly #options: RoomStillsOptions;
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

  constructor(options: RoomStillsOptions) {
    this.#options = options;
    this.#stills = new PatrolStills({ ...options, take: () => this.#take() });
    this.#stop = [
      options.patrolCamera.state.subscribe(() => this.#cameraChanged()),
      onGranted(() => this.retry()),
    ];
    void this.#openAsking();
  }

  /** Opens what did not open; does nothing while everything runs. */
  retry(): void {
    const { camera, microphone } = this.#options.patrolCamera.state.get();
    if (this.#closed || this.#question === 'asked') return;
    if (this.#question === 'refused' || camera !== null || microphone !== null) void this.#openAsking();
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const stop of this.#stop) stop();
    this.#stills.close();
    this.#camera.close();
    this.#ear.close();
    this.#options.patrolCamera.shut();
  }

  async #openAsking(): Promise<void> {
    this.#question = 'asked';
    this.#cameraChanged();
    const allowed = await askOnce();
    this.#question = allowed ? 'none' : 'refused';
    if (this.#closed) return;
    if (allowed) this.#open();
    this.#cameraChanged();
  }

  #open(): void {
    this.#opened = performance.now();
    this.#options.patrolCamera.open();
  }

  #cameraChanged(): void {
    if (this.#closed) return;
    const { state, patrolCamera } = this.#options;
    const before = state.get();
    const { picture, watched, talker } = patrolCamera.state.get();
    this.#camera.follow(picture);
    this.#ear.follow(patrolCamera.capture?.track('microphone'));
    if (picture !== before.picture) this.#before = null;
    const camera = this.#cameraWord();
    state.set({ ...before, camera, picture, watched, talker: talker?.name ?? null });
    if (camera !== before.camera) this.#stills.tell();
  }

  #cameraWord(): RoomPatrolState['camera'] {
    const { picture, camera } = this.#options.patrolCamera.state.get();
    if (this.#question === 'asked') return 'asking';
    if (this.#question === 'refused') return 'denied';
    return camera ?? (picture === null ? 'off' : 'on');
  }

  async #take(): Promise<Still | null> {
    const camera = this.#cameraWord();
    const sound = this.#ear.take();
    if (camera !== 'on') {
      this.#openAgain(camera);
      return { picture: null, facts: null, camera: told(camera), sound };
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
    if (performance.now() - this.#opened > tryAgainMs) this.#open();
  }
}

/** What the server is told of a camera that does not run. */
function told(camera: Exclude<RoomPatrolState['camera'], 'on'>): Still['camera'] {
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

/** Calls `granted` when the person has allowed the camera or the microphone after all. */
function onGranted(granted: () => void): () => void {
  const stopped = new AbortController();
  const changed = ({ currentTarget }: Event): void => {
    if (currentTarget instanceof PermissionStatus && currentTarget.state === 'granted') granted();
  };
  for (const name of ['camera', 'microphone'] as const) {
    void permission(name).then((status) =>
      status?.addEventListener('change', changed, { signal: stopped.signal }),
    );
  }
  return () => stopped.abort();
}
