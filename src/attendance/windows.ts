import type { AttendancePolicy, SignInWindow, WindowKind } from '../contract/attendance.ts';
import type { Lesson } from '../contract/course.ts';

/** A window as it is for everybody, before a failed line made it longer for some. Times are milliseconds since 1970. */
export interface BaseWindow {
  windowId: string;
  /** Its number in the lesson: 0 for the lesson's own one, then from 1 in the order in which they were asked for. */
  ordinal: number;
  kind: WindowKind;
  opensAt: number;
  inTimeUntil: number;
  closesAt: number;
}

/** A time in which the line of a place was gone. */
export interface Loss {
  from: number;
  until: number;
}

const minute = 60_000;

/**
 * The lesson's own window, from the timetable and the policy. A lesson that began before its time opens it sooner, and makes
 * nobody late who comes when they were told to; one that ended closes it.
 */
export function startWindow(lesson: Lesson, policy: AttendancePolicy): BaseWindow {
  const { startsAt } = lesson;
  const opensAt = Math.min(startsAt, lesson.startedAt ?? Infinity) - policy.opensBeforeMin * minute;
  const ends = lesson.endedAt ?? lesson.endsAt;
  const wanted = policy.closesAfterMin === null ? ends : startsAt + policy.closesAfterMin * minute;
  const closesAt = Math.max(opensAt, Math.min(ends, wanted));
  const inTimeUntil = Math.min(closesAt, startsAt + policy.graceMin * minute);
  return { windowId: lesson.id, ordinal: 0, kind: 'start', opensAt, inTimeUntil, closesAt };
}

/**
 * A window as it is for one place. While the line is gone its time stands still: both ends move by as long as the loss
 * lasted from the window's opening on, if it had not ended before.
 * @param losses of that place, in the order of time, without overlaps; one that goes on lasts until `now`
 */
export function windowAt(window: BaseWindow, losses: readonly Loss[], now: number): SignInWindow {
  const { windowId, kind, opensAt } = window;
  let { inTimeUntil, closesAt } = window;
  for (const { from, until } of losses) {
    const begins = Math.max(from, opensAt);
    const lasted = until - begins;
    if (lasted <= 0) continue;
    if (begins < inTimeUntil) inTimeUntil += lasted;
    if (begins < closesAt) closesAt += lasted;
  }
  const extendedMs = closesAt - window.closesAt;
  return {
    ...{ windowId, kind, opensAt, inTimeUntil, closesAt, extendedMs },
    state: stateAt({ opensAt, inTimeUntil, closesAt }, now),
  };
}

/** Where a window stands at a moment. */
export function stateAt(
  { opensAt, inTimeUntil, closesAt }: Pick<BaseWindow, 'opensAt' | 'inTimeUntil' | 'closesAt'>,
  at: number,
): SignInWindow['state'] {
  if (at >= closesAt) return 'closed';
  if (at < opensAt) return 'early';
  return at <= inTimeUntil ? 'open' : 'late';
}

/** Minutes late, rounded up; 0 in time. */
export function minutesLate({ inTimeUntil }: Pick<BaseWindow, 'inTimeUntil'>, at: number): number {
  return Math.max(0, Math.ceil((at - inTimeUntil) / minute));
}

/** True when a loss makes at least one of the windows longer. */
export function concerns(loss: Loss, windows: readonly BaseWindow[], losses: readonly Loss[]): boolean {
  return windows.some((window) => {
    const before = windowAt(window, losses, loss.until);
    return windowAt(window, [...losses, loss], loss.until).closesAt > before.closesAt;
  });
}
