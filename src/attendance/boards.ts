import type { BoardRow, Evidence, MarkState } from '../contract/attendance.ts';
import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/port.ts';
import type { EvidenceBook } from './evidence.ts';
import { figuresAt, type Figures, type LessonFigures } from './figures.ts';
import type { BranchRow, LessonContext } from './lesson-repository.ts';
import type { Lessons } from './lessons.ts';
import { findReminders } from './reminders.ts';

/** Trainees on the roster, those of them who signed in to the lesson's own window, and those of them who were late. */
interface Sums {
  expected: number;
  signedIn: number;
  late: number;
}

export interface BoardDependencies {
  store: Store;
  clock: Clock;
  lessons: Lessons;
  figures: Figures;
  evidence: EvidenceBook;
}

/** Attendance by branch, unit and level, rolled up the tree of branches. */
export class Boards {
  readonly #deps: BoardDependencies;

  constructor(deps: BoardDependencies) {
    this.#deps = deps;
  }

  /** Throws `not_found`. */
  async board(courseId: string, lessonId: string) {
    const { store, clock, lessons, figures, evidence } = this.#deps;
    const lesson = await lessons.inCourse(courseId, lessonId);
    const [all, known, reminders] = await Promise.all([
      figures.fresh(courseId, lessonId),
      evidence.of(lesson),
      findReminders(store.db, lessonId),
    ]);
    const called = callsOf(known.trainees);
    const rows = [...lesson.branches.values()].map((branch): BoardRow => {
      const { id, name, level, parentId, unit, liaisonName, liaisonPhone } = branch;
      return {
        ...figuresAt(all, id),
        ...{ name, level, parentId, unit, liaisonName, liaisonPhone },
        rollCall: known.rollCalls.get(id) ?? null,
        called: called.get(id) ?? noCalls(),
        reminders: reminders.get(id) ?? [],
        seen: known.seen.get(id) ?? null,
        total: this.#total(lesson, branch, all, (branchId) => isSignedOff(known.rollCalls.get(branchId))),
      };
    });
    return {
      total: add(all.values()),
      rows: [...rows, portsRow(all)],
      units: unitsOf(known.trainees),
      levels: levelsOf(lesson, all),
      windows: lessons.windows(lesson, null),
      toDecide: known.items.length,
      serverTime: clock.now(),
    };
  }

  /** A branch with all branches below it. */
  #total(
    { branches }: LessonContext,
    { id }: BranchRow,
    all: LessonFigures,
    isDone: (branchId: string) => boolean,
  ): BoardRow['total'] {
    const ids = [
      id,
      ...[...branches.values()].filter(({ parentId }) => parentId === id).map((one) => one.id),
    ];
    return {
      ...add(ids.map((one) => figuresAt(all, one))),
      rollCalls: ids.filter(isDone).length,
      branches: ids.length,
    };
  }
}

function portsRow(all: LessonFigures): BoardRow {
  const figures = figuresAt(all, null);
  const { expected, signedIn, late } = figures;
  return {
    ...figures,
    ...{ name: null, level: null, parentId: null, unit: '', liaisonName: '', liaisonPhone: '' },
    ...{ rollCall: null, called: noCalls(), reminders: [], seen: null },
    total: { expected, signedIn, late, rollCalls: 0, branches: 0 },
  };
}

function isSignedOff(rollCall: BoardRow['rollCall'] | undefined): boolean {
  return rollCall !== undefined && rollCall !== null && rollCall.signedOffAt !== null;
}

/** What liaisons said, by the branch of the roster. */
function callsOf(trainees: readonly Evidence[]): Map<string, Record<MarkState, number>> {
  const calls = new Map<string, Record<MarkState, number>>();
  for (const { branchId, mark } of trainees) {
    if (branchId === null || mark === null) continue;
    const sums = calls.get(branchId) ?? noCalls();
    sums[mark.state] += 1;
    calls.set(branchId, sums);
  }
  return calls;
}

function unitsOf(trainees: readonly Evidence[]): ({ unit: string } & Sums)[] {
  const units = new Map<string, Sums>();
  for (const { unit, signIns } of trainees) {
    const sums = units.get(unit) ?? { expected: 0, signedIn: 0, late: 0 };
    const own = signIns.find(({ kind }) => kind === 'start');
    sums.expected += 1;
    if (own) sums.signedIn += 1;
    if (own && own.lateMinutes > 0) sums.late += 1;
    units.set(unit, sums);
  }
  return [...units]
    .map(([unit, sums]) => ({ unit, ...sums }))
    .sort((a, b) => a.unit.localeCompare(b.unit, 'zh-CN'));
}

function levelsOf({ branches }: LessonContext, all: LessonFigures): ({ level: '1' | '2' | 'port' } & Sums)[] {
  const of = (level: 1 | 2) =>
    add([...branches.values()].filter((one) => one.level === level).map(({ id }) => figuresAt(all, id)));
  return [
    { level: '1', ...of(1) },
    { level: '2', ...of(2) },
    { level: 'port', ...add([figuresAt(all, null)]) },
  ];
}

function add(figures: Iterable<Sums>): Sums {
  const sums = { expected: 0, signedIn: 0, late: 0 };
  for (const { expected, signedIn, late } of figures) {
    sums.expected += expected;
    sums.signedIn += signedIn;
    sums.late += late;
  }
  return sums;
}

function noCalls(): Record<MarkState, number> {
  return { present: 0, late: 0, leave: 0, absent: 0 };
}
