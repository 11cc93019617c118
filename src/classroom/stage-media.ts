import type { StageTrack } from '../contract/classroom.ts';
import { isStageSource } from '../contract/media.ts';
import type { Lesson } from '../contract/course.ts';
import { AppError } from '../lib/errors.ts';
import type { Connection } from '../lib/feature.ts';
import { KeyedQueue } from '../lib/keyed-queue.ts';
import type { MediaPort, MediaRoom, Track } from '../media/port.ts';
import type { Classroom } from './classroom.ts';
import type { ClassroomPart } from '../lib/live-classroom.ts';
import type { ClassroomRegistry } from './registry.ts';
import type { Seat } from './seat.ts';

/** The media rooms of the open classrooms: what their participants send is their stage, and what all others receive. */
export class StageMedia implements ClassroomPart {
  readonly #registry: ClassroomRegistry;
  readonly #media: MediaPort;
  readonly #rooms = new Map<string, MediaRoom>();
  readonly #queue = new KeyedQueue();
  #trackListener: ((classroom: Classroom) => void) | undefined;

  constructor(registry: ClassroomRegistry, media: MediaPort) {
    this.#registry = registry;
    this.#media = media;
  }

  /** The seat that this socket holds, and its media room, opened on first use. Throws `not_joined`, `lesson_ended`. */
  async seat(connection: Connection): Promise<{ seat: Seat; room: MediaRoom; classroom: Classroom }> {
    const { classroom, seat } = this.#registry.seated(connection);
    if (classroom.phase === 'ended') throw new AppError('lesson_ended');
    const room = this.#rooms.get(classroom.lesson.id) ?? (await this.#open(classroom));
    return { seat, room, classroom };
  }

  async lessonChanged(lesson: Lesson): Promise<void> {
    const classroom = this.#registry.opened(lesson.id);
    if (!classroom) return;
    if (classroom.phase === 'ended') this.#end(classroom);
    this.refresh(classroom);
  }

  closed(lessonId: string): void {
    this.#rooms.get(lessonId)?.close();
    this.#rooms.delete(lessonId);
  }

  /** Somebody came onto the stage or left it: everybody receives what is on it now, and is told. */
  refresh(classroom: Classroom): void {
    this.#follow(classroom);
    this.#tell(classroom);
  }

  /** Ends whatever this participant sends. */
  async endTracksOf(classroom: Classroom, participantId: string): Promise<void> {
    const peer = classroom.seatOf(participantId)?.peer;
    for (const track of classroom.tracks.filter((one) => one.participantId === participantId)) {
      await peer?.unproduce(track.trackId).catch(ignoreGone);
    }
  }

  /** Called when what is being sent in a classroom has changed. */
  onTracks(listener: (classroom: Classroom) => void): void {
    this.#trackListener = listener;
  }

  /** Waits for rooms that are being opened. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  async #open(classroom: Classroom): Promise<MediaRoom> {
    const { id } = classroom.lesson;
    return this.#queue.run(id, async () => {
      const existing = this.#rooms.get(id);
      if (existing) return existing;
      const room = await this.#media.room(id);
      if (this.#registry.opened(id) !== classroom) {
        // Everybody has left meanwhile.
        room.close();
        throw new AppError('not_joined');
      }
      room.onTracksChanged((tracks) => {
        const before = JSON.stringify(classroom.stage);
        classroom.setTracks(tracks.flatMap((track) => toStageTrack(classroom, track)));
        this.#follow(classroom);
        // What is sent off air concerns nobody else.
        if (JSON.stringify(classroom.stage) !== before) this.#tell(classroom);
        this.#trackListener?.(classroom);
      });
      this.#rooms.set(id, room);
      return room;
    });
  }

  #end(classroom: Classroom): void {
    for (const seat of classroom.seats()) {
      seat.peer?.close();
      seat.peer = null;
    }
    this.closed(classroom.lesson.id);
    classroom.setTracks([]);
  }

  #follow(classroom: Classroom): void {
    for (const seat of classroom.seats()) seat.peer?.follow(classroom.followedBy(seat));
  }

  #tell(classroom: Classroom): void {
    this.#registry.emit(classroom.lesson.id, 'stage.changed', { stage: classroom.stage });
  }
}

/** Every peer belongs to a seat, and seats stay for as long as their classroom is open. */
function toStageTrack(classroom: Classroom, track: Track): StageTrack[] {
  const seat = classroom.seatOf(track.peerId);
  const { id: trackId, source, kind, peerId: participantId, paused } = track;
  if (!seat || !isStageSource(source)) return [];
  return [{ trackId, source, kind, participantId, role: seat.participant.role, paused }];
}

/** For what may have ended by itself meanwhile. */
export function ignoreGone(error: unknown): void {
  if (!(error instanceof AppError && error.code === 'media_gone')) throw error;
}
