import type { Role } from '../../src/contract/roles.ts';
import type { SessionGround } from './lead.ts';
import { State } from './observable.ts';
import type { PatrolRoom } from './patrol-room.ts';
import { remembered } from './remember.ts';
import type { RoomDevices } from './room-devices.ts';
import type { RoomPatrol, RoomPatrolState } from './types.ts';

/** Milliseconds until the part that sends stills is fetched again after it did not come. */
const fetchAgainMs = 3_000;

export interface PatrolDoorGround extends SessionGround {
  role: Role;
  /** Camera and microphone, which the stage uses as well. */
  loadDevices: () => Promise<RoomDevices>;
}

/** Fetches what sends stills once this page has entered the class and may be seen, and not before. */
export class PatrolDoor implements RoomPatrol {
  readonly state: State<RoomPatrolState>;
  readonly #ground: PatrolDoorGround;
  readonly #stop: () => void;
  #room: PatrolRoom | null = null;
  #opening = false;
  #again: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(ground: PatrolDoorGround) {
    this.#ground = ground;
    this.state = new State(closedTo(ground.role === 'screen' ? true : rememberedChoice()));
    this.#stop = ground.classroom.joined.on(() => this.#open());
  }

  allow(allowed: boolean): void {
    if (this.#ground.role === 'screen') return;
    remembered.set('patrol', allowed ? 'yes' : 'no');
    if (!allowed) {
      this.#shut();
      this.state.set(closedTo(false));
      return;
    }
    this.state.update((now) => ({ ...now, allowed }));
    this.#open();
  }

  retry(): void {
    this.#room?.retry();
  }

  /** This machine's address changed. */
  addressChanged(): void {
    this.#room?.addressChanged();
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#stop();
    this.#shut();
  }

  #open(): void {
    const { classroom, loadDevices } = this.#ground;
    const joined = classroom.state.get().entry.kind === 'joined';
    if (this.#room || this.#opening || this.#closed || !joined) return;
    if (this.state.get().allowed !== true) return;
    this.#opening = true;
    clearTimeout(this.#again);
    Promise.all([import('./patrol-room.ts'), loadDevices()]).then(
      ([part, devices]) => {
        this.#opening = false;
        if (this.#closed || this.state.get().allowed !== true) return;
        this.#room = new part.PatrolRoom({ ...this.#ground, devices, state: this.state });
      },
      () => {
        this.#opening = false;
        if (!this.#closed) this.#again = setTimeout(() => this.#open(), fetchAgainMs);
      },
    );
  }

  #shut(): void {
    clearTimeout(this.#again);
    this.#room?.close();
    this.#room = null;
  }
}

function closedTo(allowed: boolean | null): RoomPatrolState {
  return { allowed, camera: 'off', picture: null, watched: false, talker: null };
}

function rememberedChoice(): boolean | null {
  const choice = remembered.get('patrol');
  return choice === null ? null : choice === 'yes';
}
