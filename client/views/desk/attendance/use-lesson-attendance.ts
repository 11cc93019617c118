import type { NoticeName, RouteName, RouteOutput } from '../../../../src/contract/index.ts';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';

const boardRoute = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/board' satisfies RouteName;
const workRoute = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/work-list' satisfies RouteName;

/** Attendance by branch, unit and level as the server adds it up. */
export type Board = RouteOutput<typeof boardRoute>;

/** The lesson that the desk looks at. */
export interface LessonPlace {
  courseId: string;
  lessonId: string;
}

/** What changes anything that the desk shows of attendance. */
export const attendanceNews: readonly NoticeName[] = [
  'attendance.figures',
  'attendance.changed',
  'attendance.windows',
  'patrol.findingChanged',
];

/** Milliseconds; shorter than the time between two notices, so that a stream of them cannot hold an update back. */
export const attendanceSpreadMs = 400;

/** The board of a lesson, kept up to date. */
export function useBoard(params: LessonPlace) {
  const board = useRequest(boardRoute, { params: { ...params } });
  useNews(attendanceNews, board.reload, attendanceSpreadMs);
  return board;
}

/** The contradictions of a lesson that wait for the organiser, kept up to date. */
export function useWorkList(params: LessonPlace) {
  const list = useRequest(workRoute, { params: { ...params } });
  useNews(attendanceNews, list.reload, attendanceSpreadMs);
  return list;
}
