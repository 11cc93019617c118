import { ClassroomClient } from '../../../client/session/classroom.ts';
import { Connection } from '../../../client/session/connection.ts';
import type { MediaEngine } from '../../../client/session/media-engine.ts';
import { MediaRecovery } from '../../../client/session/media-recovery.ts';
import type { ConsumerOptions } from '../../../src/contract/media.ts';
import type { Notice } from '../../../src/contract/index.ts';
import type { DtlsIdentity } from '../../support/identity.ts';
import type { Line } from '../../support/line.ts';
import type { Session } from '../../support/plenum-client.ts';
import { monotonicMs } from '../../support/sockets-api.ts';
import { receiveStage, sendStage, type LinkOptions, type MemberLink } from './member-media.ts';
import { frozenAfterMs, type MemberKind, type Seen } from './members-api.ts';
import { nodeWire } from './node-wire.ts';

/** As the page does (client/session/receiver.ts, sender.ts): spread after a worker's death, in milliseconds. */
const lossSpreadMs = { lecturer: 100, room: 300, phone: 0 } as const;
/** As the page does (client/session/receive-watch.ts): a picture that brings nothing for so long is set up anew, in milliseconds. */
const rebuildAfterMs = 5_000;
const lookEveryMs = 1_000;
/** As the page does (client/session/receiver.ts): the link before is open until the new one brings the picture, or for so long. */
const retireMs = 8_000;
/** As the page does (client/session/sender.ts): what is sent over the link before goes on for so long, in milliseconds. */
const sendOnMs = 2_000;

/** mediasoup-client's part of the page; a simulated member has its own way to send and receive. */
const noEngine: MediaEngine = {
  receiveCapabilities: {},
  openReceive: () => {
    throw new Error('a simulated member has no browser');
  },
  openSend: () => {
    throw new Error('a simulated member has no browser');
  },
};

export interface MemberOptions {
  baseUrl: string;
  session: Session;
  lessonId: string;
  kind: MemberKind;
  identity: DtlsIdentity;
  /** The line that it is on; without one it reaches the server directly. */
  line: Line | undefined;
}

/**
 * Somebody in the class. Line, classroom and the decision when media is opened anew are the page's own code
 * (client/session); only WebRTC itself is simulated. So what it sees after a fault is what a page sees.
 */
export class Member {
  readonly connection: Connection;
  readonly #options: MemberOptions;
  readonly #classroom: ClassroomClient;
  readonly #recovery: MediaRecovery<MemberLink>;
  readonly #wire: ReturnType<typeof nodeWire>;
  readonly #look: NodeJS.Timeout;
  #early: ConsumerOptions[] = [];
  #joinedAt = 0;
  #drops = 0;
  #warned = false;
  #pictureAt = 0;
  #freezes: Seen['freezes'] = [];
  #truceUntil = 0;
  #retired: MemberLink | undefined;
  #links = 0;
  #left = false;

  constructor(options: MemberOptions) {
    this.#options = options;
    const { baseUrl, session, lessonId, kind, line } = options;
    this.#wire = nodeWire(line?.url ?? baseUrl, session, () => (this.#drops += 1));
    const connection = new Connection(session.id, this.#wire.create);
    this.connection = connection;
    const withMedia = kind !== 'phone';
    const role = kind === 'lecturer' ? 'lecturer' : kind === 'room' ? 'screen' : 'trainee';
    this.#classroom = new ClassroomClient({ connection, role, withMedia, lessonId });
    this.#recovery = new MediaRecovery({
      connection,
      loadEngine: () => Promise.resolve(noEngine),
      lossSpreadMs: lossSpreadMs[kind],
      wanted: () => withMedia && this.#classroom.state.get().phase === 'live',
      open: () => this.#openLink(),
      leave: (link) => this.#retire(link),
      rebuilding: () => undefined,
      opened: () => this.#opened(),
      failed: () => undefined,
      over: () => undefined,
    });
    this.#classroom.joined.on((joined) => {
      this.#joinedAt = monotonicMs();
      this.#recovery.joined(joined);
    });
    let phase = this.#classroom.state.get().phase;
    this.#classroom.state.subscribe(() => {
      const now = this.#classroom.state.get().phase;
      if (now === 'live' && phase !== 'live' && !this.#recovery.link && !this.#recovery.opening)
        this.#recovery.rebuild();
      phase = now;
    });
    connection.notices.on((notice) => this.#notice(notice));
    connection.state.subscribe(() => {
      if (connection.state.get().kind === 'stopping') this.#warned = true;
    });
    this.#look = setInterval(() => this.#rebuildWhenStill(), lookEveryMs);
  }

  /** Resolves when it is in the classroom, and with media when that flows. */
  async enter(withinMs: number): Promise<void> {
    this.connection.open();
    const deadline = performance.now() + withinMs;
    for (;;) {
      const linked = this.#options.kind === 'phone' || this.#recovery.link !== null;
      if (this.#joinedAt > 0 && (linked || this.#classroom.state.get().phase !== 'live')) return;
      if (performance.now() > deadline) throw new Error(`a ${this.#options.kind} did not get in`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  watch(): void {
    this.#freezes = [];
    this.#drops = 0;
    this.#warned = false;
  }

  get seen(): Seen {
    const { entry, phase, stage } = this.#classroom.state.get();
    const online = this.connection.state.get().kind === 'online';
    const { kind } = this.#options;
    return {
      inLesson:
        online && entry.kind === 'joined' && phase === 'live' && (kind !== 'room' || stage.tracks.length > 1),
      joinedAt: this.#joinedAt,
      drops: this.#drops,
      warned: this.#warned,
      port: this.#recovery.link?.port ?? null,
      pictureAt: this.#pictureAt,
      freezes: this.#freezes,
    };
  }

  drop(): void {
    this.#wire.drop();
  }

  async leave(): Promise<void> {
    clearInterval(this.#look);
    await this.connection.command('classroom.leave', {}).catch(() => undefined);
    this.#left = true;
    this.#recovery.stop();
    this.#retired?.close();
    this.#classroom.close();
    this.connection.close();
  }

  #openLink(): Promise<MemberLink> {
    const { kind, identity, line } = this.#options;
    const { command } = this.connection;
    const options: LinkOptions = {
      command,
      identity,
      portOf: (port) => (line ? line.udpPort(port) : Promise.resolve(port)),
    };
    this.#early = [];
    const link = (this.#links += 1);
    return kind === 'lecturer' ? sendStage(options) : receiveStage(options, () => this.#picture(link));
  }

  #opened(): void {
    this.#takeEarly();
    if (this.#options.kind === 'lecturer') setTimeout(() => this.#dropRetired(), sendOnMs);
  }

  #retire(link: MemberLink): void {
    this.#retired?.close();
    if (this.#left) {
      link.close();
      return;
    }
    this.#retired = link;
    setTimeout(() => {
      if (this.#retired === link) this.#dropRetired();
    }, retireMs);
  }

  #dropRetired(): void {
    this.#retired?.close();
    this.#retired = undefined;
  }

  #picture(link: number): void {
    if (link === this.#links && this.#recovery.link) this.#dropRetired();
    const now = monotonicMs();
    if (this.#pictureAt > 0 && now - this.#pictureAt > frozenAfterMs)
      this.#freezes.push({ from: this.#pictureAt, to: now });
    this.#pictureAt = now;
    this.#recovery.succeeded();
  }

  #notice(notice: Notice): void {
    if (notice.name === 'media.transportLost') {
      const own = this.#options.kind === 'lecturer' ? 'send' : 'receive';
      if (notice.data.direction === own) this.#recovery.transportLost();
    } else if (notice.name === 'media.consumerOpened') {
      this.#early.push(notice.data.consumer);
      this.#takeEarly();
    }
  }

  #takeEarly(): void {
    const { link } = this.#recovery;
    if (!link) return;
    for (const consumer of this.#early.splice(0)) link.add(consumer).catch(() => undefined);
  }

  #rebuildWhenStill(): void {
    const { link } = this.#recovery;
    const now = performance.now();
    if (this.#options.kind !== 'room' || !link || now < this.#truceUntil) return;
    if (this.connection.state.get().kind !== 'online') return;
    const stillMs = Math.min(monotonicMs() - this.#pictureAt, now - link.openedAt);
    if (stillMs < rebuildAfterMs || this.#classroom.state.get().stage.lecturer !== 'here') return;
    this.#truceUntil = now + rebuildAfterMs;
    this.#recovery.rebuild();
  }
}
