import type {
  BranchFigures,
  JoinAttendance,
  RoomTrainee,
  SignIn,
  SignInRequest,
  SignInWindow,
  WindowState,
} from '../../src/contract/attendance.ts';
import type { Notice } from '../../src/contract/index.ts';

/** A window's state at a moment of the server's clock: pages go on by themselves from the times that they were told. */
export function windowState(window: SignInWindow, now: number): WindowState {
  if (now < window.opensAt) return 'early';
  if (now < window.inTimeUntil) return 'open';
  return now < window.closesAt ? 'late' : 'closed';
}

const urgency: Record<WindowState, number> = { open: 0, late: 1, early: 2, closed: 3 };

/**
 * The window that matters now: the one that is open, before one that only takes late people, before the next one. Of several
 * that are open or late the newest, which is what was asked for last. Null when there is none that is not over.
 */
export function windowNow(windows: readonly SignInWindow[], now: number): SignInWindow | null {
  const [first] = windows
    .filter((window) => windowState(window, now) !== 'closed')
    .sort((a, b) => {
      const [stateA, stateB] = [windowState(a, now), windowState(b, now)];
      if (stateA !== stateB) return urgency[stateA] - urgency[stateB];
      return stateA === 'early' ? a.opensAt - b.opensAt : b.opensAt - a.opensAt;
    });
  return first ?? null;
}

/** How many signed in to a window, of all who are expected; null where figures tell nothing of it. */
export function countOf(
  window: SignInWindow,
  figures: Pick<BranchFigures, 'expected' | 'signedIn' | 'asked'> | null,
): { signedIn: number; expected: number } | null {
  if (figures === null || figures.expected === 0) return null;
  const { expected, signedIn, asked } = figures;
  if (window.kind === 'start') return { signedIn, expected };
  // A window that the figures do not know yet was asked for a moment ago: the first sign-in brings figures that do.
  return { signedIn: asked?.windowId === window.windowId ? asked.signedIn : 0, expected };
}

/** The sign-in of a window; null while there is none. */
export function signInOf(signIns: readonly SignIn[], windowId: string): SignIn | null {
  return signIns.find((one) => one.windowId === windowId) ?? null;
}

/** With a sign-in that was just received, once for each window. */
export function withSignIn(signIns: readonly SignIn[], signIn: SignIn): SignIn[] {
  return [...signIns.filter(({ windowId }) => windowId !== signIn.windowId), signIn];
}

/** What a join said of attendance, after a notice; the same object when the notice says nothing about it. */
export function heardOfAttendance(
  known: JoinAttendance,
  lessonId: string | undefined,
  notice: Notice,
): JoinAttendance {
  switch (notice.name) {
    case 'attendance.windows':
      return notice.data.lessonId === lessonId ? { ...known, windows: notice.data.windows } : known;
    case 'attendance.signedIn':
      if (notice.data.lessonId !== lessonId) return known;
      return { ...known, signIns: withSignIn(known.signIns, notice.data.signIn) };
    case 'attendance.branchFigures': {
      const { figures } = notice.data;
      const mine = known.figures?.branchId === figures.branchId && notice.data.lessonId === lessonId;
      return mine ? { ...known, figures } : known;
    }
    case 'attendance.figures': {
      const { expected, signedIn, asked } = notice.data;
      const told = known.totals !== null && notice.data.lessonId === lessonId;
      return told ? { ...known, totals: { expected, signedIn, asked } } : known;
    }
    default:
      return known;
  }
}

/** Second persons on one phone who still want an answer: whom the liaison has entered by hand meanwhile does not. */
export function waitingRequests({
  requests,
  trainees,
}: {
  requests: readonly SignInRequest[];
  trainees: readonly RoomTrainee[];
}): SignInRequest[] {
  return requests.filter(({ state, traineeId, windowId }) => {
    const person = trainees.find((one) => one.traineeId === traineeId);
    return state === 'waiting' && signInOf(person?.signIns ?? [], windowId) === null;
  });
}
