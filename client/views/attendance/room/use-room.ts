import { useEffect, useMemo, useState } from 'react';
import type {
  Reminder,
  RoomTrainee,
  SignIn,
  SignInRequest,
  SignInWindow,
} from '../../../../src/contract/attendance.ts';
import type { RouteOutput } from '../../../../src/contract/index.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useClassroom } from '../../../hooks/use-classroom.ts';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest, type RequestState } from '../../../hooks/use-request.ts';
import { signInOf, windowNow, withSignIn } from '../../../session/attendance.ts';

export type Room = RouteOutput<'GET /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId'>;

/** Which room of which lesson. */
export interface RoomPlace {
  courseId: string;
  lessonId: string;
  branchId: string;
}

/** What notices told since the room was asked for. */
interface Heard {
  lessonId: string;
  signIns: readonly { traineeId: string; signIn: SignIn }[];
  requests: readonly SignInRequest[];
  reminders: readonly Reminder[];
}

/** The room of this liaison in the lesson that is on; null where there is none. */
export function useRoomPlace(): RoomPlace | null {
  const { me, course, lesson } = useClassroom();
  const [courseId, lessonId, branchId] = [course?.id, lesson?.id, me?.branchId ?? undefined];
  return useMemo(
    () =>
      courseId === undefined || lessonId === undefined || branchId === undefined
        ? null
        : { courseId, lessonId, branchId },
    [courseId, lessonId, branchId],
  );
}

/** A room's attendance, kept up by notices: hundreds of liaisons do not ask again for everybody who signs in. */
export function useRoom(place: RoomPlace | null): RequestState<Room> & { reload: () => void } {
  const asked = useRequest(
    'GET /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId',
    place === null ? null : { params: place },
  );
  useNews(['attendance.roomChanged', 'roster.changed'], asked.reload);
  const heard = useHeard(place);
  const { own } = useClassroom();
  const attendance = own.attendance;
  const room = asked.kind === 'ready' ? asked.data : null;
  const merged = useMemo(
    () =>
      room && {
        ...withHeard(room, heard),
        windows: attendance?.windows ?? room.windows,
        figures: attendance?.figures ?? room.figures,
      },
    [room, heard, attendance],
  );
  return merged === null ? asked : { kind: 'ready', data: merged, reload: asked.reload };
}

function useHeard(place: RoomPlace | null): Heard | null {
  const { notices } = useClassSession();
  const [heard, setHeard] = useState<Heard | null>(null);
  const { lessonId, branchId } = place ?? {};
  useEffect(() => {
    if (lessonId === undefined || branchId === undefined) return undefined;
    const add = (change: (known: Heard) => Heard): void =>
      setHeard((known) =>
        change(known?.lessonId === lessonId ? known : { lessonId, signIns: [], requests: [], reminders: [] }),
      );
    return notices.on((notice) => {
      if (!('data' in notice) || !('lessonId' in notice.data) || notice.data.lessonId !== lessonId) return;
      if (notice.name === 'attendance.roomSignedIn' && notice.data.branchId === branchId) {
        const { signIns } = notice.data;
        add((known) => ({ ...known, signIns: [...known.signIns, ...signIns] }));
      }
      if (notice.name === 'attendance.requested' && notice.data.request.branchId === branchId) {
        const { request } = notice.data;
        add((known) => ({ ...known, requests: [...known.requests, request] }));
      }
      if (notice.name === 'attendance.reminded' && notice.data.branchId === branchId) {
        const { reminder } = notice.data;
        add((known) => ({ ...known, reminders: [...known.reminders, reminder] }));
      }
    });
  }, [notices, lessonId, branchId]);
  return heard?.lessonId === lessonId ? heard : null;
}

/** The newest word on each: what was heard is never older than what was asked for before it. */
function withHeard(room: Room, heard: Heard | null): Room {
  if (heard === null) return room;
  const trainees = room.trainees.map((trainee) => {
    const news = heard.signIns.filter(({ traineeId }) => traineeId === trainee.traineeId);
    if (news.length === 0) return trainee;
    return {
      ...trainee,
      signIns: news.reduce<SignIn[]>((all, { signIn }) => withSignIn(all, signIn), trainee.signIns),
    };
  });
  const requests = new Map(
    [...room.requests, ...heard.requests].map((request) => [request.requestId, request]),
  );
  // A decision stands: it may have been heard before a slower answer said that it was waited for.
  for (const request of room.requests)
    if (request.state !== 'waiting') requests.set(request.requestId, request);
  return {
    ...room,
    trainees,
    requests: [...requests.values()],
    reminders: [...room.reminders, ...heard.reminders],
  };
}

/**
 * The window that a room's list is about, and who of the room has not signed in to it: the one that is open, else the next
 * one, else the lesson's own.
 */
export function missingNow(
  { windows, trainees }: Room,
  lessonId: string,
  now: number,
): { window: SignInWindow | null; missing: RoomTrainee[] } {
  const window = windowNow(windows, now) ?? windows.find(({ windowId }) => windowId === lessonId) ?? null;
  const missing = trainees.filter(
    ({ signIns }) => window === null || signInOf(signIns, window.windowId) === null,
  );
  return { window, missing };
}
