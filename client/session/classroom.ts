import type { EventEnvelope, JoinAnswer, Stage } from '../../src/contract/classroom.ts';
import type { Notice } from '../../src/contract/index.ts';
import type { PollResults, PublicPoll } from '../../src/contract/polls.ts';
import type { Role } from '../../src/contract/roles.ts';
import { heardOfAttendance } from './attendance.ts';
import { ClientError } from './client-error.ts';
import { ServerClock } from './clock.ts';
import type { Connection } from './connection.ts';
import { LessonFollower, type LessonPlace } from './lesson-follower.ts';
import { Signal, State } from './observable.ts';
import { changePresence, createRoster } from './roster.ts';
import type { Classroom, ClassroomState } from './types.ts';

/** Pauses before the next try to enter, in milliseconds: after the server's hiccup, and while there is no lesson to enter. */
const hiccupPauseMs = 1_500;
const noLessonPauseMs = 20_000;

/** What a join means for the media. */
export interface Joined {
  /** The server's memory of the classroom is the one that we knew. */
  sameEpoch: boolean;
  /** The server still has our transports from before the drop. */
  mediaKept: boolean;
  media: JoinAnswer['media'];
}

export interface ClassroomClientOptions {
  connection: Connection;
  role: Role;
  withMedia: boolean;
  lessonId?: string;
}

const emptyStage: Stage = {
  tracks: [],
  layout: 'auto',
  guests: [],
  standby: [],
  lecturer: 'absent',
  lecturerSince: 0,
};

const notYet: ClassroomState = {
  entry: { kind: 'joining' },
  me: null,
  branchName: null,
  lesson: null,
  course: null,
  phase: 'waiting',
  stage: emptyStage,
  counts: { branchesOnline: 0, branchesTotal: 0, portsOnline: 0, portsTotal: 0, traineesOnline: 0 },
  shown: null,
  poll: null,
  own: {},
  roster: null,
};

/** The lesson as the server tells it: entered again after every drop, and brought up to date with what was missed. */
export class ClassroomClient implements Classroom {
  readonly state = new State<ClassroomState>(notYet);
  /** The classroom was entered, for the first time or again. */
  readonly joined = new Signal<Joined>();
  /** What the last join gave for media, for whoever begins to send later. */
  media: Joined['media'] = null;
  readonly #connection: Connection;
  readonly #follower: LessonFollower;
  readonly #withMedia: boolean;
  readonly #clock = new ServerClock();
  readonly #stop: (() => void)[];
  #lessonId: string | undefined;
  #lastSeen: { epoch: string; seq: number } | undefined;
  /** Events that overtook the join's answer; undefined while none is awaited. */
  #early: EventEnvelope[] | undefined;
  #turn = 0;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor({ connection, role, withMedia, lessonId }: ClassroomClientOptions) {
    this.#connection = connection;
    this.#follower = new LessonFollower({
      role,
      isOnline: () => connection.state.get().kind === 'online',
      moveOn: () => void this.moveOn(),
    });
    this.#withMedia = withMedia;
    this.#lessonId = lessonId;
    this.#stop = [
      connection.opened.on(() => void this.#join()),
      connection.events.on((envelope) => this.#event(envelope)),
      connection.notices.on((notice) => this.#notice(notice)),
    ];
  }

  serverNow(): number {
    return this.#clock.now();
  }

  async start(): Promise<void> {
    const { lesson } = await this.#connection.command('classroom.start', {});
    this.#change({ lesson, phase: 'live' });
  }

  async end(): Promise<void> {
    const { lesson } = await this.#connection.command('classroom.end', {});
    this.#change({ lesson, phase: 'ended' });
  }

  async moveOn(): Promise<void> {
    this.#lessonId = undefined;
    await this.#join();
  }

  /** Idempotent. */
  close(): void {
    this.#turn += 1;
    clearTimeout(this.#again);
    this.#follower.close();
    for (const stop of this.#stop) stop();
  }

  async #join(): Promise<void> {
    clearTimeout(this.#again);
    this.#turn += 1;
    const turn = this.#turn;
    this.#early = [];
    const askedAt = performance.now();
    const lessonId = this.#follower.waits(this.state.get().phase) ? undefined : this.#lessonId;
    try {
      const answer = await this.#connection.command('classroom.join', {
        withMedia: this.#withMedia,
        ...(lessonId === undefined ? {} : { lessonId }),
        ...(this.#lastSeen === undefined ? {} : { lastSeen: this.#lastSeen }),
      });
      if (turn !== this.#turn) return;
      this.#clock.correct(answer.serverTime, askedAt);
      this.#enter(answer);
    } catch (thrown) {
      if (turn === this.#turn) this.#refused(ClientError.from(thrown));
    }
  }

  #enter(answer: JoinAnswer): void {
    const sameEpoch = this.#lastSeen?.epoch === answer.epoch;
    const early = this.#early ?? [];
    this.#early = undefined;
    this.#connection.admit();
    const seen = answer.snapshot === null ? (this.#lastSeen?.seq ?? 0) : answer.seq;
    this.#lastSeen = { epoch: answer.epoch, seq: seen };
    this.#change({
      entry: { kind: 'joined' },
      me: answer.me,
      branchName: answer.branchName,
      own: answer.own,
      ...(answer.snapshot ?? {}),
      ...(answer.roster === null
        ? {}
        : { roster: createRoster(answer.roster.branches, answer.roster.presence) }),
    });
    this.#lessonId = this.state.get().lesson?.id;
    // The server parsed them with the contract's schemas when they were emitted.
    for (const missed of answer.missed) this.#apply(missed as EventEnvelope);
    this.#lastSeen.seq = Math.max(this.#lastSeen.seq, answer.seq);
    this.#freshResults(answer.own);
    for (const envelope of early) this.#apply(envelope);
    this.media = answer.media;
    this.joined.emit({ sameEpoch, mediaKept: answer.mediaKept, media: answer.media });
    this.#follower.decide(this.#place());
  }

  /** Events from before may hold older results of the poll than the server has now. */
  #freshResults({ pollResults: results }: JoinAnswer['own']): void {
    const { poll } = this.state.get();
    if (poll !== null && results) this.#change({ poll: withResults(poll, { pollId: poll.pollId, results }) });
  }

  #refused(error: ClientError): void {
    this.#early = undefined;
    switch (error.code) {
      // The connection opens again, or is final: either way the next move is not ours.
      case 'offline':
      case 'closed':
        return;
      case 'no_lesson':
        this.#change({ entry: { kind: 'refused', error } });
        this.#joinIn(noLessonPauseMs);
        return;
      case 'timeout':
      case 'internal':
      case 'shutting_down':
      case 'unavailable':
      case 'rate_limited':
        this.#joinIn(hiccupPauseMs);
        return;
      default:
        this.#change({ entry: { kind: 'refused', error } });
    }
  }

  #joinIn(ms: number): void {
    this.#again = setTimeout(
      () => {
        if (this.#connection.state.get().kind === 'online') void this.#join();
      },
      ms * (1 + Math.random()),
    );
  }

  #event(envelope: EventEnvelope): void {
    if (this.#early) this.#early.push(envelope);
    else this.#apply(envelope);
  }

  /** Applies one numbered event; one that is known already changes nothing. */
  #apply(envelope: EventEnvelope): void {
    if (this.#lastSeen === undefined || envelope.seq <= this.#lastSeen.seq) return;
    this.#lastSeen.seq = envelope.seq;
    switch (envelope.name) {
      case 'lesson.started':
        this.#change({ lesson: envelope.data.lesson, phase: 'live' });
        break;
      case 'lesson.ended':
        this.#change({ lesson: envelope.data.lesson, phase: 'ended' });
        break;
      case 'stage.changed':
        this.#change({ stage: envelope.data.stage });
        break;
      case 'poll.changed':
        this.#change({ poll: envelope.data.poll });
        break;
      case 'shown.changed':
        this.#change({ shown: envelope.data.shown });
        break;
      default:
        // A newer server may tell of things that this page does not show.
        break;
    }
  }

  #notice(notice: Notice): void {
    const { roster, own, lesson } = this.state.get();
    const attendance = own.attendance && heardOfAttendance(own.attendance, lesson?.id, notice);
    if (attendance !== own.attendance) this.#change({ own: { ...own, attendance } });
    switch (notice.name) {
      case 'question.own':
        this.#change({ own: { ...own, answersUnseen: notice.data.unseen } });
        break;
      case 'poll.results':
        this.#change({ poll: withResults(this.state.get().poll, notice.data) });
        break;
      case 'hand.own':
        this.#change({ own: { ...own, hand: notice.data.hand } });
        break;
      case 'stage.guestChecked': {
        const { callId, checks } = notice.data;
        this.#change({ own: { ...own, guestChecks: { ...own.guestChecks, [callId]: checks } } });
        break;
      }
      case 'presence.changed': {
        const { presence, counts } = notice.data;
        this.#change({ counts, roster: roster === null ? null : changePresence(roster, presence) });
        break;
      }
      case 'course.lessonStarted':
        this.#follower.heard(notice.data.lessonId);
        // While a join is awaited its answer may be of before.
        if (this.#early === undefined) this.#follower.decide(this.#place());
        break;
      case 'roster.changed':
        this.#change({ roster: createRoster(notice.data.branches, notice.data.presence) });
        break;
      case 'session.changed':
        this.#change({ me: notice.data.participant, branchName: notice.data.branchName });
        break;
      default:
        break;
    }
  }

  #change(part: Partial<ClassroomState>): void {
    const before = this.state.get();
    this.state.set({ ...before, ...part });
    const { phase, lesson } = this.state.get();
    if (phase !== before.phase || lesson?.id !== before.lesson?.id || part.entry)
      this.#follower.planAfter(phase);
  }

  #place(): LessonPlace {
    const { lesson, phase } = this.state.get();
    return { lessonId: lesson?.id ?? null, phase };
  }
}

/** Newer results, if they are of this poll and it shows any. */
function withResults(
  poll: PublicPoll | null,
  { pollId, results }: { pollId: string; results: PollResults },
): PublicPoll | null {
  return poll?.pollId === pollId && poll.results !== null ? { ...poll, results } : poll;
}
