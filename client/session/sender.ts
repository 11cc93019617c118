import type { Notice } from '../../src/contract/index.ts';
import type { MediaSource } from '../../src/contract/media.ts';
import { Capture } from './capture.ts';
import type { ClassroomClient, Joined } from './classroom.ts';
import { ClientError } from './client-error.ts';
import { isFinal } from './connection.ts';
import type { Connection } from './connection.ts';
import { LevelMeter } from './level-meter.ts';
import type { LoadEngine } from './media-engine.ts';
import { State } from './observable.ts';
import { retryPause } from './retry-pause.ts';
import { SendLink } from './send-link.ts';
import { SendWatch } from './send-watch.ts';
import type {
  CaptureSource,
  CaptureState,
  DevicesState,
  Observable,
  Sender,
  SenderState,
  SendPhase,
  Upstream,
} from './types.ts';

/** Worker deaths hit many at once: the lecturer goes first, so its wait is short, in milliseconds. */
const lossSpreadMs = 100;

const sources = ['camera', 'microphone', 'screen', 'screenAudio'] as const satisfies readonly MediaSource[];
const off: CaptureState = {
  on: false,
  opening: false,
  stream: null,
  withSound: false,
  onStage: false,
  problem: null,
};

export interface StageSenderOptions {
  connection: Connection;
  classroom: ClassroomClient;
  loadEngine: LoadEngine;
}

/** Sends the lecturer's sources: previewed before, live in one click, and sent again by itself whenever a part of the way breaks. */
export class StageSender implements Sender {
  readonly state = new State<SenderState>({
    phase: { kind: 'idle' },
    sources: { camera: off, microphone: off, screen: off },
  });
  readonly devices: Observable<DevicesState>;
  readonly upstream: Observable<Upstream>;
  readonly level: Observable<number>;
  readonly #connection: Connection;
  readonly #classroom: ClassroomClient;
  readonly #loadEngine: LoadEngine;
  readonly #capture = new Capture();
  readonly #meter = new LevelMeter();
  readonly #watch: SendWatch;
  readonly #stop: (() => void)[];
  #media: Joined['media'] = null;
  /** The person wants to be seen: everything that breaks is set up again. */
  #live = false;
  #link: SendLink | null = null;
  #turn = 0;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #syncing = false;
  #syncAgain = false;

  constructor({ connection, classroom, loadEngine }: StageSenderOptions) {
    this.#connection = connection;
    this.#classroom = classroom;
    this.#loadEngine = loadEngine;
    this.#watch = new SendWatch({
      connection,
      classroom,
      link: () => this.#link,
      rebuild: () => this.#rebuild(),
    });
    this.devices = this.#capture.devices.state;
    this.upstream = this.#watch.upstream;
    this.level = this.#meter.level;
    this.#stop = [
      this.#capture.changed.on(() => this.#captureChanged()),
      classroom.joined.on((joined) => this.#joined(joined)),
      classroom.state.subscribe(() => {
        if (this.#live && classroom.state.get().phase === 'ended') this.#stopSending();
      }),
      connection.state.subscribe(() => {
        if (isFinal(connection.state.get())) this.#stopSending();
      }),
      connection.notices.on((notice) => this.#notice(notice)),
    ];
  }

  async prepare(): Promise<void> {
    await Promise.all([this.#capture.open('camera'), this.#capture.open('microphone')]);
  }

  async goLive(): Promise<void> {
    if (this.#live) return;
    this.#live = true;
    this.#setPhase({ kind: 'starting', since: Date.now() });
    try {
      await this.#classroom.start();
    } catch (thrown) {
      this.#stopSending();
      const error = ClientError.from(thrown);
      this.#setPhase({ kind: 'failed', error, retrying: false });
      throw error;
    }
    this.#rebuild();
  }

  async end(): Promise<void> {
    await this.#classroom.end();
    this.#stopSending();
  }

  async toggle(source: CaptureSource, on: boolean): Promise<void> {
    if (on) await this.#capture.open(source);
    else this.#capture.shut(source);
  }

  async choose(source: 'camera' | 'microphone', deviceId: string): Promise<void> {
    await this.#capture.choose(source, deviceId);
  }

  /** This machine's address changed. */
  addressChanged(): void {
    this.#link?.addressChanged();
  }

  /** Idempotent. */
  close(): void {
    this.#stopSending();
    this.#watch.close();
    this.#meter.close();
    this.#capture.close();
    for (const stop of this.#stop) stop();
  }

  #joined({ sameEpoch, mediaKept, media }: Joined): void {
    this.#media = media;
    if (!this.#live) return;
    this.#failures = 0;
    if (this.#link && sameEpoch && mediaKept) {
      this.#link.lineIsBack();
      this.#sync();
    } else {
      this.#rebuild();
    }
  }

  #notice(notice: Notice): void {
    if (notice.name === 'media.transportLost' && notice.data.direction === 'send') {
      this.#rebuild(Math.random() * lossSpreadMs);
    } else if (notice.name === 'media.trackTakenOver') {
      this.#takenOver(notice.data);
    }
  }

  #takenOver({ trackId, source }: { trackId: string; source: MediaSource }): void {
    if (this.#link?.outgoing.get(source)?.trackId !== trackId) return;
    this.#link.forget(source);
    if (source !== 'camera' && source !== 'microphone' && source !== 'screen') return;
    this.#capture.shut(source);
    this.#capture.report(source, 'takenOver');
  }

  /** Opens a link in place of whatever there is and sends everything over it. */
  #rebuild(afterMs = 0): void {
    clearTimeout(this.#retry);
    if (!this.#live || this.#media === null) return;
    this.#turn += 1;
    this.#link?.close();
    this.#link = null;
    const { phase } = this.state.get();
    if (phase.kind === 'sending') this.#setPhase({ kind: 'recovering', since: Date.now() });
    this.#refresh();
    if (afterMs === 0) void this.#open(this.#media);
    else this.#retry = setTimeout(() => this.#media && void this.#open(this.#media), afterMs);
  }

  async #open({ routerRtpCapabilities, iceServers }: NonNullable<Joined['media']>): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    try {
      const engine = await this.#loadEngine(routerRtpCapabilities);
      if (turn !== this.#turn) return;
      const link = await SendLink.open({
        engine,
        iceServers,
        command: this.#connection.command,
        online: () => this.#connection.state.get().kind === 'online',
        lost: () => {
          if (turn === this.#turn) this.#rebuild();
        },
      });
      if (turn !== this.#turn) {
        link.close();
        return;
      }
      this.#link = link;
      this.#watch.opened();
      this.#sync();
    } catch (thrown) {
      if (turn === this.#turn) this.#failed(ClientError.from(thrown));
    }
  }

  #failed(error: ClientError): void {
    switch (error.code) {
      // The next join sends it again.
      case 'offline':
      case 'not_joined':
      case 'closed':
        return;
      case 'lesson_ended':
        this.#stopSending();
        return;
      case 'forbidden':
        this.#setPhase({ kind: 'failed', error, retrying: false });
        return;
      default:
        this.#failures += 1;
        // One or two failures are a hiccup, and not worth a sentence.
        if (this.#failures > 2 || error.code === 'media_full' || error.code === 'unsupported') {
          this.#setPhase({ kind: 'failed', error, retrying: true });
        }
        this.#retry = setTimeout(() => this.#rebuild(), retryPause(error, this.#failures));
    }
  }

  #captureChanged(): void {
    const { microphone } = this.#capture.state.get();
    this.#meter.follow(microphone.on ? this.#capture.track('microphone') : undefined);
    this.#refresh();
    this.#sync();
  }

  /** Makes the link carry what the sources say. One pass at a time; a change during a pass causes another. */
  #sync(): void {
    if (this.#syncing) {
      this.#syncAgain = true;
      return;
    }
    const link = this.#link;
    if (!link) return;
    this.#syncing = true;
    this.#pass(link)
      .then(
        () => {
          if (link !== this.#link) return;
          this.#failures = 0;
          this.#setPhase({ kind: 'sending', since: Date.now() });
        },
        (thrown: unknown) => {
          if (link === this.#link) this.#failed(ClientError.from(thrown));
        },
      )
      .finally(() => {
        this.#syncing = false;
        this.#refresh();
        if (!this.#syncAgain && link === this.#link) return;
        this.#syncAgain = false;
        this.#sync();
      });
  }

  async #pass(link: SendLink): Promise<void> {
    const wanted = this.#capture.state.get();
    for (const source of sources) {
      const track = this.#capture.track(source);
      const on = wanted[source === 'screenAudio' ? 'screen' : source].on;
      if (on && track) await link.send(source, track);
      else if (source === 'camera' || source === 'microphone') await link.mute(source);
      else await link.stop(source);
    }
  }

  #stopSending(): void {
    this.#live = false;
    this.#turn += 1;
    clearTimeout(this.#retry);
    this.#link?.close();
    this.#link = null;
    this.#watch.idle();
    this.#setPhase({ kind: 'idle' });
    this.#refresh();
  }

  /** Brings `state.sources` up to date. */
  #refresh(): void {
    const captured = this.#capture.state.get();
    const one = (source: CaptureSource): CaptureState => ({
      ...captured[source],
      onStage: this.#link?.outgoing.get(source)?.paused === false,
    });
    this.state.update((now) => ({
      ...now,
      sources: { camera: one('camera'), microphone: one('microphone'), screen: one('screen') },
    }));
  }

  /** A phase that goes on keeps its beginning. */
  #setPhase(phase: SendPhase): void {
    this.state.update((now) =>
      now.phase.kind === phase.kind && phase.kind !== 'failed' ? now : { ...now, phase },
    );
  }
}
