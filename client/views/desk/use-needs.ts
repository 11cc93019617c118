import type { Finding } from '../../../src/contract/patrol.ts';
import type { RouteName, RouteOutput } from '../../../src/contract/index.ts';
import type { WorkItem } from '../../../src/contract/attendance.ts';
import { useNews } from '../../hooks/use-news.ts';
import { useRequest } from '../../hooks/use-request.ts';
import { useFindings } from '../patrol/use-findings.ts';
import { useWorkList, type LessonPlace } from './attendance/use-lesson-attendance.ts';

const ticketsRoute = 'GET /api/courses/:courseId/tickets' satisfies RouteName;
const boardRoute = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/board' satisfies RouteName;

const requestsRoute = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/requests' satisfies RouteName;

/** Of each kind so many are listed; the rest is one click away. */
const listed = 3;
/** Milliseconds over which changes of roll calls are gathered: the board is long. */
const boardSpreadMs = 2_000;

/** What waits for the organiser in a lesson. */
export interface Needs {
  /** Whether all parts have come. They are shown together: a list that grows from above moves what is about to be pressed. */
  complete: boolean;
  /** Findings that are not settled: those with an answer first, which wait for the organiser alone. */
  findings: readonly Finding[];
  unsettled: number;
  /** Second persons on a device, on ports and in rooms whose liaison has not answered. */
  requests: RouteOutput<typeof requestsRoute>['requests'];
  /** What speaks against each other in attendance. */
  work: readonly WorkItem[];
  undecided: number;
  /** Open requests for help, and of how many kinds they are. */
  help: RouteOutput<typeof ticketsRoute>['open'];
  helpKinds: number;
  /** Branches with trainees whose roll call is not signed off; 0 while it is not due. */
  uncalled: number;
  reload: () => void;
}

/** What needs a person now, from all parts of the desk; kept up to date. @param isRollCallDue whether rooms without a roll call are listed */
export function useNeeds(place: LessonPlace, isRollCallDue: boolean): Needs {
  const answered = useFindings({ state: 'answered', limit: listed });
  const open = useFindings({ state: 'open', limit: listed });
  const work = useWorkList(place);
  const tickets = useRequest(ticketsRoute, {
    params: { courseId: place.courseId },
    query: { state: 'open', limit: 1 },
  });
  useNews(['help.changed'], tickets.reload, 500);
  const board = useRequest(boardRoute, isRollCallDue ? { params: { ...place } } : null);
  useNews(['attendance.changed'], board.reload, boardSpreadMs);
  const requests = useRequest(requestsRoute, { params: { ...place } });
  useNews(['attendance.requested', 'attendance.changed'], requests.reload, 400);
  const states = open.kind === 'ready' ? open.data.states : { open: 0, answered: 0 };
  const { open: help, groups } = tickets.kind === 'ready' ? tickets.data : { open: 0, groups: [] };
  const findings = [answered, open].flatMap((list) => (list.kind === 'ready' ? list.data.findings : []));
  const rows = isRollCallDue && board.kind === 'ready' ? board.data.rows : [];
  return {
    complete: [answered, open, work, tickets, requests].every(({ kind }) => kind !== 'loading'),
    findings: findings.slice(0, listed),
    unsettled: states.open + states.answered,
    requests: requests.kind === 'ready' ? requests.data.requests : [],
    work: work.kind === 'ready' ? work.data.items.slice(0, listed) : [],
    undecided: work.kind === 'ready' ? work.data.total : 0,
    help,
    helpKinds: groups.filter((one) => one.open > 0).length,
    uncalled: rows.filter((row) => row.branchId !== null && row.expected > 0 && !row.rollCall?.signedOffAt)
      .length,
    reload: () => {
      answered.reload();
      open.reload();
      requests.reload();
    },
  };
}
