import type { IceServer } from '../../src/contract/media.ts';
import type { Notice } from '../../src/contract/index.ts';
import type { Role } from '../../src/contract/roles.ts';
import type { ClassroomClient, Joined } from './classroom.ts';
import { ClientError } from './client-error.ts';
import { isFinal } from './connection.ts';
import type { Connection } from './connection.ts';
import { LayerWishes } from './layer-wishes.ts';
import type { LoadEngine, MediaEngine } from './media-engine.ts';
import { State } from './observable.ts';
import { ReceiveLink } from './receive-link.ts';
import type { Incoming } from './receive-link.ts';
import { ReceiveWatch } from './receive-watch.ts';
import { retryPause } from './retry-pause.ts';
import { StageStreams } from './stage-streams.ts';
import type { MediaPhase, PictureSource, Quality, Receiver, StageMedia } from './types.ts';

/** Worker deaths hit many rooms at once: they come back spread over so many milliseconds. */
const lossSpreadMs = 300;
/** When all tracks went at once, the lecturer's way broke; one alone was switched off. Told apart after so many milliseconds. */
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
  readonly #loadEngine: LoadEngine;
  readonly #streams = new StageStreams();
  readonly #wishes: LayerWishes;
  readonly #watch: ReceiveWatch;
  readonly #stop: (() => void)[];
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #media: NonNullable<Joined['media']> | null = null;
  #link: ReceiveLink | null = null;
  #retired: ReceiveLink | null = null;
  /** Notices that came while a link was being opened; null while none is. */
  #early: Notice[] | null = null;
  #turn = 0;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor({ connection, classroom, loadEngine, role }: StageReceiverOptions) {
    this.#connection = connection;
    this.#classroom = classroom;
    this.#loadEngine = loadEngine;
    this.#wishes = new LayerWishes(role, connection.command);
    this.#watch = new ReceiveWatch({
      connection,
      classroom,
      streams: this.#streams,
      link: () => this.#link,
      rebuild: () => this.#rebuild(),
      settled: () => this.#dropRetired(),
    });
    this.quality = this.#watch.quality;
    this.#stop = [
      classroom.joined.on((joined) => this.#joined(joined)),
      classroom.state.subscribe(() => this.#classroomChanged()),
      connection.state.subscribe(() => {
        if (isFinal(connection.state.get())) this.#shut();
      }),
      connection.notices.on((notice) => {
        if (this.#early) this.#early.push(notice);
        else this.#notice(notice);
      }),
      this.#streams.state.subscribe(() =>
        this.state.update((now) => ({ ...now, ...this.#streams.state.get() })),
      ),
    ];
  }

  showAt(source: PictureSource, width: number, height: number): void {
    this.#wishes.showAt(source, width, height);
    if (this.#link) this.#wishes.send(this.#link.incoming.values());
  }

  /** This machine's address changed. */
  addressChanged(): void {
    this.#link?.addressChanged();
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

  #joined({ sameEpoch, mediaKept, media }: Joined): void {
    this.#media = media;
    if (this.#classroom.state.get().phase === 'ended') return;
    this.#failures = 0;
    if (this.#link && sameEpoch && mediaKept) this.#link.lineIsBack();
    else this.#rebuild();
  }

  #classroomChanged(): void {
    const { phase, stage } = this.#classroom.state.get();
    if (phase === 'ended' && this.state.get().phase.kind !== 'idle') this.#shut();
    else if (stage.lecturer === 'absent') this.#streams.drop('gone');
  }

  #notice(notice: Notice): void {
    switch (notice.name) {
      case 'media.consumerOpened':
        this.#link?.add([notice.data.consumer]).catch(() => this.#rebuild());
        break;
      case 'media.consumerClosed': {
        const incoming = this.#link?.remove(notice.data.consumerId);
        if (incoming) this.#gone(incoming);
        break;
      }
      case 'media.consumerPaused': {
        const incoming = this.#link?.incoming.get(notice.data.consumerId);
        if (incoming) this.#watch.paused(incoming, notice.data.paused);
        break;
      }
      case 'media.layerChanged': {
        const incoming = this.#link?.incoming.get(notice.data.consumerId);
        if (incoming) this.#watch.layer(incoming, notice.data.spatialLayer);
        break;
      }
      case 'media.transportLost':
        if (notice.data.direction === 'receive') this.#rebuild(Math.random() * lossSpreadMs);
        break;
      default:
        break;
    }
  }

  /** Opens a link in place of whatever there is; the last pictures stand until the new ones come. */
  #rebuild(afterMs = 0): void {
    if (this.#closed || this.#media === null) return;
    this.#turn += 1;
    this.#early = null;
    this.#streams.freeze();
    this.#retire();
    const { phase } = this.state.get();
    if (phase.kind === 'idle') this.#setPhase({ kind: 'opening', since: Date.now() });
    else if (phase.kind === 'open') this.#setPhase({ kind: 'recovering', since: Date.now() });
    clearTimeout(this.#retry);
    if (afterMs === 0) void this.#open(this.#media);
    else this.#retry = setTimeout(() => this.#media && void this.#open(this.#media), afterMs);
  }

  async #open({ routerRtpCapabilities, iceServers }: NonNullable<Joined['media']>): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const early: Notice[] = [];
    this.#early = early;
    try {
      const engine = await this.#loadEngine(routerRtpCapabilities);
      if (turn !== this.#turn) return;
      const link = await this.#openLink(engine, iceServers, turn);
      if (turn !== this.#turn) {
        link.close();
        return;
      }
      this.#link = link;
      this.#early = null;
      this.#failures = 0;
      this.#watch.opened();
      this.#streams.keepOnly(new Set([...link.incoming.values()].map(({ options }) => options.trackId)));
      this.#later(decideGoneMs, () => this.#decideGone());
      this.#setPhase({ kind: 'open' });
      for (const notice of early) this.#notice(notice);
    } catch (thrown) {
      if (turn === this.#turn) this.#failed(ClientError.from(thrown));
    }
  }

  #openLink(engine: MediaEngine, iceServers: readonly IceServer[], turn: number): Promise<ReceiveLink> {
    return ReceiveLink.open({
      engine,
      iceServers,
      command: this.#connection.command,
      online: () => this.#connection.state.get().kind === 'online',
      arrived: (incoming) => {
        if (turn === this.#turn) this.#arrived(incoming);
      },
      lost: () => {
        if (turn === this.#turn) this.#rebuild();
      },
    });
  }

  #failed(error: ClientError): void {
    this.#early = null;
    switch (error.code) {
      // The next join opens it again.
      case 'offline':
      case 'not_joined':
      case 'closed':
        return;
      case 'lesson_ended':
        this.#shut();
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

  #arrived(incoming: Incoming): void {
    const { source, trackId } = incoming.options;
    this.#streams.arrived(source, { trackId, track: incoming.track }, incoming.paused);
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
    const flowing = this.#link !== null && this.#link.incoming.size > 0;
    this.#streams.drop(flowing ? 'gone' : 'old');
  }

  /** Takes the link out of use, but leaves it open while its last picture is being shown. */
  #retire(): void {
    const link = this.#link;
    this.#link = null;
    if (!link) return;
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
    if (this.#link === null) return;
    this.#retired?.close();
    this.#retired = null;
  }

  #shut(): void {
    this.#turn += 1;
    this.#early = null;
    clearTimeout(this.#retry);
    this.#link?.close();
    this.#link = null;
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
