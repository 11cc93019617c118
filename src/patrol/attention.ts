import type { PresenceState } from '../contract/classroom.ts';
import { attentionKinds, patrolLimits, type Attention, type PictureFacts } from '../contract/patrol.ts';

/** What came with one still, or in place of one. Times are milliseconds by the server's clock. */
export interface StillReport {
  at: number;
  /** Of the picture's bytes; null without a picture. */
  hash: string | null;
  /** What the page says of the picture. */
  facts: PictureFacts | null;
  camera: 'on' | 'off' | 'refused' | 'none';
  /** Decibels of full scale; null without a microphone. */
  sound: number | null;
}

/** A state of a room that has to last before it is told. */
class Lasting {
  #since: number | null = null;
  #reports = 0;

  /** Takes note of whether it is so in this report. */
  note(holds: boolean, at: number): void {
    this.#since = holds ? (this.#since ?? at) : null;
    this.#reports = holds ? this.#reports + 1 : 0;
  }

  /** Since when, once it has held for so long and in more than one report. */
  after(ms: number, now: number): number | null {
    const lasted = this.#since !== null && now - this.#since >= ms && this.#reports > 1;
    return lasted ? this.#since : null;
  }

  get suspected(): boolean {
    return this.#since !== null;
  }
}

/** Was here, and is not now. */
function isGone(state: PresenceState | null): boolean {
  return state === 'away' || state === 'offline';
}

/**
 * Whether a room needs a look, worked out from what its page says of its own camera and checked against the bytes of its
 * stills. A page can hide a dark room by lying about its brightness, but not a picture that stands still: bytes that came
 * before are the same picture, whatever the page claims.
 */
export class RoomAttention {
  readonly #hashes: string[] = [];
  readonly #black = new Lasting();
  readonly #covered = new Lasting();
  readonly #silent = new Lasting();
  #camera: StillReport['camera'] = 'on';
  #cameraSince = 0;
  /** Stills in a row whose bytes came before, and when the first of them came. */
  #repeated = 0;
  #repeatedSince = 0;
  /** A still came again although its page claims that something moved since the one before. */
  #claimedMotion = false;
  #state: PresenceState | null = null;
  #stateSince = 0;
  #lastStillAt = -Infinity;
  #intervalMs = 0;
  /** When stills were last wanted more often than before: those of the time before it are not missing. */
  #quickerSince = -Infinity;

  /** Takes note of the room's connection; null while it never came. */
  present(state: PresenceState | null, since: number): void {
    // Whoever dropped is given up half a minute later: gone since the drop all the same.
    const isStillGone = isGone(this.#state) && isGone(state);
    this.#state = state;
    if (!isStillGone) this.#stateSince = since;
  }

  /** Takes note of a still, or of the word that there is none. */
  report({ at, hash, facts, camera, sound }: StillReport): void {
    this.#lastStillAt = at;
    if (camera !== this.#camera) {
      this.#camera = camera;
      this.#cameraSince = at;
    }
    this.#remember(hash, facts, at);
    const isBlack = facts !== null && facts.luma < patrolLimits.blackLuma;
    this.#black.note(isBlack, at);
    this.#covered.note(facts !== null && !isBlack && facts.spread < patrolLimits.coveredSpread, at);
    this.#silent.note(sound !== null && sound < patrolLimits.silentDb, at);
  }

  /** True when the last stills give reason to look again soon. */
  get suspected(): boolean {
    return this.#repeated > 0 || this.#black.suspected || this.#covered.suspected;
  }

  /**
   * What the room needs a look for, the most urgent first.
   * @param live the lesson has begun and not ended: only then somebody who is not there is missed
   * @param intervalMs how often stills are wanted of it
   */
  flags(now: number, { live, intervalMs }: { live: boolean; intervalMs: number }): Attention[] {
    if (this.#state !== 'online') {
      return live && this.#state !== null ? [{ kind: 'gone', since: this.#stateSince }] : [];
    }
    this.#paced(now, intervalMs);
    const black = this.#black.after(patrolLimits.darkForMs, now);
    const covered = this.#covered.after(patrolLimits.darkForMs, now);
    const since: Record<Attention['kind'], number | null> = {
      gone: null,
      // A lens with a lid on it stands still too; that it is dark says more.
      frozen: black === null && covered === null ? this.#frozenSince() : null,
      black,
      covered,
      // Of a camera that is off nothing is expected.
      noStills: this.#camera === 'on' ? this.#missingSince(now, intervalMs) : null,
      cameraOff: this.#camera === 'on' ? null : this.#cameraSince,
      silent: this.#silent.after(patrolLimits.silentForMs, now),
    };
    return attentionKinds.flatMap((kind) => {
      const from = since[kind];
      return from === null ? [] : [{ kind, since: from }];
    });
  }

  #remember(hash: string | null, facts: PictureFacts | null, at: number): void {
    if (hash === null) {
      this.#repeated = 0;
      this.#claimedMotion = false;
      return;
    }
    if (this.#hashes.includes(hash)) {
      if (this.#repeated === 0) this.#repeatedSince = at;
      this.#repeated += 1;
      this.#claimedMotion ||= (facts?.change ?? 0) >= patrolLimits.movingChange;
      return;
    }
    this.#repeated = 0;
    this.#claimedMotion = false;
    this.#hashes.push(hash);
    if (this.#hashes.length > patrolLimits.rememberedStills) this.#hashes.shift();
  }

  #frozenSince(): number | null {
    const frozen = this.#repeated >= patrolLimits.frozenStills || this.#claimedMotion;
    return frozen ? this.#repeatedSince : null;
  }

  /** Somebody looks at a room whose still may be half a minute old: that is no fault of the room. One that is missing stays so. */
  #paced(now: number, intervalMs: number): void {
    const isQuicker = intervalMs < this.#intervalMs;
    if (isQuicker && this.#missingSince(now, this.#intervalMs) === null) this.#quickerSince = now;
    if (intervalMs > this.#intervalMs) this.#quickerSince = -Infinity;
    this.#intervalMs = intervalMs;
  }

  #missingSince(now: number, intervalMs: number): number | null {
    const expectedSince = Math.max(this.#lastStillAt, this.#stateSince);
    const patience = Math.max(patrolLimits.missingForMs, patrolLimits.missingStills * intervalMs);
    return now - Math.max(expectedSince, this.#quickerSince) >= patience ? expectedSince : null;
  }
}
