import type { Notice } from '../../src/contract/index.ts';
import type { PatrolTarget } from '../../src/contract/patrol-live.ts';
import type { Joined } from './classroom.ts';
import { ClientError } from './client-error.ts';
import { isFinal } from './connection.ts';
import type { SessionGround } from './lead.ts';
import { LevelMeter } from './level-meter.ts';
import { patrolDoor } from './media-door.ts';
import type { MediaDoor } from './media-door.ts';
import { MediaRecovery } from './media-recovery.ts';
import { State } from './observable.ts';
import { PatrolFeeds } from './patrol-feeds.ts';
import { PatrolSound } from './patrol-sound.ts';
import { PatrolTalker } from './patrol-talker.ts';
import type { PatrolWatch, PatrolWatchState } from './patrol-types.ts';
import { ReceiveLink } from './receive-link.ts';
import type { MediaPhase } from './types.ts';

/** Few patrol, so they need not wait for each other after a worker's death; in milliseconds. */
const lossSpreadMs = 100;
/** Ended consumers are put away when the switch that ended them is over: a negotiation each would hold it up. In milliseconds. */
const tidyAfterMs = 600;
/** How often is looked whether the pictures still move, in milliseconds. */
const lookEveryMs = 1_000;

/** What the session makes of `createPatrolWatch`. */
export interface OpenPatrolWatch extends PatrolWatch {
  /** This machine's address changed. */
  addressChanged(): void;
  /** Idempotent. */
  close(): void;
}

export type CreatePatrolWatch = (ground: SessionGround) => OpenPatrolWatch;

/** The live part of an inspector's page: give it to `ClassSessionProvider` as `patrol`. */
export const createPatrolWatch: CreatePatrolWatch = (ground) => new LivePatrolWatch(ground);

/** Watches rooms live over patrol's own transport, which stands open so that a click costs one question to the server. */
class LivePatrolWatch implements OpenPatrolWatch {
  readonly state = new State<PatrolWatchState>({
    phase: { kind: 'idle' },
    feeds: [],
    error: null,
    talk: { state: 'off', problem: null, error: null },
    soundLocked: false,
  });
  readonly level: LevelMeter['level'];
  readonly #ground: SessionGround;
  readonly #recovery: MediaRecovery<ReceiveLink>;
  readonly #feeds: PatrolFeeds;
  readonly #sound = new PatrolSound();
  readonly #talker: PatrolTalker;
  readonly #meter = new LevelMeter();
  readonly #stop: (() => void)[];
  readonly #look: ReturnType<typeof setInterval>;
  /** What is wished now; said again to a server that may not know it. */
  readonly #wish: { watched: PatrolTarget | null; warm: PatrolTarget | null } = { watched: null, warm: null };
  /** Counts the wishes: an answer to an earlier one changes nothing. */
  readonly #turns = { watched: 0, warm: 0 };
  #ended = new Set<string>();
  #tidy: ReturnType<typeof setTimeout> | undefined;
  #early: Notice[] = [];
  #closed = false;

  constructor(ground: SessionGround) {
    this.#ground = ground;
    const { connection, classroom, loadEngine } = ground;
    const door = patrolDoor(connection.command, () => undefined);
    this.#recovery = new MediaRecovery({
      connection,
      loadEngine,
      lossSpreadMs,
      media: classroom.media,
      wanted: () => !this.#closed && classroom.state.get().phase !== 'ended',
      open: (context) =>
        ReceiveLink.open({
          ...context,
          door,
          early: true,
          arrived: (incoming) => this.#feeds.arrived(incoming),
        }),
      leave: (link) => link.close(),
      rebuilding: () => this.#rebuilding(),
      opened: () => this.#opened(),
      failed: (error, retrying) => this.#setPhase({ kind: 'failed', error, retrying }),
      over: () => this.#over(),
    });
    this.#feeds = new PatrolFeeds(() => this.#feedsChanged());
    this.#talker = this.#createTalker(door);
    this.level = this.#meter.level;
    this.#look = setInterval(() => this.#nudge(), lookEveryMs);
    this.#stop = [
      classroom.joined.on((joined) => this.#joined(joined)),
      classroom.state.subscribe(() => {
        if (classroom.state.get().phase === 'ended') this.#over();
      }),
      connection.state.subscribe(() => {
        if (isFinal(connection.state.get())) this.#over();
      }),
      connection.notices.on((notice) => {
        if (this.#recovery.opening) this.#early.push(notice);
        else this.#notice(notice);
      }),
      this.#sound.locked.subscribe(() =>
        this.state.update((now) => ({ ...now, soundLocked: this.#sound.locked.get() })),
      ),
    ];
    this.#recovery.rebuild();
  }

  watch(target: PatrolTarget): void {
    if (sameTarget(this.#wish.watched, target)) return;
    this.#talker.end();
    this.#wish.watched = target;
    if (sameTarget(this.#wish.warm, target)) this.#wish.warm = null;
    this.#feeds.watch(target, performance.now());
    this.state.update((now) => ({ ...now, error: null }));
    this.#askToWatch();
  }

  unwatch(): void {
    if (this.#wish.watched === null) return;
    this.#talker.end();
    this.#wish.watched = null;
    this.#feeds.watch(null, performance.now());
    this.#askToWatch();
  }

  warm(target: PatrolTarget | null): void {
    if (sameTarget(this.#wish.warm, target) || (target && sameTarget(this.#wish.watched, target))) return;
    this.#wish.warm = target;
    this.#feeds.warm(target, performance.now());
    this.#askToWarm();
  }

  talk(on: boolean): void {
    const watched = this.#feeds.watched()?.participantId;
    if (!on) this.#talker.end();
    else if (watched !== undefined) this.#talker.begin(watched);
  }

  show(participantId: string, element: HTMLVideoElement): () => void {
    return this.#feeds.show(participantId, element);
  }

  setVolume(volume: number): void {
    this.#sound.setVolume(volume);
  }

  addressChanged(): void {
    this.#recovery.addressChanged();
    this.#talker.addressChanged();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#look);
    clearTimeout(this.#tidy);
    for (const stop of this.#stop) stop();
    this.#talker.close();
    this.#recovery.stop();
    this.#feeds.close();
    this.#sound.close();
    this.#meter.close();
  }

  #createTalker(door: MediaDoor): PatrolTalker {
    return new PatrolTalker({
      ...this.#ground,
      door,
      changed: (talk) => this.state.update((now) => ({ ...now, talk })),
    });
  }

  #askToWatch(): void {
    const turn = (this.#turns.watched += 1);
    const { watched } = this.#wish;
    const { command } = this.#ground.connection;
    const asked = watched ? command('patrol.watch', watched) : command('patrol.unwatch', {});
    asked.then(
      (answer) => {
        if (turn !== this.#turns.watched || !('participantId' in answer)) return;
        this.#feeds.found('watched', answer.participantId);
        this.#feeds.pickUp(this.#recovery.link?.incoming.values() ?? []);
      },
      (thrown: unknown) => {
        if (turn === this.#turns.watched) this.#refused(ClientError.from(thrown));
      },
    );
  }

  #askToWarm(): void {
    const turn = (this.#turns.warm += 1);
    this.#ground.connection.command('patrol.warm', { target: this.#wish.warm }).then(
      ({ participantId }) => {
        if (turn !== this.#turns.warm || participantId === null) return;
        this.#feeds.found('warm', participantId);
        this.#feeds.pickUp(this.#recovery.link?.incoming.values() ?? []);
      },
      // Then it is not warm: watching it takes a little longer, and says what is wrong.
      () => undefined,
    );
  }

  #refused(error: ClientError): void {
    // Asked again when the line is back.
    if (error.code === 'offline' || error.code === 'timeout' || error.code === 'not_joined') return;
    this.#wish.watched = null;
    this.#feeds.watch(null, performance.now());
    this.state.update((now) => ({ ...now, error }));
  }

  #joined(joined: Joined): void {
    const kept = this.#ground.classroom.state.get().own.patrolLive?.kept;
    this.#recovery.joined({ ...joined, mediaKept: kept?.receive ?? false });
    // A server that still knows what the page wished before the drop, or before it was loaded anew, follows this one.
    if (this.#wish.watched !== null || kept?.receive) this.#askToWatch();
    if (this.#wish.warm !== null || kept?.receive) this.#askToWarm();
    this.#talker.joined(joined);
  }

  #notice(notice: Notice): void {
    const { link } = this.#recovery;
    switch (notice.name) {
      case 'patrol.consumersOpened':
        link?.add(notice.data.consumers).catch(() => this.#recovery.rebuild());
        break;
      case 'patrol.consumerClosed':
        this.#consumerClosed(notice.data.consumerId);
        break;
      case 'patrol.transportLost':
        if (notice.data.direction === 'receive') this.#recovery.transportLost();
        break;
      default:
        break;
    }
  }

  #consumerClosed(consumerId: string): void {
    const incoming = this.#recovery.link?.incoming.get(consumerId);
    if (incoming) this.#feeds.gone(incoming);
    this.#ended.add(consumerId);
    clearTimeout(this.#tidy);
    this.#tidy = setTimeout(() => {
      for (const id of this.#ended) this.#recovery.link?.remove(id);
      this.#ended.clear();
    }, tidyAfterMs);
  }

  #rebuilding(): void {
    this.#early = [];
    this.#ended.clear();
    this.#feeds.lost();
    const { kind } = this.state.get().phase;
    this.#setPhase({ kind: kind === 'open' ? 'recovering' : 'opening', since: Date.now() });
  }

  #opened(): void {
    this.#recovery.succeeded();
    this.#setPhase({ kind: 'open' });
    for (const notice of this.#early) this.#notice(notice);
  }

  /** A picture that should come and does not gets another key frame asked for. */
  #nudge(): void {
    const { link } = this.#recovery;
    const waiting = this.#feeds.look(performance.now());
    if (!link) return;
    for (const incoming of link.incoming.values()) {
      const { participantId, kind } = incoming.options;
      if (kind === 'video' && waiting.has(participantId)) link.nudge(incoming);
    }
  }

  #feedsChanged(): void {
    const sound = this.#feeds.watched()?.sound;
    this.#sound.play(sound);
    this.#meter.follow(sound);
    this.state.update((now) => ({ ...now, feeds: this.#feeds.view() }));
  }

  #over(): void {
    this.#recovery.stop();
    this.#talker.end();
    this.#wish.watched = null;
    this.#wish.warm = null;
    this.#feeds.watch(null, performance.now());
    this.#feeds.warm(null, performance.now());
    this.#setPhase({ kind: 'idle' });
  }

  #setPhase(phase: MediaPhase): void {
    this.state.update((now) =>
      now.phase.kind === 'idle' && phase.kind === 'idle' ? now : { ...now, phase },
    );
  }
}

function sameTarget(one: PatrolTarget | null, other: PatrolTarget | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
