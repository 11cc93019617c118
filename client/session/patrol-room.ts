import type { Notice } from '../../src/contract/index.ts';
import { Capture } from './capture.ts';
import type { Joined } from './classroom.ts';
import { ClientError } from './client-error.ts';
import { isFinal } from './connection.ts';
import { LevelMeter } from './level-meter.ts';
import { patrolDoor } from './media-door.ts';
import { MediaRecovery } from './media-recovery.ts';
import type { State } from './observable.ts';
import type { PatrolCameraGround } from './patrol-ground.ts';
import type { PatrolCameraState } from './patrol-types.ts';
import { PatrolVoice } from './patrol-voice.ts';
import { SendLink } from './send-link.ts';
import type { CaptureState, SendPhase } from './types.ts';

/** Worker deaths hit hundreds of rooms at once, none of which is waited for: they come back spread over so many milliseconds. */
const lossSpreadMs = 2_000;

const published = [
  ['patrolCamera', 'camera'],
  ['patrolMicrophone', 'microphone'],
] as const;

export interface PatrolRoomOptions extends PatrolCameraGround {
  state: State<PatrolCameraState>;
  level: State<number>;
}

/**
 * A room on patrol, while its page has the camera open: camera and microphone are published at once and their encoders stand
 * still, so that no packet leaves, until the server says that somebody watches. Closing it closes the devices.
 */
export class PatrolRoom {
  readonly capture = new Capture();
  readonly #options: PatrolRoomOptions;
  readonly #recovery: MediaRecovery<SendLink>;
  readonly #voice: PatrolVoice;
  readonly #meter = new LevelMeter();
  readonly #stop: (() => void)[];
  #closed = false;
  #syncing = false;
  #syncAgain = false;

  constructor(options: PatrolRoomOptions) {
    this.#options = options;
    const { connection, classroom, loadEngine } = options;
    const door = patrolDoor(connection.command, (wanted) => this.#setWanted(wanted));
    this.#recovery = new MediaRecovery({
      connection,
      loadEngine,
      lossSpreadMs,
      media: classroom.media,
      wanted: () => !this.#closed && classroom.state.get().phase !== 'ended',
      open: (context) => SendLink.open({ ...context, door }),
      leave: (link) => link.close(),
      rebuilding: () => this.#rebuilding(),
      opened: () => this.#sync(),
      failed: (error, retrying) => this.#setPublishing({ kind: 'failed', error, retrying }),
      over: () => this.#over(),
    });
    this.#voice = new PatrolVoice({ ...options, door });
    this.#stop = [
      this.capture.changed.on(() => this.#captureChanged()),
      this.#meter.level.subscribe(() => options.level.set(this.#meter.level.get())),
      classroom.joined.on((joined) => this.#joined(joined)),
      classroom.state.subscribe(() => {
        if (classroom.state.get().phase === 'ended') this.#over();
      }),
      connection.state.subscribe(() => {
        if (isFinal(connection.state.get())) this.#over();
      }),
      connection.notices.on((notice) => this.#notice(notice)),
    ];
    this.openDevices();
    this.#own();
    this.#recovery.rebuild();
  }

  /** Opens camera and microphone, again if they had a problem; problems show in the state. */
  openDevices(): void {
    for (const source of ['camera', 'microphone'] as const) {
      const { on, opening, problem } = this.capture.state.get()[source];
      if (!opening && (!on || problem !== null)) void this.capture.open(source);
    }
  }

  addressChanged(): void {
    this.#recovery.addressChanged();
    this.#voice.addressChanged();
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const stop of this.#stop) stop();
    this.#recovery.stop();
    this.#voice.close();
    this.#meter.close();
    this.capture.close();
  }

  #joined(joined: Joined): void {
    const kept = this.#own();
    if (this.#recovery.joined({ ...joined, mediaKept: kept?.send ?? false })) this.#sync();
    this.#voice.joined({ ...joined, mediaKept: kept?.receive ?? false });
  }

  /** What the last join said of this room's patrol; later news of it comes by notice. */
  #own(): { send: boolean; receive: boolean } | undefined {
    const own = this.#options.classroom.state.get().own.patrolLive;
    if (!own) return undefined;
    this.#setWanted(own.wanted);
    this.#setTalker(own.talker);
    return own.kept;
  }

  #notice(notice: Notice): void {
    switch (notice.name) {
      case 'patrol.wanted':
        this.#setWanted(notice.data.wanted);
        break;
      case 'patrol.talker':
        this.#setTalker(notice.data.talker);
        break;
      case 'patrol.transportLost':
        if (notice.data.direction === 'send') this.#recovery.transportLost();
        break;
      default:
        break;
    }
  }

  /** The shortest way from the notice to the first packet: everything stands ready, only the encoders are told. */
  #setWanted(watched: boolean): void {
    if (this.#options.state.get().watched === watched) return;
    this.#options.state.update((now) => ({ ...now, watched }));
    this.#activate().catch(() => this.#sync());
  }

  async #activate(): Promise<void> {
    const { link } = this.#recovery;
    const { watched } = this.#options.state.get();
    if (link) await Promise.all(published.map(([source]) => link.setActive(source, watched)));
  }

  #setTalker(talker: PatrolCameraState['talker']): void {
    this.#options.state.update((now) => ({ ...now, talker }));
    this.#options.sound.duck(talker !== null);
    this.#voice.follow(talker !== null);
  }

  #captureChanged(): void {
    const { camera, microphone } = this.capture.state.get();
    this.#meter.follow(this.capture.track('microphone'));
    this.#options.state.update((now) => ({
      ...now,
      picture: camera.stream,
      camera: problemOf(camera),
      microphone: problemOf(microphone),
    }));
    this.#sync();
  }

  #rebuilding(): void {
    const { kind } = this.#options.state.get().publishing;
    this.#setPublishing({ kind: kind === 'sending' ? 'recovering' : 'starting', since: Date.now() });
  }

  /** Makes the link carry what the devices deliver. One pass at a time; a change during a pass causes another. */
  #sync(): void {
    if (this.#syncing) {
      this.#syncAgain = true;
      return;
    }
    const { link } = this.#recovery;
    if (!link) return;
    this.#syncing = true;
    this.#pass(link)
      .then(
        () => {
          if (link !== this.#recovery.link) return;
          this.#recovery.succeeded();
          this.#setPublishing({ kind: 'sending', since: Date.now() });
        },
        (thrown: unknown) => {
          if (link === this.#recovery.link) this.#recovery.failed(ClientError.from(thrown));
        },
      )
      .finally(() => {
        this.#syncing = false;
        if (!this.#syncAgain && link === this.#recovery.link) return;
        this.#syncAgain = false;
        this.#sync();
      });
  }

  async #pass(link: SendLink): Promise<void> {
    for (const [source, device] of published) {
      const track = this.capture.track(device);
      if (track) await link.send(source, track);
      else await link.stop(source);
    }
    await this.#activate();
  }

  #over(): void {
    this.#recovery.stop();
    this.#setWanted(false);
    this.#setTalker(null);
    this.#setPublishing({ kind: 'idle' });
  }

  #setPublishing(publishing: SendPhase): void {
    this.#options.state.update((now) =>
      now.publishing.kind === publishing.kind && publishing.kind !== 'failed' ? now : { ...now, publishing },
    );
  }
}

function problemOf({
  opening,
  problem,
}: Pick<CaptureState, 'opening' | 'problem'>): PatrolCameraState['camera'] {
  return opening ? 'asking' : problem;
}
