import { useCallback, useEffect, useRef, useState } from 'react';
import type { Announcement } from '../../../src/contract/messages.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useNews } from '../../hooks/use-news.ts';
import { useRequest } from '../../hooks/use-request.ts';
import { remembered } from '../../session/remember.ts';
import { useCourseId } from './use-inbox.ts';

/** Milliseconds within which hundreds of pages tell the server that they have shown an announcement. */
const spreadMs = 2_000;
/** Milliseconds until what did not arrive is told again. */
const againMs = 5_000;
/** Announcements whose dismissal a browser remembers: more than are ever current at a time. */
const mostRemembered = 50;

/** What was dismissed on this page before it was loaded again. */
function dismissedBefore(sessionId: string): string[] {
  return (remembered.get(`announcements.${sessionId}`) ?? '').split(' ').filter((id) => id !== '');
}

/** The current announcements for this page, the oldest first. */
export interface AnnouncementsHere {
  current: readonly Announcement[];
  /** It was really on the page: the server counts it. */
  seen: (id: string) => void;
  /** It leaves this page, and does not come back to it. */
  dismiss: (id: string) => void;
}

/** Announcements as they come, and those that were made before this page was opened. */
export function useAnnouncements(): AnnouncementsHere {
  const { notices, sessionId } = useClassSession();
  const courseId = useCourseId();
  const inbox = useRequest(
    'GET /api/courses/:courseId/messages',
    courseId === null ? null : { params: { courseId } },
  );
  // New ones come with their notice; what was missed while the line was down is asked for.
  useNews(['session.changed'], inbox.reload);
  const [known, setKnown] = useState<ReadonlyMap<string, Announcement>>(new Map());
  const [gone, setGone] = useState<readonly string[]>(() => dismissedBefore(sessionId));
  const seen = useSeen(courseId);
  const listed = inbox.kind === 'ready' ? inbox.data.announcements : null;
  // What was seen is listed no more, and still has its time on the page.
  if (listed?.some(({ id }) => !known.has(id)) === true) {
    setKnown(new Map([...known, ...listed.map((one) => [one.id, one] as const)]));
  }
  useEffect(
    () =>
      notices.on((notice) => {
        if (notice.name === 'announcement.sent' && notice.data.courseId === courseId) {
          const { announcement } = notice.data;
          setKnown((before) => new Map([...before, [announcement.id, announcement]]));
        }
        if (notice.name === 'announcement.withdrawn') {
          const { announcementId } = notice.data;
          setGone((before) => [...before, announcementId]);
        }
      }),
    [notices, courseId],
  );
  const current = [...known.values()].filter(({ id }) => !gone.includes(id)).sort((a, b) => a.at - b.at);
  const dismiss = useCallback(
    (id: string) => {
      const all = [...dismissedBefore(sessionId), id].slice(-mostRemembered);
      remembered.set(`announcements.${sessionId}`, all.join(' '));
      setGone((before) => [...before, id]);
    },
    [sessionId],
  );
  return { current, seen, dismiss };
}

/** Tells the server what was seen, once for each, until it has arrived. */
function useSeen(courseId: string | null): (id: string) => void {
  const { api } = useClassSession();
  const waiting = useRef(new Set<string>());
  const done = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const tell = useCallback(
    function again() {
      timer.current = undefined;
      const announcementIds = [...waiting.current];
      if (courseId === null || announcementIds.length === 0) return;
      api
        .request('POST /api/courses/:courseId/announcements/seen', {
          params: { courseId },
          body: { announcementIds },
        })
        .then(
          () => {
            for (const id of announcementIds) waiting.current.delete(id);
          },
          () => {
            timer.current ??= setTimeout(again, againMs);
          },
        );
    },
    [api, courseId],
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (id: string) => {
      if (done.current.has(id)) return;
      done.current.add(id);
      waiting.current.add(id);
      timer.current ??= setTimeout(tell, Math.random() * spreadMs);
    },
    [tell],
  );
}
