import type { Presence } from '../contract/classroom.ts';
import type { Participant } from '../contract/identity.ts';
import type { NoticeData } from '../contract/index.ts';
import { patrolLimits, type PatrolPlan, type Round, type Sighting } from '../contract/patrol.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { KeyedQueue } from '../lib/keyed-queue.ts';
import type { ClassroomView } from '../lib/live-classroom.ts';
import type { Logger } from '../lib/logger.ts';
import { writeAudit } from '../store/audit.ts';
import type { Store } from '../store/port.ts';
import { Duty, mayPatrol } from './duty.ts';
import { PlanTimer, type PlanRecord } from './plan.ts';
import * as records from './round-records.ts';
import { RoundNews } from './round-news.ts';
import { RoundRun } from './round-run.ts';
import { startRound, type Wanted } from './round-start.ts';
import { recordSighting, sightingOf, type AlsoRecord, type Seen } from './sighting-record.ts';
import type { Wall } from './wall.ts';

export interface LessonRoundsDependencies {
  view: ClassroomView;
  wall: Wall;
  store: Store;
  clock: Clock;
  log: Logger;
  /** Tells staff in the lesson. */
  tell: (news: NoticeData<'patrol.roundChanged'>) => void;
  /** Reads the rooms anew from the records. */
  refresh: () => Promise<void>;
}

/** A sighting on record. */
export interface Recorded {
  row: records.SightingRow;
  /** It was not on record before. */
  isNew: boolean;
  /** What was seen of the room in the running round before. */
  before: Sighting | undefined;
}

/** Milliseconds after the server's start for which inspectors are expected back to their rooms. */
const expectedForMs = 30_000;

/** The rounds of one open lesson: one list of rooms, dealt out among those on duty. Records first, then memory and news. */
export class LessonRounds {
  readonly #deps: LessonRoundsDependencies;
  readonly #queue = new KeyedQueue();
  readonly #plan: PlanTimer;
  readonly #news: RoundNews;
  #duty: Duty;
  #run: RoundRun | undefined;
  #number = 0;
  #expectedTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(deps: LessonRoundsDependencies) {
    this.#deps = deps;
    this.#duty = new Duty(deps.view, new Map());
    this.#plan = new PlanTimer({
      lesson: () => deps.view.lesson,
      clock: deps.clock,
      start: (minute, plan) => this.#startPlanned(minute, plan),
    });
    this.#news = new RoundNews({
      read: () => this.read(),
      takeChanged: () => this.#run?.takeChanged() ?? [],
      tell: deps.tell,
    });
  }

  /** Loads what the records say. */
  async open(): Promise<void> {
    const { store, view, wall } = this.#deps;
    const { id, courseId } = view.lesson;
    const [current, duty, plan, rounds, sightings] = await Promise.all([
      records.findCurrentRound(store.db, id),
      records.findDuty(store.db, id),
      records.findPlan(store.db, id),
      records.findRounds(store.db, { courseId, lessonId: id }),
      records.findSightings(store.db, { lessonId: id }),
    ]);
    this.#duty = new Duty(view, duty);
    this.#number = current?.number ?? 0;
    for (const sighting of sightings) wall.room(sighting.tileId)?.saw(sighting);
    if (current) {
      const tiles = await records.findRoundTiles(store.db, current.id);
      const own = sightings.filter(({ roundId }) => roundId === current.id);
      this.#run = new RoundRun(current, tiles, own);
      this.#expectHolders(this.#run);
    }
    this.#plan.open(
      plan,
      rounds.flatMap(({ plannedMinute }) => plannedMinute ?? []),
    );
  }

  /** The running round, or else the last one, with its rooms and who is on duty. */
  read(): NoticeData<'patrol.roundChanged'> {
    const present = this.#duty.present();
    return {
      round: this.#run?.round() ?? null,
      tiles: this.#run?.tiles() ?? [],
      duty: this.#run?.duty(present) ?? present.map((one) => ({ ...one, assigned: 0, seen: 0 })),
      nextAt: this.#plan.nextAt,
    };
  }

  /** Throws `rounds_full`, `conflict` for an id that is another round's. */
  start(by: Participant, roundId: string, ports: boolean): Promise<Round> {
    return this.#inTurn(() => this.#start({ roundId, ports, plannedMinute: null, by }));
  }

  /** Throws `round_over` for one that is not the last one. */
  end(by: Participant, roundId: string): Promise<Round> {
    return this.#inTurn(async () => {
      const run = this.#run;
      if (run?.id !== roundId) throw new AppError('round_over');
      if (run.isRunning) await this.#end(by);
      return run.round();
    });
  }

  /** Goes on duty or off duty. Committed when it resolves. */
  async setDuty({ sessionId }: Participant, onDuty: boolean): Promise<void> {
    const { store, view, clock } = this.#deps;
    await this.#inTurn(async () => {
      const at = new Date(clock.now());
      await records.saveDuty(store.db, { lessonId: view.lesson.id, sessionId, onDuty, at });
      this.#duty.say(sessionId, onDuty);
      await this.#redeal();
    });
    this.#news.changed();
  }

  /**
   * Puts a sighting on record, in the running round when the room is in it. The same id again is answered with what is on
   * record. Committed when it resolves.
   * @param alsoRecord what else belongs to the same transaction when the sighting is new
   * @throws `not_found` for an unknown room, `invalid_input` for an id that is another sighting's
   */
  saw(by: Participant, seen: Seen, alsoRecord?: AlsoRecord): Promise<Recorded> {
    return this.#inTurn(async () => {
      const { store, view, wall, clock } = this.#deps;
      const room = wall.room(seen.tileId);
      const run = this.#run?.isRunning === true && this.#run.has(seen.tileId) ? this.#run : undefined;
      if (!room && !run) throw new AppError('not_found');
      const now = clock.now();
      const said = sightingOf(seen, by, {
        lessonId: view.lesson.id,
        roundId: run?.id ?? null,
        here: room?.canBeSeen(now) ?? false,
        at: new Date(now),
      });
      const { row, isNew } = await recordSighting(store, said, alsoRecord);
      if (!isNew) return { row, isNew, before: undefined };
      const before = run?.seen(seen.tileId);
      room?.saw(row);
      run?.saw(row);
      if (run) await this.#follow(run);
      this.#news.changed();
      return { row, isNew, before };
    });
  }

  /** Somebody came or left, or is somebody else now. */
  seatChanged({ role }: Presence): void {
    if (!mayPatrol(role)) return;
    this.#redealSoon();
    this.#news.changed();
  }

  /** Rounds were planned anew. */
  planned(plan: PlanRecord): void {
    this.#plan.set(plan);
    this.#news.changed();
  }

  /** The lesson was started, which planned rounds count from, or ended, and its round with it. */
  async lessonChanged(): Promise<void> {
    this.#plan.schedule();
    if (this.#deps.view.lesson.endedAt !== null) await this.#inTurn(() => this.#end(null));
    this.#news.changed();
  }

  /** Waits for what is under way. Idempotent; no timer survives. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#plan.close();
    this.#news.close();
    clearTimeout(this.#expectedTimer);
    await this.#queue.idle();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#queue.run(this.#deps.view.lesson.id, work);
  }

  async #start(wanted: Wanted): Promise<Round> {
    const { store, view, wall, clock } = this.#deps;
    const again = await records.findRound(store.db, wanted.roundId);
    if (again) return this.#startedBefore(again);
    if (this.#number >= patrolLimits.roundsPerLesson) throw new AppError('rounds_full');
    await this.#deps.refresh();
    const number = this.#number + 1;
    this.#run = await startRound(wanted, {
      store,
      lesson: view.lesson,
      rooms: wall.rooms(),
      onDuty: this.#duty.sessions(),
      number,
      startedAt: new Date(clock.now()),
    });
    this.#number = number;
    this.#news.another();
    return this.#run.round();
  }

  /** Sent again it changes nothing. */
  async #startedBefore(row: records.RoundRow): Promise<Round> {
    const { store, view } = this.#deps;
    const { courseId, id: lessonId } = view.lesson;
    if (this.#run?.id === row.id) return this.#run.round();
    const rounds = await records.findRounds(store.db, { courseId, lessonId });
    const round = rounds.find(({ roundId }) => roundId === row.id);
    if (!round) throw new AppError('conflict');
    return round;
  }

  async #end(by: Participant | null): Promise<void> {
    const { store, view, clock } = this.#deps;
    const run = this.#run;
    if (run?.isRunning !== true) return;
    const endedAt = new Date(clock.now());
    const { id, courseId } = view.lesson;
    await store.transaction(async (queries) => {
      await records.endRounds(queries, id, endedAt);
      const { seen, total } = run.round();
      const entry = { courseId, action: 'round.ended', recordId: run.id, after: { seen, total } };
      if (by) await writeAudit(queries, by, [entry]);
    });
    run.ended(endedAt);
    this.#news.changed();
  }

  /** After a sighting: the round is over when every room was seen, and dealt anew when somebody has none left. */
  async #follow(run: RoundRun): Promise<void> {
    if (run.isComplete) return this.#end(null);
    if (run.isUneven(this.#duty.sessions())) await this.#redeal();
  }

  async #redeal(): Promise<void> {
    const run = this.#run;
    if (run?.isRunning !== true || this.#closed) return;
    const assigned = run.redealt(this.#duty.sessions());
    if (assigned.size === 0) return;
    await this.#deps.store.transaction((queries) => records.assignTiles(queries, run.id, assigned));
    run.assign(assigned);
    this.#news.changed();
  }

  #redealSoon(): void {
    if (this.#run?.isRunning !== true) return;
    this.#inTurn(() => this.#redeal()).catch((error: unknown) => this.#failed(error, 'deal rooms out anew'));
  }

  /** Inspectors who had rooms before a restart keep them while they come back. */
  #expectHolders(run: RoundRun): void {
    if (!run.isRunning) return;
    this.#duty.expect(run.holders());
    this.#expectedTimer = setTimeout(() => {
      this.#duty.expectNobody();
      this.#redealSoon();
    }, expectedForMs).unref();
  }

  #startPlanned(minute: number, { ports }: PatrolPlan): void {
    const roundId = `${this.#deps.view.lesson.id}-${minute}`;
    const wanted = { roundId, ports, plannedMinute: minute, by: null };
    this.#inTurn(() => this.#start(wanted)).catch((error: unknown) =>
      this.#failed(error, 'start a planned round'),
    );
  }

  #failed(error: unknown, what: string): void {
    const lessonId = this.#deps.view.lesson.id;
    this.#deps.log.error({ err: error, lessonId }, `patrol could not ${what}`);
  }
}
