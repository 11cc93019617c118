import type { Stage } from '../../src/contract/classroom.ts';
import type { Notice } from '../../src/contract/index.ts';
import type { Role } from '../../src/contract/roles.ts';
import { isStageSource } from '../../src/contract/track-sources.ts';
import type { ClassroomClient } from './classroom.ts';
import { isFinal } from './connection.ts';
import type { Connection } from './connection.ts';
import { LayerWishes } from './layer-wishes.ts';
import type { LoadEngine } from './media-engine.ts';
import { stageDoor } from './media-door.ts';
import { MediaRecovery } from './media-recovery.ts';
import type { LinkContext } from './media-recovery.ts';
import { State } from './observable.ts';
import { ReceiveLink } from './receive-link.ts';
import type { Incoming } from './receive-link.ts';
import { ReceiveWatch } from './receive-watch.ts';
import { StageStreams } from './stage-streams.ts';
import { asReceived, isMain } from './on-air.ts';
import type { MediaPhase, PictureSource, Quality, Receiver, StageMedia } from './types.ts';

/** Worker deaths hit many rooms at once: they come back spread over so many milliseconds. */
const lossSpreadMs = 300;
/** When all of the lecturer's tracks went at once, its way broke; one alone was switched off. Told apart after so many milliseconds. */
const decideGoneMs = 300;
/** The old link carries the last picture for so long at most, in milliseconds. */
const retireMs = 8_000;

export interface StageReceiverOptions {
  connection: Connection;
  classroom: ClassroomClient;
  loadEngine: LoadEngine;
  role: Role;
}

/** Picture and sound of the stage: opened when the classroom is entered, and rebuilt by itself whenever a part of the way breaks. */
export class StageReceiver implements Receiver {
  readonly state = new State<StageMedia>({ phase: { kind: 'idle' }, pictures: [], sounds: [] });
  readonly quality: State<Quality>;
  readonly #connection: Connection;
  readonly #classroom: ClassroomClient;
  readonly #recovery: MediaRecovery<ReceiveLink>;
  readonly #streams = new StageStreams();
  readonly #wishes: LayerWishes;
  readonly #watch: ReceiveWatch;
  readonly #stop: (() => void)[];
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  /** The devices that sent something as the main classroom: their tracks go, come and take each other's place as one. */
  readonly #mains = new Set<string>();
  readonly #role: Role;
  #stage: Stage | null = null;
  #retired: ReceiveLink | null = null;
  /** Notices that came while a link was being opened. */
  #early: Notice[] = [];
  #closed = false;

  constructor({ connection, classroom, loadEngine, role }: StageReceiverOptions) {
    this.#connection = connection;
    this.#classroom = classroom;
    this.#role = role;
    this.#wishes = new LayerWishes(role, connection.command);
    this.#recovery = new MediaRecovery({
      connection,
      loadEngine,
      lossSpreadMs,
      wanted: () => !this.#closed && classroom.state.get().phase !== 'ended',
      open: (context) => this.#open(context),
      leave: (link) => this.#retire(link),
      rebuilding: () => this.#rebuilding(),
      opened: (link) => this.#opened(link),
      failed: (error, retrying) => this.#setPhase({ kind: 'failed', error, retrying }),
      over: () => this.#shut(),
    });
    this.#watch = new ReceiveWatch({
      connection,
      classroom,
      streams: this.#streams,
      link: () => this.#recovery.link,
      rebuild: () => this.#recovery.rebuild(),
      settled: () => this.#dropRetired(),
    });
    this.quality = this.#watch.quality;
    this.#stop = [
      classroom.joined.on((joined) => void this.#recovery.joined(joined)),
      classroom.state.subscribe(() => this.#classroomChanged()),
      connection.state.subscribe(() => {
        if (isFinal(connection.state.get())) this.#shut();
      }),
      connection.notices.on((notice) => {
        if (this.#recovery.opening) this.#early.push(notice);
        else this.#notice(notice);
      }),
      this.#streams.state.subscribe(() => this.#publish()),
    ];
  }

  showAt(participantId: string, source: PictureSource, width: number, height: number): void {
    this.#wishes.showAt(participantId, source, width, height);
    const { link } = this.#recovery;
    if (link) this.#wishes.send(link.incoming.values());
  }

  /** This machine's address changed. */
  addressChanged(): void {
    this.#recovery.addressChanged();
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#shut();
    this.#watch.close();
    this.#wishes.close();
    for (const stop of this.#stop) stop();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #classroomChanged(): void {
    const { phase, stage } = this.#classroom.state.get();
    for (const { participantId, role } of stage.tracks) {
      if (isMain(role)) this.#mains.add(participantId);
    }
    if (stage !== this.#stage) {
      this.#stage = stage;
      if (isMain(this.#role)) this.#publish();
    }
    if (phase === 'ended' && this.state.get().phase.kind !== 'idle') this.#shut();
    else if (stage.lecturer === 'absent') this.#streams.drop(() => false);
  }

  #notice(notice: Notice): void {
    const { link } = this.#recovery;
    switch (notice.name) {
      case 'media.consumerOpened':
        link?.add([notice.data.consumer]).catch(() => this.#recovery.rebuild());
        break;
      case 'media.consumerClosed': {
        const incoming = link?.remove(notice.data.consumerId);
        if (incoming) this.#gone(incoming);
        break;
      }
      case 'media.consumerPaused': {
        const incoming = link?.incoming.get(notice.data.consumerId);
        if (incoming) this.#watch.paused(incoming, notice.data.paused);
        break;
      }
      case 'media.layerChanged': {
        const incoming = link?.incoming.get(notice.data.consumerId);
        if (incoming) this.#watch.layer(incoming, notice.data.spatialLayer);
        break;
      }
      case 'media.transportLost':
        if (notice.data.direction === 'receive') this.#recovery.transportLost();
        break;
      default:
        break;
    }
  }

  /** The last pictures stand until the new ones come. */
  #rebuilding(): void {
    this.#early = [];
    this.#streams.freeze();
    const { phase } = this.state.get();
    if (phase.kind === 'idle') this.#setPhase({ kind: 'opening', since: Date.now() });
    else if (phase.kind === 'open') this.#setPhase({ kind: 'recovering', since: Date.now() });
  }

  #open({ engine, iceServers, online, current, lost }: LinkContext): Promise<ReceiveLink> {
    return ReceiveLink.open({
      engine,
      iceServers,
      door: stageDoor(this.#connection.command),
      online,
      arrived: (incoming) => {
        if (current()) this.#arrived(incoming);
      },
      lost,
    });
  }

  #opened(link: ReceiveLink): void {
    this.#recovery.succeeded();
    this.#watch.opened();
    this.#streams.keepOnly(new Set([...link.incoming.values()].map(({ options }) => options.trackId)));
    this.#later(decideGoneMs, () => this.#decideGone());
    this.#setPhase({ kind: 'open' });
    for (const notice of this.#early) this.#notice(notice);
  }

  #arrived(incoming: Incoming): void {
    const { participantId, source, trackId } = incoming.options;
    if (!isStageSource(source)) return;
    const owner = { participantId, main: this.#mains.has(participantId) };
    this.#streams.arrived(owner, source, { trackId, track: incoming.track }, incoming.paused);
    this.#wishes.send([incoming]);
    this.#watch.soon();
    // Whatever of the lecturer's does not come back along with this one was switched off.
    this.#later(retireMs, () => this.#decideGone());
  }

  #gone(incoming: Incoming): void {
    this.#streams.gone(incoming.options.trackId);
    this.#later(decideGoneMs, () => this.#decideGone());
  }

  #decideGone(): void {
    const incoming = [...(this.#recovery.link?.incoming.values() ?? [])];
    const mainFlows = incoming.some(({ options }) => this.#mains.has(options.participantId));
    this.#streams.drop((main) => (main ? !mainFlows : incoming.length === 0));
  }

  #publish(): void {
    const { pictures, sounds } = this.#streams.state.get();
    const { stage, me } = this.#classroom.state.get();
    const sight = { role: this.#role, own: me?.sessionId ?? null, stage };
    this.state.update((now) => ({ ...now, ...asReceived({ pictures, sounds }, sight) }));
  }

  /** Leaves the link open while its last picture is being shown. */
  #retire(link: ReceiveLink): void {
    if (this.#retired && this.#streams.waiting) {
      // What is shown comes from the one before: this one never delivered.
      link.close();
      return;
    }
    this.#retired?.close();
    this.#retired = link;
    link.retire();
    this.#later(retireMs, () => {
      if (this.#retired !== link) return;
      this.#retired = null;
      link.close();
    });
  }

  #dropRetired(): void {
    if (this.#recovery.link === null) return;
    this.#retired?.close();
    this.#retired = null;
  }

  #shut(): void {
    this.#recovery.stop();
    this.#retired?.close();
    this.#retired = null;
    this.#streams.clear();
    this.#watch.idle();
    this.#setPhase({ kind: 'idle' });
  }

  #setPhase(phase: MediaPhase): void {
    this.state.update((now) =>
      now.phase.kind === 'idle' && phase.kind === 'idle' ? now : { ...now, phase },
    );
  }

  #later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }
}
