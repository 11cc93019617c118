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
import type { Queries, Store } from '../store/port.ts';
import { deal } from './dealing.ts';
import { Duty, mayPatrol } from './duty.ts';
import { PlanTimer, type PlanRecord } from './plan.ts';
import * as records from './round-records.ts';
import { RoundRun } from './round-run.ts';
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

/** What somebody says to have seen. */
export interface Seen {
  /** Made by the page. */
  id: string;
  tileId: string;
  outcome: Sighting['outcome'];
  headCount: number | null;
}

/** A sighting on record. */
export interface Recorded {
  row: records.SightingRow;
  /** It was not on record before. */
  isNew: boolean;
  /** What was seen of the room in the running round before. */
  before: Sighting | undefined;
}

/** A round that is to be started. */
interface Wanted {
  roundId: string;
  ports: boolean;
  plannedMinute: number | null;
  /** Null for a planned one. */
  by: Participant | null;
}

/** Milliseconds after the server's start for which inspectors are expected back to their rooms. */
const expectedForMs = 30_000;

/** The rounds of one open lesson: one list of rooms, dealt out among those on duty. Records first, then memory and news. */
export class LessonRounds {
  readonly #deps: LessonRoundsDependencies;
  readonly #queue = new KeyedQueue();
  readonly #plan: PlanTimer;
  #duty: Duty;
  #run: RoundRun | undefined;
  #number = 0;
  /** The round is another one than staff was told of. */
  #isAnother = true;
  #newsAt = -Infinity;
  #newsTimer: NodeJS.Timeout | undefined;
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
    this.#soon();
  }

  /**
   * Puts a sighting on record, in the running round when the room is in it. The same id again is answered with what is on
   * record. Committed when it resolves.
   * @param alsoRecord what else belongs to the same transaction when the sighting is new
   * @throws `not_found` for an unknown room, `invalid_input` for an id that is another sighting's
   */
  saw(
    by: Participant,
    seen: Seen,
    alsoRecord?: (queries: Queries, row: records.SightingRow) => Promise<void>,
  ): Promise<Recorded> {
    return this.#inTurn(async () => {
      const { store, view, wall, clock } = this.#deps;
      const room = wall.room(seen.tileId);
      const run = this.#run?.isRunning === true && this.#run.has(seen.tileId) ? this.#run : undefined;
      const row = {
        ...seen,
        lessonId: view.lesson.id,
        roundId: run?.id ?? null,
        sessionId: by.sessionId,
        by: by.name,
        at: new Date(clock.now()),
      };
      if (!room && !run) throw new AppError('not_found');
      const isNew = await store.transaction(async (queries) => {
        if (!(await records.insertSighting(queries, row))) return false;
        await alsoRecord?.(queries, row);
        return true;
      });
      if (!isNew) return this.#again(row);
      const before = run?.seen(seen.tileId);
      room?.saw(row);
      run?.saw(row);
      if (run) await this.#follow(run);
      this.#soon();
      return { row, isNew, before };
    });
  }

  /** Somebody came or left, or is somebody else now. */
  seatChanged({ role }: Presence): void {
    if (!mayPatrol(role)) return;
    this.#redealSoon();
    this.#soon();
  }

  /** Rounds were planned anew. */
  planned(plan: PlanRecord): void {
    this.#plan.set(plan);
    this.#soon();
  }

  /** The lesson was started, which planned rounds count from, or ended, and its round with it. */
  async lessonChanged(): Promise<void> {
    this.#plan.schedule();
    if (this.#deps.view.lesson.endedAt !== null) await this.#inTurn(() => this.#end(null));
    this.#soon();
  }

  /** Waits for what is under way. Idempotent; no timer survives. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#plan.close();
    clearTimeout(this.#newsTimer);
    clearTimeout(this.#expectedTimer);
    await this.#queue.idle();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#queue.run(this.#deps.view.lesson.id, work);
  }

  async #start({ roundId, ports, plannedMinute, by }: Wanted): Promise<Round> {
    const { store, view, clock } = this.#deps;
    const { id: lessonId, courseId } = view.lesson;
    const again = await records.findRound(store.db, roundId);
    if (again) return this.#startedBefore(again);
    if (this.#number >= patrolLimits.roundsPerLesson) throw new AppError('rounds_full');
    await this.#deps.refresh();
    const rooms = this.#rooms(ports);
    const startedAt = new Date(clock.now());
    const number = this.#number + 1;
    const row = { id: roundId, courseId, lessonId, number, plannedMinute, ports, startedAt, endedAt: null };
    await store.transaction(async (queries) => {
      await records.endRounds(queries, lessonId, startedAt);
      if (!(await records.insertRound(queries, row))) throw new AppError('conflict');
      await records.insertRoundTiles(
        queries,
        rooms.map((room) => ({ ...room, roundId })),
      );
      const after = { number, ports, rooms: rooms.length };
      const entry = { courseId, action: 'round.started', recordId: roundId, after };
      if (by) await writeAudit(queries, by, [entry]);
    });
    this.#number = number;
    this.#run = new RoundRun(row, rooms, []);
    this.#isAnother = true;
    this.#soon();
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

  /** The rooms of a new round, dealt out. */
  #rooms(ports: boolean): { tileId: string; name: string; place: number; assignedTo: string | null }[] {
    const wanted = [...this.#deps.wall.rooms()].filter(({ record }) => ports || record.of === 'branch');
    const dealt = deal(
      wanted.map(({ record: { tileId } }) => ({ tileId, assignedTo: null })),
      this.#duty.sessions(),
    );
    return wanted.map(({ record: { tileId, name } }, place) => ({
      tileId,
      name,
      place,
      assignedTo: dealt.get(tileId) ?? null,
    }));
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
    this.#soon();
  }

  /** After a sighting: the round is over when every room was seen, and dealt anew when somebody has none left. */
  async #follow(run: RoundRun): Promise<void> {
    if (run.isComplete) return this.#end(null);
    if (run.isUneven(this.#duty.sessions())) await this.#redeal();
  }

  /** What is on record under an id that was sent again. */
  async #again(sent: records.SightingRow): Promise<Recorded> {
    const row = await records.findSighting(this.#deps.store.db, sent.id);
    const isSame =
      row?.sessionId === sent.sessionId && row.tileId === sent.tileId && row.lessonId === sent.lessonId;
    // The same id for another room is a mistake of the page.
    if (!row || !isSame || row.outcome !== sent.outcome) throw new AppError('invalid_input');
    return { row, isNew: false, before: undefined };
  }

  async #redeal(): Promise<void> {
    const run = this.#run;
    if (run?.isRunning !== true || this.#closed) return;
    const assigned = run.redealt(this.#duty.sessions());
    if (assigned.size === 0) return;
    await this.#deps.store.transaction((queries) => records.assignTiles(queries, run.id, assigned));
    run.assign(assigned);
    this.#soon();
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

  #soon(): void {
    if (this.#closed) return;
    const wait = Math.max(0, this.#newsAt + patrolLimits.newsMs - performance.now());
    this.#newsTimer ??= setTimeout(() => this.#tell(), wait).unref();
  }

  #tell(): void {
    this.#newsTimer = undefined;
    this.#newsAt = performance.now();
    const changed = this.#run?.takeChanged() ?? [];
    const state = this.read();
    this.#deps.tell({ ...state, tiles: this.#isAnother ? state.tiles : changed });
    this.#isAnother = false;
  }

  #failed(error: unknown, what: string): void {
    const lessonId = this.#deps.view.lesson.id;
    this.#deps.log.error({ err: error, lessonId }, `patrol could not ${what}`);
  }
}
