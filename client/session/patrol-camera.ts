import type { Capture } from './capture.ts';
import { State } from './observable.ts';
import type { PatrolCameraGround } from './patrol-ground.ts';
import type { PatrolRoom } from './patrol-room.ts';
import type { PatrolCamera, PatrolCameraState } from './patrol-types.ts';

const shut: PatrolCameraState = {
  picture: null,
  camera: null,
  microphone: null,
  watched: false,
  talker: null,
  publishing: { kind: 'idle' },
};

/** Milliseconds until the part that publishes is fetched again after it did not come. */
const fetchAgainMs = 3_000;

/** The door to being patrolled: fetches what it takes only when a page opens its camera, so that phones without one do not load it. */
export class PatrolCameraDoor implements PatrolCamera {
  readonly state = new State<PatrolCameraState>(shut);
  readonly level = new State(0);
  readonly #ground: PatrolCameraGround;
  #room: PatrolRoom | null = null;
  #wanted = false;
  #fetching = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(ground: PatrolCameraGround) {
    this.#ground = ground;
  }

  /** The devices that are open for patrol: whoever else on this page needs camera or microphone uses these. */
  get capture(): Capture | null {
    return this.#room?.capture ?? null;
  }

  open(): void {
    this.#wanted = true;
    if (this.#room) this.#room.openDevices();
    else this.#fetch();
  }

  shut(): void {
    this.#wanted = false;
    clearTimeout(this.#retry);
    this.#room?.close();
    this.#room = null;
    this.state.set(shut);
    this.level.set(0);
  }

  /** This machine's address changed. */
  addressChanged(): void {
    this.#room?.addressChanged();
  }

  #fetch(): void {
    if (this.#fetching) return;
    this.#fetching = true;
    clearTimeout(this.#retry);
    import('./patrol-room.ts').then(
      (part) => {
        this.#fetching = false;
        if (!this.#wanted || this.#room) return;
        this.#room = new part.PatrolRoom({ ...this.#ground, state: this.state, level: this.level });
      },
      () => {
        this.#fetching = false;
        this.#retry = setTimeout(() => {
          if (this.#wanted) this.#fetch();
        }, fetchAgainMs);
      },
    );
  }
}
