import type { GuestChecks } from '../../src/contract/stage.ts';
import type { Capture } from './capture.ts';
import { GuestSamples } from './guest-samples.ts';
import type { SessionGround } from './lead.ts';
import type { Observable, State } from './observable.ts';
import { StageSender } from './sender.ts';
import type { CaptureState, GuestState, StageMedia } from './types.ts';

/** Milliseconds until the first check begins although the browser still asks for the devices. */
const askingMs = 5_000;
/** Pause between two checks, in milliseconds: whoever repairs something wants to see that it helped. */
const checkPauseMs = 800;
/** A guest's tracks reach the stage so many milliseconds after the countdown at the latest. */
const onAirAfterMs = 1_500;

export interface StageDoorGround extends SessionGround {
  /** The stage's picture and sound as this page plays them. */
  received: Observable<StageMedia> | undefined;
  /** The devices that this page has open already, if it has. */
  capture(): Capture | null;
}

export interface GuestRoomOptions extends StageDoorGround {
  state: State<GuestState>;
  level: State<number>;
}

/** While this page is called: camera and microphone are open, checked off air, and sent. Closing it closes them. */
export class GuestRoom {
  readonly #options: GuestRoomOptions;
  readonly #sender: StageSender;
  readonly #stop: (() => void)[];
  readonly #openedAt = performance.now();
  #samples: GuestSamples | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What the server knows. */
  #told = '';
  #closed = false;

  constructor(options: GuestRoomOptions) {
    this.#options = options;
    const { connection, classroom, loadEngine } = options;
    const capture = options.capture();
    this.#sender = new StageSender({
      connection,
      classroom,
      loadEngine,
      ...(capture ? { capture } : {}),
      onAir: () => this.#isOnAir(),
    });
    this.#stop = [
      this.#sender.state.subscribe(() => this.#publish()),
      this.#sender.level.subscribe(() => options.level.set(this.#sender.level.get())),
      classroom.joined.on(() => {
        this.#told = '';
      }),
    ];
    // What cannot be opened shows as its problem.
    this.#sender.prepare().catch(() => undefined);
    this.#sender.send();
    this.#later(300);
  }

  /** The call went on: somebody who is live is not checked any more, somebody who is called again is. */
  callChanged(): void {
    if (this.#live) this.#samples?.close();
  }

  addressChanged(): void {
    this.#sender.addressChanged();
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#samples?.close();
    for (const stop of this.#stop) stop();
    this.#sender.close();
  }

  get #live(): boolean {
    return this.#options.state.get().call?.state === 'live';
  }

  #isOnAir(): boolean {
    const { call } = this.#options.state.get();
    const since = call?.state === 'live' ? call.liveAt : null;
    return since !== null && this.#options.classroom.serverNow() > since + onAirAfterMs;
  }

  #publish(): void {
    const { phase, sources } = this.#sender.state.get();
    this.#options.state.update((now) => ({
      ...now,
      picture: sources.camera.stream,
      camera: problemOf(sources.camera),
      microphone: problemOf(sources.microphone),
      sending: phase,
    }));
  }

  #later(ms: number): void {
    this.#timer = setTimeout(() => void this.#check(), ms);
  }

  async #check(): Promise<void> {
    const { camera, microphone } = this.#sender.state.get().sources;
    const asking = camera.opening || microphone.opening;
    if (asking && performance.now() - this.#openedAt < askingMs) {
      this.#later(200);
      return;
    }
    if (!this.#live) {
      this.#samples = new GuestSamples({
        camera: camera.stream,
        microphone: microphone.stream,
        stage: this.#options.received?.get().sounds.map(({ stream }) => stream) ?? [],
      });
      const checks = await this.#samples.take();
      this.#samples.close();
      if (this.#closed) return;
      if (checks) this.#found(checks);
    }
    this.#later(checkPauseMs);
  }

  #found(checks: GuestChecks): void {
    const { call } = this.#options.state.get();
    this.#options.state.update((now) => ({ ...now, checks }));
    const found = JSON.stringify([call?.callId, checks]);
    if (call === null || call.state === 'live' || found === this.#told) return;
    this.#told = found;
    this.#options.connection.command('stage.checked', { callId: call.callId, checks }).catch(() => {
      // Told with the next check.
      this.#told = '';
    });
  }
}

function problemOf({ opening, problem }: CaptureState): GuestState['camera'] {
  return opening ? 'asking' : problem;
}
