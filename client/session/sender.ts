import type { Notice } from '../../src/contract/index.ts';
import type { MediaSource } from '../../src/contract/media.ts';
import { Capture } from './capture.ts';
import type { ClassroomClient, Joined } from './classroom.ts';
import { ClientError } from './client-error.ts';
import { isFinal } from './connection.ts';
import type { Connection } from './connection.ts';
import { LevelMeter } from './level-meter.ts';
import type { LoadEngine } from './media-engine.ts';
import { stageDoor } from './media-door.ts';
import { MediaRecovery } from './media-recovery.ts';
import { State } from './observable.ts';
import { placeOf } from './on-air.ts';
import { RetiredLink } from './retired-link.ts';
import { SendCarrier, type ClipTracks } from './send-carrier.ts';
import { SendLink } from './send-link.ts';
import { SendWatch } from './send-watch.ts';
import { until } from './until.ts';
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

/** Milliseconds for which the link before goes on once the new one carries everything: who receives the old has the new by then. */
const sendOnMs = 2_000;
/** The longest that it is sent on without, in milliseconds. */
const retireMs = 8_000;
/** Milliseconds until a device that is to take over must be sending. */
const readyWithinMs = 10_000;
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
  /** What is sent besides camera, microphone and screen. */
  clip?: ClipTracks;
  /** The devices that another part of the page has open and will close; without it, this sender has its own. */
  capture?: Capture;
  /** Whether what is sent is to be on the stage now; for a device of the main classroom by default its place decides. */
  onAir?: () => boolean;
}

/** Sends the lecturer's sources: previewed before, live in one click, and sent again by itself whenever a part of the way breaks. */
export class StageSender implements Sender {
  readonly state = new State<SenderState>({
    phase: { kind: 'idle' },
    place: 'none',
    replaced: false,
    sources: { camera: off, microphone: off, screen: off },
  });
  readonly devices: Observable<DevicesState>;
  readonly upstream: Observable<Upstream>;
  readonly level: Observable<number>;
  readonly #connection: Connection;
  readonly #classroom: ClassroomClient;
  readonly #capture: Capture;
  readonly #ownsCapture: boolean;
  readonly #meter = new LevelMeter();
  readonly #recovery: MediaRecovery<SendLink>;
  readonly #watch: SendWatch;
  readonly #carrier: SendCarrier;
  readonly #stop: (() => void)[];
  /** The person wants to be seen: everything that breaks is set up again. */
  #live = false;
  /** Kept ready by the person's wish: said again to a server that has forgotten it. */
  #keptReady = false;
  #prepared = false;
  #joins = 0;
  /** A server that goes still hands on what comes over the link before, until the next one has it. */
  readonly #retired = new RetiredLink<SendLink>();

  constructor({ connection, classroom, loadEngine, clip, capture, onAir }: StageSenderOptions) {
    this.#capture = capture ?? new Capture();
    this.#ownsCapture = capture === undefined;
    this.#connection = connection;
    this.#classroom = classroom;
    this.#recovery = new MediaRecovery({
      connection,
      loadEngine,
      lossSpreadMs,
      media: classroom.media,
      wanted: () => this.#live,
      open: (context) => SendLink.open({ ...context, door: stageDoor(connection.command) }),
      leave: (link) => (this.#live ? this.#retired.keep(link, retireMs) : link.close()),
      rebuilding: () => this.#rebuilding(),
      opened: () => {
        this.#watch.opened();
        this.#carrier.carry();
      },
      failed: (error, retrying) => this.#setPhase({ kind: 'failed', error, retrying }),
      over: () => this.#stopSending(),
    });
    this.#carrier = new SendCarrier({
      capture: this.#capture,
      clip,
      link: () => this.#recovery.link,
      carried: () => {
        this.#recovery.succeeded();
        this.#retired.dropIn(sendOnMs);
        this.#setPhase({ kind: 'sending', since: Date.now() });
      },
      failed: (error) => this.#recovery.failed(error),
      settled: () => this.#refresh(),
    });
    this.#watch = new SendWatch({
      connection,
      classroom,
      link: () => this.#recovery.link,
      onAir: onAir ?? (() => this.state.get().place === 'air'),
      rebuild: () => this.#recovery.rebuild(),
    });
    this.devices = this.#capture.devices.state;
    this.upstream = this.#watch.upstream;
    this.level = this.#meter.level;
    this.#stop = [
      this.#capture.changed.on(() => this.#captureChanged()),
      ...(clip ? [clip.changed.on(() => this.#carrier.carry())] : []),
      classroom.joined.on((joined) => void this.#joined(joined)),
      classroom.state.subscribe(() => this.#classroomChanged()),
      connection.state.subscribe(() => {
        if (isFinal(connection.state.get())) this.#stopSending();
      }),
      connection.notices.on((notice) => this.#notice(notice)),
    ];
  }

  async prepare(): Promise<void> {
    this.#prepared = true;
    this.#classroomChanged();
    await Promise.all([this.#capture.open('camera'), this.#capture.open('microphone')]);
  }

  async goLive(): Promise<void> {
    const { place } = this.state.get();
    if (place !== 'air') {
      await this.#classroom.start();
      await this.takeOver();
      return;
    }
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
    this.#recovery.rebuild();
  }

  async end(): Promise<void> {
    await this.#classroom.end();
    this.#stopSending();
  }

  async standBy(ready: boolean): Promise<void> {
    this.#keptReady = ready;
    await this.#connection.command('stage.standby', { ready });
    if (ready) this.send();
    else this.#stopSending();
  }

  async takeOver(): Promise<void> {
    if (this.state.get().phase.kind !== 'sending') {
      // Off air until everything flows: the rooms keep the other device's picture until then.
      await this.standBy(true);
      await until(this.state, ({ phase }) => phase.kind === 'sending', readyWithinMs);
    }
    await this.#connection.command('stage.takeOver', {});
    this.#keptReady = false;
  }

  /** Sends whatever is on from now on; where it is seen is decided by the server. */
  send(): void {
    if (this.#live) return;
    this.#live = true;
    this.#setPhase({ kind: 'starting', since: Date.now() });
    this.#recovery.rebuild();
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
    this.#recovery.addressChanged();
  }

  /** Idempotent. */
  close(): void {
    this.#stopSending();
    this.#watch.close();
    this.#meter.close();
    if (this.#ownsCapture) this.#capture.close();
    for (const stop of this.#stop) stop();
  }

  async #joined(joined: Joined): Promise<void> {
    this.#joins += 1;
    const join = this.#joins;
    if (this.#keptReady && !joined.sameEpoch && this.state.get().place !== 'standby') {
      // Without it, the next try to send is refused and comes again by itself.
      await this.#connection.command('stage.standby', { ready: true }).catch(() => undefined);
      if (join !== this.#joins) return;
    }
    if (this.#recovery.joined(joined)) this.#carrier.carry();
  }

  #classroomChanged(): void {
    const { phase, stage, me } = this.#classroom.state.get();
    const place = me === null ? 'none' : placeOf(me, stage);
    const { place: before } = this.state.get();
    if (place !== before) {
      // Whoever stands ready by the own wish said so before; see `standBy`.
      const replaced = place === 'standby' && before === 'air' && this.#live && !this.#keptReady;
      this.state.update((now) => ({ ...now, place, replaced }));
    }
    if (phase === 'ended') {
      if (this.#live) this.#stopSending();
      return;
    }
    if (place === 'air' && stage.tracks.some(({ participantId }) => participantId === me?.sessionId)) {
      this.#keptReady = false;
    }
    // The page was opened anew on a device that is kept ready.
    if (place === 'standby') {
      this.#keptReady = true;
      if (this.#prepared) this.send();
    }
  }

  #notice(notice: Notice): void {
    if (notice.name === 'media.transportLost' && notice.data.direction === 'send') {
      this.#recovery.transportLost();
    } else if (notice.name === 'media.trackTakenOver') {
      this.#takenOver(notice.data);
    }
  }

  #takenOver({ trackId, source }: { trackId: string; source: MediaSource }): void {
    const { link } = this.#recovery;
    if (link?.outgoing.get(source)?.trackId !== trackId) return;
    link.forget(source);
    if (source !== 'camera' && source !== 'microphone' && source !== 'screen') return;
    this.#capture.shut(source);
    this.#capture.report(source, 'takenOver');
  }

  #rebuilding(): void {
    const { phase } = this.state.get();
    if (phase.kind === 'sending') this.#setPhase({ kind: 'recovering', since: Date.now() });
    this.#refresh();
  }

  #captureChanged(): void {
    // What was switched off must not go on over any link.
    this.#retired.drop();
    const { microphone } = this.#capture.state.get();
    this.#meter.follow(microphone.on ? this.#capture.track('microphone') : undefined);
    this.#refresh();
    this.#carrier.carry();
  }

  #stopSending(): void {
    this.#live = false;
    this.#recovery.stop();
    this.#retired.drop();
    this.#watch.idle();
    this.#setPhase({ kind: 'idle' });
    this.#refresh();
  }

  /** Brings `state.sources` up to date. */
  #refresh(): void {
    const captured = this.#capture.state.get();
    const one = (source: CaptureSource): CaptureState => ({
      ...captured[source],
      onStage: this.#recovery.link?.outgoing.get(source)?.paused === false,
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
