import { useEffect } from 'react';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useNews } from '../../hooks/use-news.ts';
import { useRequest } from '../../hooks/use-request.ts';

/** Timers of browsers overflow beyond this, in milliseconds. */
const longestTimer = 2_147_000_000;

/** The course's materials, also when one is added and when one's time comes. */
export function useMaterials() {
  const { classroom } = useClassSession();
  const courseId = useClassroom().course?.id ?? null;
  const materials = useRequest(
    'GET /api/courses/:courseId/materials',
    courseId === null ? null : { params: { courseId } },
  );
  const { reload } = materials;
  useNews(['materials.changed'], reload);
  const nextAt = materials.kind === 'ready' ? materials.data.nextVisibleAt : null;
  useEffect(() => {
    if (nextAt === null) return undefined;
    // Spread a little: every page of the course waits for the same moment.
    const wait = Math.max(0, nextAt - classroom.serverNow()) + 500 + Math.random() * 2000;
    const timer = setTimeout(reload, Math.min(wait, longestTimer));
    return () => clearTimeout(timer);
  }, [nextAt, classroom, reload]);
  return materials;
}
