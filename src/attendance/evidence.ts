import { eq } from 'drizzle-orm';
import type {
  BranchSeen,
  ContradictionKind,
  Evidence,
  MarkState,
  RollCall,
  SignIn,
  WorkItem,
} from '../contract/attendance.ts';
import type { Clock } from '../lib/clock.ts';
import { slices } from '../lib/slices.ts';
import type { Queries, Store } from '../store/port.ts';
import { attendanceDecision, attendanceSettlement } from '../store/schema/index.ts';
import type { LessonContext } from './lesson-repository.ts';
import { placeOf, type Lessons, type Place } from './lessons.ts';
import type { AskPatrol, PatrolSeen } from './patrol-seen.ts';
import { findPresence } from './presence-repository.ts';
import { sumUp, type Interval } from './presence-time.ts';
import { reconnectMs } from './presence-watch.ts';
import {
  findMarks,
  findRollCalls,
  findTrainees,
  toMark,
  type MarkRow,
  type TraineeRow,
} from './room-repository.ts';
import { findSignIns, toSignIn } from './sign-in-repository.ts';
import { verdictOf, type BranchEvidence } from './verdict.ts';

/** Contradictions of a whole branch: all who signed in there have them. */
const ofBranches: readonly ContradictionKind[] = ['branch_never_seen', 'more_sign_ins_than_heads'];

/** Everything known of a lesson. */
export interface LessonEvidence {
  /** In the order of the roster. */
  trainees: Evidence[];
  /** What nobody has decided yet: whole branches first. */
  items: WorkItem[];
  rollCalls: ReadonlyMap<string, RollCall>;
  seen: ReadonlyMap<string, BranchSeen>;
}

/** What was read of a lesson, by whom or what it is about. */
interface Read {
  trainees: TraineeRow[];
  signIns: ReadonlyMap<string, SignIn[]>;
  marks: ReadonlyMap<string, MarkRow>;
  rollCalls: ReadonlyMap<string, RollCall>;
  presence: ReadonlyMap<string, Interval[]>;
  decisions: ReadonlyMap<string, Evidence['verdict']['decided']>;
  settled: ReadonlyMap<string, Set<ContradictionKind>>;
  seen: PatrolSeen;
}

/** Which windows are over: of the lesson itself, and of those that were asked for. */
interface Over {
  over: boolean;
  askedOver: string[];
}

/** What the evidence of one trainee is worked out from. */
interface Working {
  read: Read;
  branches: ReadonlyMap<string, BranchEvidence>;
  /** By place, as a room's people share it. */
  over: Map<Place, Over>;
}

/** Puts all sources of a lesson side by side and says what follows. Nothing of it is kept: it is worked out when asked. */
export class EvidenceBook {
  readonly #deps: { store: Store; clock: Clock; lessons: Lessons; askPatrol: AskPatrol };

  constructor(deps: { store: Store; clock: Clock; lessons: Lessons; askPatrol: AskPatrol }) {
    this.#deps = deps;
  }

  /** Of all trainees of the course, or of some. Branches are judged by all who signed in there either way. */
  async of(lesson: LessonContext, traineeIds?: readonly string[]): Promise<LessonEvidence> {
    const read = await this.#read(lesson);
    const branches = this.#branches(lesson, read);
    const pause = slices();
    const all: Evidence[] = [];
    const over = new Map<Place, Over>();
    for (const trainee of read.trainees) {
      await pause();
      all.push(this.#evidence(lesson, trainee, { read, branches, over }));
    }
    const wanted = traineeIds && new Set(traineeIds);
    return {
      trainees: wanted ? all.filter(({ traineeId }) => wanted.has(traineeId)) : all,
      items: itemsOf(lesson, all, branches),
      rollCalls: read.rollCalls,
      seen: read.seen.branches,
    };
  }

  async #read({ lesson, windows }: LessonContext): Promise<Read> {
    const { store, askPatrol } = this.#deps;
    const { db } = store;
    const { id: lessonId, courseId } = lesson;
    const [trainees, rows, marks, rollCalls, presence, decisions, settled, seen] = await Promise.all([
      findTrainees(db, { courseId }),
      findSignIns(db, { lessonId }),
      findMarks(db, lessonId),
      findRollCalls(db, lessonId),
      findPresence(db, lessonId),
      findDecisions(db, lessonId),
      findSettled(db, lessonId),
      askPatrol(lessonId),
    ]);
    const signIns = new Map<string, SignIn[]>();
    for (const row of rows) {
      const list = signIns.get(row.traineeId) ?? [];
      list.push(toSignIn(row, { windows }));
      signIns.set(row.traineeId, list);
    }
    return { trainees, signIns, marks, rollCalls, presence, decisions, settled, seen };
  }

  #branches({ branches }: LessonContext, read: Read): Map<string, BranchEvidence> {
    const signedIn = new Map<string, number>();
    for (const list of read.signIns.values()) {
      for (const { kind, branchId } of list) {
        if (kind === 'start' && branchId !== null) signedIn.set(branchId, (signedIn.get(branchId) ?? 0) + 1);
      }
    }
    const { roundsFinished, branches: seen } = read.seen;
    const isSeen = roundsFinished > 0 && [...seen.values()].some(({ here }) => here);
    return new Map(
      Array.from(branches.keys(), (id) => [
        id,
        {
          neverSeen: isSeen && seen.get(id)?.here !== true,
          signedIn: signedIn.get(id) ?? 0,
          heads: read.rollCalls.get(id)?.heads ?? seen.get(id)?.heads ?? null,
          settled: read.settled.get(id) ?? new Set<ContradictionKind>(),
        },
      ]),
    );
  }

  #evidence(lesson: LessonContext, trainee: TraineeRow, { read, branches, over }: Working): Evidence {
    const { id: traineeId, number, name, unit, branchId, port } = trainee;
    const place = placeOf({ branchId, traineeId, port });
    const signIns = read.signIns.get(traineeId) ?? [];
    const mark = read.marks.get(traineeId);
    const presence = this.#presence(lesson, read.presence.get(place) ?? []);
    const signedAt = signIns.find(({ kind }) => kind === 'start')?.branchId ?? null;
    const { startedAt, endedAt } = lesson.lesson;
    const ownOver = over.get(place) ?? this.#over(lesson, place);
    over.set(place, ownOver);
    const verdict = verdictOf(
      {
        ...{ signIns, port, presence },
        mark: mark?.state ?? null,
        lessonMinutes: startedAt === null || endedAt === null ? null : (endedAt - startedAt) / 60_000,
        ...ownOver,
        branch: signedAt === null ? null : (branches.get(signedAt) ?? null),
        decided: read.decisions.get(traineeId) ?? null,
      },
      lesson.policy,
    );
    return {
      ...{ traineeId, number, name, unit, branchId, port, signIns, presence, verdict },
      branchName: branchId === null ? null : (lesson.branches.get(branchId)?.name ?? null),
      mark: mark ? toMark(mark) : null,
      seen: branchId === null ? null : (read.seen.branches.get(branchId) ?? null),
    };
  }

  #over(lesson: LessonContext, place: Place): Over {
    const closed = this.#deps.lessons.windows(lesson, place).filter(({ state }) => state === 'closed');
    return {
      over: closed.some(({ kind }) => kind === 'start'),
      askedOver: closed.filter(({ kind }) => kind !== 'start').map(({ windowId }) => windowId),
    };
  }

  #presence({ lesson }: LessonContext, intervals: readonly Interval[]) {
    const from = lesson.startedAt ?? lesson.startsAt;
    const until = lesson.endedAt ?? Math.max(from, this.#deps.clock.now());
    return sumUp(intervals, { from, until }, reconnectMs);
  }
}

/** The contradictions that are open: one entry for each branch, or for each person. */
function itemsOf(
  { branches }: LessonContext,
  trainees: readonly Evidence[],
  evidence: ReadonlyMap<string, BranchEvidence>,
): WorkItem[] {
  const rooms = new Map<string, WorkItem>();
  const people: WorkItem[] = [];
  for (const { traineeId, name, number, signIns, verdict, ...own } of trainees) {
    for (const kind of verdict.contradictions) {
      const branchId = signIns.find((one) => one.kind === 'start')?.branchId ?? own.branchId;
      const branch = branchId === null ? undefined : evidence.get(branchId);
      const isRoom = ofBranches.includes(kind);
      const item = {
        ...{ kind, branchId },
        branchName: branchId === null ? null : (branches.get(branchId)?.name ?? null),
        trainee: isRoom ? null : { traineeId, name, number },
        signedIn: branch?.signedIn ?? 0,
        heads: branch?.heads ?? null,
      };
      if (isRoom) rooms.set(`${kind} ${branchId ?? ''}`, item);
      else people.push(item);
    }
  }
  return [...rooms.values(), ...people];
}

async function findDecisions(
  queries: Queries,
  lessonId: string,
): Promise<Map<string, NonNullable<Evidence['verdict']['decided']>>> {
  const rows = await queries
    .select()
    .from(attendanceDecision)
    .where(eq(attendanceDecision.lessonId, lessonId));
  return new Map(
    rows.map(({ traineeId, state, reason, byName, at }) => [
      traineeId,
      { state, reason, byName, at: at.getTime() },
    ]),
  );
}

async function findSettled(queries: Queries, lessonId: string): Promise<Map<string, Set<ContradictionKind>>> {
  const rows = await queries
    .select()
    .from(attendanceSettlement)
    .where(eq(attendanceSettlement.lessonId, lessonId));
  const settled = new Map<string, Set<ContradictionKind>>();
  for (const { branchId, kind } of rows) {
    settled.set(branchId, (settled.get(branchId) ?? new Set()).add(kind));
  }
  return settled;
}

/** Whether somebody belongs to a branch or has signed in there, as a guest of the room. */
export function isInBranch({ branchId, signIns }: Evidence, wanted: string): boolean {
  return branchId === wanted || signIns.some((one) => one.kind === 'start' && one.branchId === wanted);
}

/** Whether somebody is one of those asked for: by verdict, `open` without one, `missing` without a sign-in. */
export function isInState({ verdict, signIns }: Evidence, state: MarkState | 'open' | 'missing'): boolean {
  if (state === 'open') return verdict.state === null;
  if (state === 'missing') return !signIns.some(({ kind }) => kind === 'start');
  return verdict.state === state;
}
