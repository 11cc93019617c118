import { attendanceLimits, type SignInWindow } from '../contract/attendance.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { Connection } from '../lib/feature.ts';
import type { ClassroomAccess } from '../lib/live-classroom.ts';
import type { Codes } from './codes.ts';
import { figuresAt, type Figures } from './figures.ts';
import type { Lessons } from './lessons.ts';
import type { Points } from './points.ts';

export interface CodeDeskDependencies {
  clock: Clock;
  access: ClassroomAccess;
  codes: Codes;
  points: Points;
  lessons: Lessons;
  figures: Figures;
}

/**
 * Gives each screen and liaison the code of this moment. They ask for it: only those that show it do, at moments that
 * differ from branch to branch, and no code of the future ever leaves the server.
 */
export class CodeDesk {
  readonly #deps: CodeDeskDependencies;

  constructor(deps: CodeDeskDependencies) {
    this.#deps = deps;
  }

  /** Throws `not_joined`; `forbidden` for who belongs to no branch. */
  async code(connection: Connection) {
    const { access, clock, codes, points, lessons, figures } = this.#deps;
    const { classroom, participant } = access.require(connection);
    const { branchId } = participant;
    if (branchId === null) throw new AppError('forbidden');
    const { id: lessonId, courseId } = classroom.lesson;
    const lesson = await lessons.of(lessonId);
    const windows = lessons.windows(lesson, `branch:${branchId}`);
    const all = await figures.of(courseId, lessonId);
    const window = shownWindow(windows, clock.now());
    const common = { windows, figures: figuresAt(all, branchId) };
    if (!window) return { code: null, ...common, serverTime: clock.now() };
    const { windowId } = window;
    const ordinal = lesson.windows.find((one) => one.windowId === windowId)?.ordinal ?? 0;
    const ref = await points.refOf(lessonId, branchId, lesson.branches.keys());
    const now = clock.now();
    const { code, nextAt } = codes.at({ courseId, lessonId, branchId, windowId }, { ref, ordinal }, now);
    return { code: { code, path: `/s/${code}`, windowId, nextAt }, ...common, serverTime: now };
  }
}

/** The window that a code is shown for: of those that people can sign in to now, or soon, the one asked for last. */
export function shownWindow(windows: readonly SignInWindow[], now: number): SignInWindow | undefined {
  return windows.findLast(
    ({ opensAt, state }) => state !== 'closed' && now >= opensAt - attendanceLimits.codeBeforeMs,
  );
}
