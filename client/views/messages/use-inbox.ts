import { useEffect, useRef } from 'react';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useNews } from '../../hooks/use-news.ts';
import { useRequest } from '../../hooks/use-request.ts';

/** The course of this page; null while it is not known. */
export function useCourseId(): string | null {
  return useClassroom().course?.id ?? null;
}

/** The own groups and the staff line with what is unread, and announcements that were not seen; kept up to date. */
export function useInbox(courseId: string | null) {
  const inbox = useRequest(
    'GET /api/courses/:courseId/messages',
    courseId === null ? null : { params: { courseId } },
  );
  useNews(['messages.changed', 'messages.read', 'session.changed'], inbox.reload, 2_000);
  return inbox;
}

/** Milliseconds over which the members of one group ask for a new post, and those of all groups at once. */
const spread = { group: 300, all: 3_000 };

/** Calls `heard` when the thread has changed, soon; and after every time the line was down. */
export function useMessageNews(threadId: string, heard: () => void): void {
  const { notices, connection } = useClassSession();
  const latest = useRef(heard);
  useEffect(() => {
    latest.current = heard;
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = (withinMs: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => latest.current(), Math.random() * withinMs);
    };
    let wasOnline = connection.get().kind === 'online';
    const stop = [
      notices.on((notice) => {
        if (notice.name !== 'messages.changed' && notice.name !== 'messages.confirmed') return;
        const changed = notice.data.threadId;
        if (changed === null) soon(spread.all);
        else if (changed === threadId) soon(spread.group);
      }),
      connection.subscribe(() => {
        const isOnline = connection.get().kind === 'online';
        if (isOnline && !wasOnline) soon(spread.all);
        wasOnline = isOnline;
      }),
    ];
    return () => {
      clearTimeout(timer);
      for (const end of stop) end();
    };
  }, [notices, connection, threadId]);
}
