import { crc32 } from 'node:zlib';
import type { z } from 'zod';
import type { Participant } from '../contract/identity.ts';
import { patrolLimits, type patrolCommands, type StillPace } from '../contract/patrol.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { Connection, Fanout } from '../lib/feature.ts';
import { Looks } from './looks.ts';
import { StillOutlet } from './outlet.ts';
import { acceptPicture } from './picture.ts';
import type { Room, Still } from './room.ts';
import type { Wall } from './wall.ts';

export interface LessonStillsDependencies {
  lessonId: string;
  wall: Wall;
  fanout: Fanout;
  clock: Clock;
}

/** Milliseconds between two searches for pages that look no more. */
const expiryMs = 1_000;

/** The stills of one open lesson: taken from the rooms at the pace that they are asked for, handed on to whoever looks. */
export class LessonStills {
  readonly #deps: LessonStillsDependencies;
  readonly #looks: Looks;
  readonly #outlet: StillOutlet;
  /** Pages that look, by connection. */
  readonly #pages = new Map<string, Connection>();
  #expiry: NodeJS.Timeout | undefined;

  constructor(deps: LessonStillsDependencies) {
    this.#deps = deps;
    this.#looks = new Looks(deps.lessonId);
    this.#outlet = new StillOutlet({
      push: (tileId) => this.#push(tileId),
      pushTo: (pageId, tileId) => this.#pushTo(pageId, tileId),
      tiles: () => this.#looks.tiles,
    });
  }

  /** When the first still of somebody who has come is wanted; undefined for those whose camera is none of patrol's. */
  first(participant: Participant): StillPace | undefined {
    const room = this.#deps.wall.roomOf(participant);
    return room?.pace.after(this.#deps.clock.now(), this.#reasons(room), true);
  }

  /**
   * Takes a still, or the word that there is none. Returns when the next one is wanted.
   * @throws `not_found` when no room is theirs, `picture_refused`
   */
  take(
    participant: Participant,
    { picture, facts, camera, sound, sentMs }: z.output<(typeof patrolCommands)['patrol.still']['input']>,
  ): StillPace {
    const { wall, clock } = this.#deps;
    const room = wall.roomOf(participant);
    if (!room) throw new AppError('not_found');
    const at = clock.now();
    const still = picture && stillOf(picture, participant, at);
    // Without a picture there is nothing that facts could be of.
    room.report({
      at,
      hash: still && hashOf(still.bytes),
      facts: still && facts,
      camera: still ? 'on' : camera === 'on' ? 'off' : camera,
      sound,
      sentMs,
      still,
      participantId: participant.sessionId,
    });
    const { tileId } = room.record;
    if (still && this.#looks.isLookedAt(tileId)) this.#outlet.came(tileId);
    return room.pace.after(at, this.#reasons(room));
  }

  /** A page shows these tiles in place of those before; tiles that nobody knows are left out. */
  look(connection: Connection, tileIds: readonly string[]): void {
    const { wall, clock } = this.#deps;
    const known = tileIds.filter((tileId) => wall.room(tileId));
    const before = new Set(known.filter((tileId) => this.#looks.isLookedAt(tileId)));
    const added = this.#looks.look(connection, known, clock.now());
    if (known.length === 0) {
      this.end(connection);
      return;
    }
    this.#pages.set(connection.id, connection);
    this.#outlet.keeps(connection.id, new Set(known));
    this.#outlet.began(
      connection.id,
      added.filter((tileId) => wall.room(tileId)?.still),
    );
    for (const tileId of added) if (!before.has(tileId)) this.#hasten(tileId);
    this.#expiry ??= setInterval(() => this.#expire(), expiryMs).unref();
  }

  /** That page shows nothing any more. */
  end(connection: Connection): void {
    this.#looks.end(connection);
    this.#pages.delete(connection.id);
    this.#outlet.keeps(connection.id, new Set());
    if (this.#looks.isEmpty) this.#stopExpiry();
  }

  isLookedAt(tileId: string): boolean {
    return this.#looks.isLookedAt(tileId);
  }

  /** Idempotent; no timer survives. */
  close(): void {
    this.#stopExpiry();
    this.#outlet.close();
    for (const connection of this.#pages.values()) this.#looks.end(connection);
    this.#pages.clear();
  }

  #reasons(room: Room): ReturnType<Room['reasons']> {
    return room.reasons(this.#looks.isLookedAt(room.record.tileId));
  }

  /** Somebody looks at a room that nobody looked at: its next still is wanted earlier than its page knows. */
  #hasten(tileId: string): void {
    const { wall, clock, fanout } = this.#deps;
    const room = wall.room(tileId);
    const pace = room?.pace.hasten(clock.now(), this.#reasons(room));
    if (!room || !pace) return;
    for (const sessionId of room.online()) fanout.notice(`session:${sessionId}`, 'patrol.pace', pace);
  }

  #push(tileId: string): void {
    const notice = this.#notice(tileId);
    if (notice) this.#deps.fanout.notice(this.#looks.audienceOf(tileId), 'patrol.still', notice);
  }

  #pushTo(pageId: string, tileId: string): void {
    const notice = this.#notice(tileId);
    if (notice) this.#pages.get(pageId)?.notify('patrol.still', notice);
  }

  #notice(tileId: string) {
    const room = this.#deps.wall.room(tileId);
    if (!room?.still) return undefined;
    const { type, width, height, at, bytes: picture } = room.still;
    return { tileId, type, width, height, at, sound: room.sound, picture };
  }

  #expire(): void {
    for (const connection of this.#looks.expire(this.#deps.clock.now())) this.end(connection);
  }

  #stopExpiry(): void {
    clearInterval(this.#expiry);
    this.#expiry = undefined;
  }
}

function stillOf(picture: Uint8Array, { sessionId }: Participant, at: number): Still {
  const info = acceptPicture(picture, { side: patrolLimits.stillSide, bytes: patrolLimits.stillBytes });
  if (!info) throw new AppError('picture_refused');
  const { type, width, height } = info;
  return { type, width, height, bytes: kept(picture), at, participantId: sessionId };
}

/**
 * Tells pictures of one camera apart. Whoever wants a picture that stands still to pass could change a byte of it under any
 * hash: what counts is that two different ones are not taken for the same, and how little each still costs.
 */
function hashOf(bytes: Uint8Array): string {
  return `${bytes.byteLength}:${crc32(bytes)}`;
}

/** What came may be a small piece of a large buffer, all of which would stay in memory with it. */
function kept(picture: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = picture;
  const isMost = buffer instanceof ArrayBuffer && buffer.byteLength <= 2 * byteLength;
  return isMost ? new Uint8Array(buffer, byteOffset, byteLength) : new Uint8Array(picture);
}
