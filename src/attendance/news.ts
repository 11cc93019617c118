import {
  attendanceNewsMs,
  type AttendanceTotals,
  type BranchFigures,
  type SignIn,
} from '../contract/attendance.ts';
import { liaisonAudience, tellOrganisers } from '../lib/course-scope.ts';
import type { Fanout } from '../lib/feature.ts';
import type { ClassroomAccess } from '../lib/live-classroom.ts';
import type { Logger } from '../lib/logger.ts';
import type { Figures } from './figures.ts';

export interface NewsDependencies {
  fanout: Fanout;
  access: ClassroomAccess;
  figures: Figures;
  log: Logger;
  verdictsChanged: (courseId: string) => void;
}

/** What is to be told of one lesson. */
interface Gathered {
  courseId: string;
  places: Set<string | null>;
  /** Who signed in, by the branch whose liaison hears of it. */
  signIns: Map<string, { traineeId: string; signIn: SignIn }[]>;
  changed: boolean;
  timer: NodeJS.Timeout;
}

/** Tells who may know what changed, gathered: at most twice a second for each lesson, however many sign in. */
export class AttendanceNews {
  readonly #deps: NewsDependencies;
  readonly #gathered = new Map<string, Gathered>();
  #closed = false;

  constructor(deps: NewsDependencies) {
    this.#deps = deps;
  }

  /** Somebody of that branch, or of the ports, signed in. */
  signedIn(
    of: { courseId: string; lessonId: string; branchId: string | null },
    who: { traineeId: string; signIn: SignIn },
  ): void {
    const gathered = this.#gather(of.courseId, of.lessonId);
    if (!gathered) return;
    gathered.places.add(of.branchId);
    if (of.branchId === null) return;
    const list = gathered.signIns.get(of.branchId);
    if (list) list.push(who);
    else gathered.signIns.set(of.branchId, [who]);
  }

  /** The figures of a branch, or of the ports, are others than before. */
  figuresChanged(of: { courseId: string; lessonId: string; branchId: string | null }): void {
    this.#gather(of.courseId, of.lessonId)?.places.add(of.branchId);
  }

  /** Roll calls, verdicts or the work list of a lesson are others than before. */
  changed(courseId: string, lessonId: string): void {
    const gathered = this.#gather(courseId, lessonId);
    if (gathered) gathered.changed = true;
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    for (const { timer } of this.#gathered.values()) clearTimeout(timer);
    this.#gathered.clear();
  }

  #gather(courseId: string, lessonId: string): Gathered | undefined {
    if (this.#closed) return undefined;
    this.#deps.figures.outdated(lessonId);
    let gathered = this.#gathered.get(lessonId);
    if (!gathered) {
      const timer = setTimeout(() => void this.#send(lessonId), attendanceNewsMs).unref();
      gathered = { courseId, places: new Set(), signIns: new Map(), changed: false, timer };
      this.#gathered.set(lessonId, gathered);
    }
    return gathered;
  }

  async #send(lessonId: string): Promise<void> {
    const gathered = this.#gathered.get(lessonId);
    if (!gathered) return;
    this.#gathered.delete(lessonId);
    const { fanout, figures, log } = this.#deps;
    const { courseId, signIns } = gathered;
    for (const [branchId, list] of signIns) {
      const news = { lessonId, branchId, signIns: list };
      fanout.notice(liaisonAudience(courseId, branchId), 'attendance.roomSignedIn', news);
    }
    if (gathered.changed) {
      tellOrganisers(fanout, courseId, 'attendance.changed', { courseId, lessonId });
      this.#deps.verdictsChanged(courseId);
    }
    if (gathered.places.size === 0) return;
    try {
      this.#tellFigures(lessonId, gathered.places, await figures.fresh(courseId, lessonId));
    } catch (error) {
      // The next sign-in, or the next look at the board, brings them.
      log.warn({ err: error, lessonId }, 'the figures of a lesson could not be told');
    }
  }

  #tellFigures(
    lessonId: string,
    places: ReadonlySet<string | null>,
    all: ReadonlyMap<string | null, BranchFigures>,
  ): void {
    const { access } = this.#deps;
    const branches = [...places].flatMap((place) => all.get(place) ?? []);
    access.tell(lessonId, 'staff', 'attendance.figures', { lessonId, ...totalOf(all), branches });
    for (const figures of branches) {
      const { branchId } = figures;
      if (branchId === null) continue;
      access.tell(lessonId, { branchId }, 'attendance.branchFigures', { lessonId, figures });
    }
  }
}

/** The whole lesson. */
export function totalOf(all: ReadonlyMap<string | null, BranchFigures>): AttendanceTotals {
  const total: AttendanceTotals = { expected: 0, signedIn: 0, asked: null };
  for (const { expected, signedIn, asked } of all.values()) {
    total.expected += expected;
    total.signedIn += signedIn;
    // All are about the same window: they were read at once.
    if (asked) total.asked = { ...asked, signedIn: (total.asked?.signedIn ?? 0) + asked.signedIn };
  }
  return total;
}
