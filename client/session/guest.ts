import type { StageGuest } from '../../src/contract/stage.ts';
import type { GuestRoom, StageDoorGround } from './guest-room.ts';
import { State } from './observable.ts';
import type { Guest, GuestState } from './types.ts';

const absent: GuestState = {
  call: null,
  picture: null,
  camera: null,
  microphone: null,
  checks: null,
  sending: { kind: 'idle' },
};

/** Milliseconds until the part that sends is fetched again after it did not come. */
const fetchAgainMs = 3_000;

/** The door to the stage: notices that this page is called, and fetches what it takes to go there only then. */
export class StageDoor implements Guest {
  readonly state = new State<GuestState>(absent);
  readonly level = new State(0);
  readonly #ground: StageDoorGround;
  readonly #stop: () => void;
  #room: GuestRoom | null = null;
  #opening = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(ground: StageDoorGround) {
    this.#ground = ground;
    this.#stop = ground.classroom.state.subscribe(() => this.#look());
  }

  async leave(): Promise<void> {
    const { call } = this.state.get();
    if (call) await this.#ground.connection.command('stage.release', { callId: call.callId });
  }

  /** This machine's address changed. */
  addressChanged(): void {
    this.#room?.addressChanged();
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#stop();
    clearTimeout(this.#retry);
    this.#shut();
  }

  #look(): void {
    const call = this.#ownCall();
    const before = this.state.get().call;
    if (before && call?.callId !== before.callId) this.#shut();
    if (!call) return;
    if (call !== before) this.state.update((now) => ({ ...now, call }));
    this.#open();
  }

  #ownCall(): StageGuest | null {
    const { stage, me, phase } = this.#ground.classroom.state.get();
    if (me === null || phase === 'ended') return null;
    return stage.guests.find(({ participantId }) => participantId === me.sessionId) ?? null;
  }

  #open(): void {
    if (this.#room) this.#room.callChanged();
    if (this.#room || this.#opening || this.#closed) return;
    this.#opening = true;
    clearTimeout(this.#retry);
    import('./guest-room.ts').then(
      (part) => {
        this.#opening = false;
        if (this.#closed || !this.state.get().call) return;
        this.#room = new part.GuestRoom({ ...this.#ground, state: this.state, level: this.level });
      },
      () => {
        this.#opening = false;
        this.#retry = setTimeout(() => this.#look(), fetchAgainMs);
      },
    );
  }

  #shut(): void {
    this.#room?.close();
    this.#room = null;
    this.state.set(absent);
    this.level.set(0);
  }
}
