import type { Presence, PresenceState } from '../contract/classroom.ts';
import type { QualityReport } from '../contract/media.ts';
import {
  canBeSeen,
  patrolLimits,
  type LineQuality,
  type Sighting,
  type WallTile,
} from '../contract/patrol.ts';
import { RoomAttention, type StillReport } from './attention.ts';
import { CameraPace, intervalOf, type PaceReasons, type PhaseClock } from './pace.ts';
import type { PictureInfo } from './picture.ts';

/** A branch or a port as the records have it. */
export interface RoomRecord {
  tileId: string;
  of: 'branch' | 'port';
  name: string;
  level: 1 | 2 | null;
  /** The branch above; of a port the one that it belongs to. */
  parentId: string | null;
  unit: string;
}

/** The newest still of a room's camera, as its page sent it. */
export interface Still extends PictureInfo {
  bytes: Uint8Array<ArrayBuffer>;
  at: number;
  /** Whose camera it is. */
  participantId: string;
}

/** A still, or the word that there is none, with what the page measured. */
export interface RoomReport extends StillReport {
  still: Still | null;
  /** Whose page sent it. */
  participantId: string;
  /** Milliseconds that the still before took until it was acknowledged; null for the first one. */
  sentMs: number | null;
}

/** A sighting as the records have it. */
interface Seen {
  at: Date;
  by: string;
  outcome: Sighting['outcome'];
  headCount: number | null;
}

const order: Record<PresenceState, number> = { online: 2, away: 1, offline: 0 };

/** One branch or port as patrol sees it during a lesson. Plain state, no I/O. */
export class Room {
  record: RoomRecord;
  readonly attention = new RoomAttention();
  readonly pace: CameraPace;
  still: Still | null = null;
  lastSeen: Sighting | null = null;
  heads: WallTile['heads'] = null;
  openFindings = 0;
  /** The sessions whose camera this room's is: one screen, or the port's devices. */
  readonly #presences = new Map<string, Presence>();
  #sound: number | null = null;
  #sentMs: number | null = null;
  #slow = false;

  constructor(record: RoomRecord, phases: PhaseClock) {
    this.record = record;
    this.pace = new CameraPace(phases, record.tileId);
  }

  /** Takes note of a session of this room. */
  seat(presence: Presence): void {
    this.#presences.set(presence.participantId, presence);
    const { state, since } = this.#nearest() ?? presence;
    this.attention.present(state, since);
  }

  /** That session belongs to another room now. */
  unseat(participantId: string): void {
    this.#presences.delete(participantId);
    const nearest = this.#nearest();
    this.attention.present(nearest?.state ?? null, nearest?.since ?? 0);
  }

  /** Takes note of a still. */
  report(report: RoomReport): void {
    this.attention.report(report);
    if (report.still) this.still = report.still;
    else if (this.#isWithdrawn(report)) this.still = null;
    this.#sound = report.sound;
    const { sentMs } = report;
    if (sentMs === null) return;
    this.#sentMs = sentMs;
    // A line counts as slow until it is clearly faster again, so that the pace does not change with every still.
    this.#slow = sentMs > (this.#slow ? patrolLimits.thin.sentMs / 2 : patrolLimits.thin.sentMs);
  }

  /** Takes note of a sighting that is on record; they come in the order of time. */
  saw({ at, by, outcome, headCount }: Seen): void {
    this.lastSeen = { at: at.getTime(), by, outcome };
    if (headCount !== null) this.heads = { count: headCount, at: at.getTime(), by };
  }

  /** What the pace of this room's stills depends on. */
  reasons(lookedAt: boolean): PaceReasons {
    return { lookedAt, thin: this.#isThin(), suspected: this.attention.suspected };
  }

  /** Decibels of full scale with the newest still; null without a microphone. */
  get sound(): number | null {
    return this.#sound;
  }

  /** The session whose camera it is now; null while nobody is connected. */
  get participantId(): string | null {
    const online = [...this.#presences.values()].filter(({ state }) => state === 'online');
    const sending = online.find(({ participantId }) => participantId === this.still?.participantId);
    return (sending ?? online[0])?.participantId ?? null;
  }

  /** See {@link canBeSeen}. */
  canBeSeen(now: number): boolean {
    const nearest = this.#nearest();
    return nearest !== undefined && canBeSeen(nearest, now);
  }

  /** The sessions that are connected now. */
  online(): string[] {
    return [...this.#presences.values()].flatMap((one) =>
      one.state === 'online' ? [one.participantId] : [],
    );
  }

  /**
   * The room as the wall shows it.
   * @param live the lesson has begun and not ended
   */
  tile(
    now: number,
    { live, lookedAt, signIn }: { live: boolean; lookedAt: boolean; signIn: WallTile['signIn'] },
  ): WallTile {
    const nearest = this.#nearest();
    return {
      ...this.record,
      state: nearest?.state ?? 'offline',
      since: nearest?.since ?? null,
      participantId: this.participantId,
      stillAt: this.still?.at ?? null,
      attention: this.attention.flags(now, {
        live,
        intervalMs: Math.max(this.pace.intervalMs, intervalOf(this.reasons(lookedAt))),
      }),
      heads: this.heads,
      signIn,
      line: this.#line(),
      sound: this.#sound === null ? null : Math.round(this.#sound),
      lastSeen: this.lastSeen,
      openFindings: this.openFindings,
    };
  }

  /**
   * A port shows a person at home, who is not to be looked at any longer than they agree to: when there is no picture any
   * more, the last one goes too. Of several devices each speaks for its own camera; a no is meant for all of them. A branch
   * is a meeting room whose last picture still says something.
   */
  #isWithdrawn({ camera, participantId }: RoomReport): boolean {
    if (this.record.of !== 'port') return false;
    return camera === 'refused' || participantId === this.still?.participantId;
  }

  /** Of several devices of one room the one that is nearest to being there. */
  #nearest(): Presence | undefined {
    let nearest: Presence | undefined;
    for (const one of this.#presences.values()) {
      const nearer = !nearest || order[one.state] > order[nearest.state];
      const later = nearest?.state === one.state && one.since > nearest.since;
      if (nearer || later) nearest = one;
    }
    return nearest;
  }

  #quality(): QualityReport | null {
    return this.#nearest()?.quality ?? null;
  }

  #isThin(): boolean {
    const quality = this.#quality();
    const held = quality?.direction === 'send' && quality.limitedBy === 'bandwidth';
    return this.#slow || (held && quality.kbps < patrolLimits.thin.kbps);
  }

  #line(): LineQuality | null {
    const quality = this.#quality();
    if (!quality && this.#sentMs === null) return null;
    const { loss = 0, rttMs = null, frozenMs = 0 } = quality ?? {};
    const { bad, weak } = lineBounds;
    const worst = Math.max(loss / bad.loss, (rttMs ?? 0) / bad.rttMs, frozenMs / bad.frozenMs);
    if (worst >= 1) return 'bad';
    const noticed = Math.max(loss / weak.loss, (rttMs ?? 0) / weak.rttMs, frozenMs / weak.frozenMs);
    return noticed >= 1 || this.#isThin() ? 'weak' : 'good';
  }
}

/**
 * From where a line is noticed, and from where it is no class any more: lost packets as a fraction, milliseconds there and
 * back (ITU-T G.114 calls 150 ms one way good and 400 ms the end of conversation), and milliseconds of still picture since
 * the report before.
 */
const lineBounds = {
  weak: { loss: 0.03, rttMs: 300, frozenMs: 500 },
  bad: { loss: 0.12, rttMs: 800, frozenMs: 2_500 },
} as const;
