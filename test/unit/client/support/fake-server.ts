import type { JoinAnswer, StageTrack } from '../../../../src/contract/classroom.ts';
import type { Answer } from '../../../../src/contract/command.ts';
import type { ErrorCode } from '../../../../src/contract/errors.ts';
import type { CommandName, CommandOutput, NoticeData, NoticeName } from '../../../../src/contract/index.ts';
import type { ConsumerOptions, MediaSource, TransportOptions } from '../../../../src/contract/media.ts';
import type { ClassroomEvents, EventEnvelope, Stage } from '../../../../src/contract/classroom.ts';
import type { Notice } from '../../../../src/contract/index.ts';
import type { CreateWire, WireListener } from '../../../../client/session/wire.ts';

interface Sent {
  name: string;
  input: unknown;
  answered: (answer: Answer<unknown>) => void;
}

/** The other end of a client's socket, moved by hand: nothing happens that a test does not say. */
export class FakeServer {
  /** How often the client tried to open its socket. */
  opens = 0;
  /** How long the newest attempt may take, in milliseconds. */
  patience = 0;
  /** Commands that wait for an answer, in the order in which they came. */
  readonly waiting: Sent[] = [];
  /** Commands that came without waiting for an answer. */
  readonly told: Omit<Sent, 'answered'>[] = [];
  #listener: WireListener | undefined;
  closed = false;

  readonly createWire: CreateWire = (_sessionId, listener) => {
    this.#listener = listener;
    return {
      open: (withinMs) => {
        this.opens += 1;
        this.patience = withinMs;
      },
      send: (name, input, answered) => this.waiting.push({ name, input, answered }),
      tell: (name, input) => this.told.push({ name, input }),
      close: () => {
        this.closed = true;
        this.waiting.length = 0;
      },
    };
  };

  accept(): void {
    this.#client.opened();
  }

  refuse(answer?: { code: ErrorCode; message: string }): void {
    this.#client.refused(answer);
  }

  /** The line breaks; answers that are on their way are lost. */
  drop(): void {
    this.waiting.length = 0;
    this.#client.dropped();
  }

  event<K extends keyof ClassroomEvents>(seq: number, name: K, data: ClassroomEvents[K]): void {
    // The pair is right by the signature; a mapped union cannot follow the key.
    this.#client.event({ seq, at: 0, name, data } as EventEnvelope);
  }

  notice<N extends NoticeName>(name: N, data: NoticeData<N>): void {
    this.#client.notice({ name, data } as Notice);
  }

  /** Inputs of the waiting commands of that name. */
  asked(name: CommandName): unknown[] {
    return this.waiting.filter((sent) => sent.name === name).map((sent) => sent.input);
  }

  /** Answers the oldest waiting command of that name and lets the client go on. */
  async answer<N extends CommandName>(name: N, data: CommandOutput<N>): Promise<unknown> {
    const sent = this.#take(name);
    sent.answered({ ok: true, data });
    await settle();
    return sent.input;
  }

  async fail(name: CommandName, code: ErrorCode): Promise<void> {
    this.#take(name).answered({ ok: false, error: { code, message: '' } });
    await settle();
  }

  get #client(): WireListener {
    if (!this.#listener) throw new Error('the client has not made its socket');
    return this.#listener;
  }

  #take(name: CommandName): Sent {
    const index = this.waiting.findIndex((sent) => sent.name === name);
    const [sent] = index < 0 ? [] : this.waiting.splice(index, 1);
    if (!sent)
      throw new Error(
        `no ${name} is waiting, but ${this.waiting.map((one) => one.name).join(', ') || 'nothing'}`,
      );
    return sent;
  }
}

/** Lets everything run that is ready to run; no time passes. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
}

export const lesson = {
  id: 'lesson-1',
  courseId: 'course-1',
  title: 'Example lesson',
  lecturerName: 'Example Lecturer',
  kind: 'lecture',
  startsAt: 1_000,
  endsAt: 2_000,
  startedAt: null,
  endedAt: null,
} as const;

export function stageOf(tracks: StageTrack[] = [], lecturer: Stage['lecturer'] = 'here'): Stage {
  return { tracks, layout: 'auto', guests: [], standby: [], lecturer, lecturerSince: 0 };
}

export function stageTrack(source: MediaSource, trackId = `track-${source}`): StageTrack {
  const kind = source === 'camera' || source === 'screen' || source === 'clip' ? 'video' : 'audio';
  return { trackId, source, kind, participantId: 'lecturer-1', role: 'lecturer', paused: false };
}

export function joinAnswer(
  change: Partial<JoinAnswer> & { stage?: Stage; phase?: 'waiting' | 'live' | 'ended' } = {},
): JoinAnswer {
  const { stage = stageOf(), phase = 'live', ...rest } = change;
  return {
    me: {
      sessionId: 'session-1',
      role: 'screen',
      name: 'Room 1',
      courseId: 'course-1',
      branchId: 'b1',
      traineeId: null,
    },
    serverTime: 50_000,
    epoch: 'epoch-1',
    seq: 10,
    snapshot: {
      lesson,
      course: { id: 'course-1', name: 'Example course', branchCount: 2, traineeCount: 3, portCount: 1 },
      phase,
      stage,
      counts: { branchesOnline: 1, branchesTotal: 2, portsOnline: 0, portsTotal: 1, traineesOnline: 0 },
      shown: null,
      poll: null,
    },
    missed: [],
    own: {},
    branchName: null,
    roster: null,
    media: { routerRtpCapabilities: {}, iceServers: [] },
    mediaKept: false,
    ...rest,
  };
}

export function transport(id: string): TransportOptions {
  return {
    id,
    iceParameters: { usernameFragment: 'u', password: 'p' },
    iceCandidates: [],
    dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: '00' }] },
  };
}

export function consumer(source: MediaSource, id: string, trackId = `track-${source}`): ConsumerOptions {
  const { kind, participantId } = stageTrack(source);
  return { id, trackId, participantId, kind, source, rtpParameters: { codecs: [] }, producerPaused: false };
}
