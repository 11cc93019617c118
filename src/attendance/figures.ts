import { attendanceNewsMs, type BranchFigures } from '../contract/attendance.ts';
import type { Store } from '../store/port.ts';
import { findFigures } from './sign-in-repository.ts';

/** Milliseconds for which figures count when nothing was signed in here: the roster may have changed, or another node's. */
const keptMs = 10_000;
/** Lessons that are remembered at a time; each takes about 30 KB. */
const mostKept = 200;

export type LessonFigures = ReadonlyMap<string | null, BranchFigures>;

/** How far each branch has got: read from the records, and read anew only after somebody signed in. */
export class Figures {
  readonly #store: Store;
  /** Lessons whose classroom is open: whoever joins is told what was read last, however old it is. */
  readonly #open = new Set<string>();
  readonly #kept = new Map<string, { until: number; found: Promise<LessonFigures>; read?: LessonFigures }>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** The classroom of the lesson is open until `closed`: what is read of it is kept. */
  opened(lessonId: string): void {
    this.#open.add(lessonId);
  }

  closed(lessonId: string): void {
    this.#open.delete(lessonId);
    this.#kept.delete(lessonId);
  }

  /** By branch; under null the ports. */
  async of(courseId: string, lessonId: string): Promise<LessonFigures> {
    const now = performance.now();
    const kept = this.#kept.get(lessonId);
    if (kept && kept.until > now) return kept.found;
    return this.fresh(courseId, lessonId);
  }

  /** As they are in the records now. */
  fresh(courseId: string, lessonId: string): Promise<LessonFigures> {
    const now = performance.now();
    const kept = this.#kept.get(lessonId);
    for (const [id, { until }] of this.#kept) if (until <= now && !this.#open.has(id)) this.#kept.delete(id);
    if (this.#kept.size >= mostKept) this.#kept.clear();
    const found = findFigures(this.#store.db, { courseId, lessonId });
    const next = { until: now + keptMs, found, ...(kept?.read ? { read: kept.read } : {}) };
    this.#kept.set(lessonId, next);
    found.then(
      (read) => {
        const current = this.#kept.get(lessonId);
        if (current) current.read = read;
      },
      () => this.#kept.delete(lessonId),
    );
    return found;
  }

  /** Those that were read last; undefined before the first time. */
  lastRead(lessonId: string): LessonFigures | undefined {
    return this.#kept.get(lessonId)?.read;
  }

  /** Somebody signed in: what was read before counts for half a second at most. */
  outdated(lessonId: string): void {
    const kept = this.#kept.get(lessonId);
    if (kept) kept.until = Math.min(kept.until, performance.now() + attendanceNewsMs);
  }
}

/** The figures of one branch; nobody is expected in a branch without trainees. */
export function figuresAt(all: LessonFigures, branchId: string | null): BranchFigures {
  return all.get(branchId) ?? { branchId, expected: 0, signedIn: 0, late: 0, waiting: 0, asked: null };
}
