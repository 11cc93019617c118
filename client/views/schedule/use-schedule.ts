import { useClassroom } from '../../hooks/use-classroom.ts';
import { useNews } from '../../hooks/use-news.ts';
import { useRequest } from '../../hooks/use-request.ts';

/** The course's timetable with what this device has still to confirm, kept up to date. */
export function useSchedule() {
  const courseId = useClassroom().course?.id ?? null;
  const schedule = useRequest(
    'GET /api/courses/:courseId/schedule',
    courseId === null ? null : { params: { courseId } },
  );
  useNews(['schedule.changed'], schedule.reload);
  return schedule;
}
