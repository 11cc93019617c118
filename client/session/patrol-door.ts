import type { Role } from '../../src/contract/roles.ts';
import { State } from './observable.ts';
import { remembered } from './remember.ts';
import type { RoomStills, RoomStillsGround } from './room-stills.ts';
import type { RoomPatrol, RoomPatrolState } from './types.ts';

/** Milliseconds until the part that sends stills is fetched again after it did not come. */
const fetchAgainMs = 3_000;

export interface PatrolDoorGround extends RoomStillsGround {
  role: Role;
}

/** Fetches what sends stills once this page has entered the class and may be seen, and not before. */
export class PatrolDoor implements RoomPatrol {
  readonly state: State<RoomPatrolState>;
  readonly #ground: PatrolDoorGround;
  readonly #stop: () => void;
  #stills: RoomStills | null = null;
  #fetching = false;
  #again: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(ground: PatrolDoorGround) {
    this.#ground = ground;
    this.state = new State(unseen(ground.role === 'screen' ? true : rememberedChoice()));
    this.#stop = ground.classroom.joined.on(() => this.#entered());
  }

  allow(allowed: boolean): void {
    if (this.#ground.role === 'screen') return;
    remembered.set('patrol', allowed ? 'yes' : 'no');
    if (!allowed) {
      this.#shut();
      this.state.set(unseen(false));
      void this.#tellUnseen();
      return;
    }
    this.state.update((now) => ({ ...now, allowed }));
    this.#open();
  }

  retry(): void {
    this.#stills?.retry();
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#stop();
    this.#shut();
  }

  #entered(): void {
    if (this.#mayBeSeen) this.#open();
    else void this.#tellUnseen();
  }

  /** An inspector is to know that nothing is broken: this person is not seen because they do not want to, or were not asked yet. */
  async #tellUnseen(): Promise<void> {
    const camera = this.state.get().allowed === false ? 'refused' : 'off';
    const still = { picture: null, facts: null, camera, sound: null, sentMs: null } as const;
    // While the line is down it is not known; it is told again when this page enters the class.
    await this.#ground.connection.command('patrol.still', still).catch(() => undefined);
  }

  #open(): void {
    const joined = this.#ground.classroom.state.get().entry.kind === 'joined';
    if (this.#stills || this.#fetching || !joined || !this.#mayBeSeen) return;
    this.#fetching = true;
    clearTimeout(this.#again);
    import('./room-stills.ts').then(
      (part) => {
        this.#fetching = false;
        if (this.#mayBeSeen) this.#stills = new part.RoomStills({ ...this.#ground, state: this.state });
      },
      () => {
        this.#fetching = false;
        if (this.#mayBeSeen) this.#again = setTimeout(() => this.#open(), fetchAgainMs);
      },
    );
  }

  get #mayBeSeen(): boolean {
    return !this.#closed && this.state.get().allowed === true;
  }

  #shut(): void {
    clearTimeout(this.#again);
    this.#stills?.close();
    this.#stills = null;
  }
}

function unseen(allowed: boolean | null): RoomPatrolState {
  return { allowed, camera: 'off', picture: null, watched: false, talker: null };
}

function rememberedChoice(): boolean | null {
  const choice = remembered.get('patrol');
  return choice === null ? null : choice === 'yes';
}
