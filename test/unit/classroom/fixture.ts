import { EventEmitter } from 'node:events';
import { pino } from 'pino';
import { ClassroomService, type LessonRecords } from '../../../src/classroom/service.ts';
import type { ClassroomRecords } from '../../../src/classroom/classroom.ts';
import type { EventEnvelope } from '../../../src/contract/classroom.ts';
import type { Lesson } from '../../../src/contract/course.ts';
import type { Participant } from '../../../src/contract/identity.ts';
import type { Role } from '../../../src/contract/roles.ts';
import { AppError } from '../../../src/lib/errors.ts';
import type { Audience, Connection, Fanout } from '../../../src/lib/feature.ts';
import type { MediaPeer, MediaPort, MediaRoom, PeerListener, Track } from '../../../src/media/port.ts';

/** A socket end whose deliveries are recorded. */
export class RecordedConnection implements Connection {
  readonly log = pino({ level: 'silent' });
  readonly audiences = new Set<Audience>();
  readonly received: { name: string; data: unknown }[] = [];
  dismissed: string | null = null;
  readonly id: string;
  readonly participant: Participant;

  constructor(id: string, participant: Participant) {
    this.id = id;
    this.participant = participant;
  }

  enter(audience: Audience): void {
    this.audiences.add(audience);
  }
  leave(audience: Audience): void {
    this.audiences.delete(audience);
  }
  notify(name: string, data: unknown): void {
    this.received.push({ name, data });
  }
  dismiss(name: string): void {
    this.dismissed = name;
  }
}

/** Records what is sent to whom. */
export class RecordedFanout implements Fanout {
  readonly events: { audience: Audience; envelope: EventEnvelope }[] = [];
  readonly notices: { audience: Audience; name: string; data: unknown }[] = [];
  readonly #emitter = new EventEmitter();

  event(audience: Audience, envelope: EventEnvelope): void {
    this.events.push({ audience, envelope });
  }
  notice(audience: Audience, name: string, data: unknown): void {
    this.notices.push({ audience, name, data });
    this.#emitter.emit('notice');
  }
  names(): string[] {
    return this.events.map(({ envelope }) => envelope.name);
  }
  nextNotice(): Promise<void> {
    return new Promise((resolve) => this.#emitter.once('notice', () => resolve()));
  }
}

class MemoryPeer implements MediaPeer {
  readonly id: string;
  readonly listener: PeerListener;
  followed: readonly string[] = [];
  closed = false;
  readonly #room: MemoryRoom;

  constructor(room: MemoryRoom, id: string, listener: PeerListener) {
    this.#room = room;
    this.id = id;
    this.listener = listener;
  }
  openReceive(): never {
    throw new AppError('media_unavailable');
  }
  openSend(): never {
    throw new AppError('media_unavailable');
  }
  async connect(): Promise<void> {}
  async restartIce(): Promise<never> {
    throw new AppError('media_gone');
  }
  async produce(options: Parameters<MediaPeer['produce']>[0]): Promise<Track> {
    const track = { id: `${this.id}-${options.source}`, peerId: this.id, ...options };
    this.#room.set([...this.#room.tracks().filter((other) => other.id !== track.id), track]);
    return track;
  }
  async setPaused(): Promise<void> {}
  async unproduce(trackId: string): Promise<void> {
    this.#room.set(this.#room.tracks().filter((track) => track.id !== trackId));
  }
  follow(trackIds: readonly string[]): void {
    this.followed = trackIds;
  }
  async ready(): Promise<void> {}
  async preferLayer(): Promise<void> {}
  async receivedBytes(): Promise<number | null> {
    return null;
  }
  hasTransport(): boolean {
    return !this.closed;
  }
  close(): void {
    this.closed = true;
    this.#room.set(this.#room.tracks().filter((track) => track.peerId !== this.id));
  }
}

class MemoryRoom implements MediaRoom {
  readonly id: string;
  #tracks: Track[] = [];
  #listener: (tracks: readonly Track[]) => void = () => undefined;

  constructor(id: string) {
    this.id = id;
  }
  openPeer(options: { id: string; listener: PeerListener }): MediaPeer {
    return new MemoryPeer(this, options.id, options.listener);
  }
  onTracksChanged(listener: (tracks: readonly Track[]) => void): () => void {
    this.#listener = listener;
    return () => undefined;
  }
  tracks(): readonly Track[] {
    return this.#tracks;
  }
  set(tracks: Track[]): void {
    this.#tracks = tracks;
    this.#listener(tracks);
  }
  close(): void {
    this.#tracks = [];
  }
}

/** Keeps track of tracks and sends nothing: what the classroom does with media, without media. */
const memoryMedia: MediaPort = {
  routerRtpCapabilities: {},
  iceServers: () => [],
  room: async (id) => new MemoryRoom(id),
  openProbe: () => Promise.reject(new AppError('media_unavailable')),
  load: () => [],
  close: async () => undefined,
};

export function lessonOf(id: string, changes: Partial<Lesson> = {}): Lesson {
  return {
    id,
    courseId: 'course-1',
    title: 'Lesson',
    lecturerName: 'Lecturer',
    kind: 'lecture',
    startsAt: 1000,
    endsAt: 2000,
    startedAt: null,
    endedAt: null,
    ...changes,
  };
}

/** A classroom service over records in memory, with a clock that tests set. */
export function openService(lesson: Lesson = lessonOf('lesson-1')) {
  const clock = { time: 10_000, now: () => clock.time };
  const records: ClassroomRecords = {
    lesson,
    course: { id: 'course-1', name: 'Course', branchCount: 2, traineeCount: 3, portCount: 1 },
    branches: [
      { id: 'branch-1', name: 'Branch 1', level: 1, parentId: null },
      { id: 'branch-2', name: 'Branch 2', level: 2, parentId: 'branch-1' },
    ],
  };
  const change = (changes: Partial<Lesson>): Lesson => (records.lesson = { ...records.lesson, ...changes });
  const lessonRecords: LessonRecords = {
    open: async (lessonId) => {
      if (lessonId !== lesson.id) throw new AppError('not_found');
      return records;
    },
    currentLessonId: async () => lesson.id,
    markStarted: async (_id, at) => change({ startedAt: at }),
    markEnded: async (_id, at) => change({ endedAt: at }),
  };
  const fanout = new RecordedFanout();
  const service = new ClassroomService({
    records: lessonRecords,
    media: memoryMedia,
    fanout,
    clock,
    log: pino({ level: 'silent' }),
    graceMs: 30_000,
    directionOf: () =>
      Promise.resolve({ layout: 'auto', fairHands: true, shown: null, devices: {}, guests: [] }),
  });
  return { service, fanout, clock, records };
}

export function participantOf(
  role: Role,
  sessionId: string,
  changes: Partial<Participant> = {},
): Participant {
  return {
    sessionId,
    role,
    name: sessionId,
    courseId: 'course-1',
    branchId: role === 'screen' ? 'branch-1' : null,
    traineeId: null,
    ...changes,
  };
}

let opened = 0;

export function connect(
  role: Role,
  sessionId: string,
  changes: Partial<Participant> = {},
): RecordedConnection {
  opened += 1;
  return new RecordedConnection(`socket-${opened}`, participantOf(role, sessionId, changes));
}
