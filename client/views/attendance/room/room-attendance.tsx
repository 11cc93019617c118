import { useCallback, useEffect, useRef, useState, type ReactElement } from 'react';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useClock } from '../../../hooks/use-clock.ts';
import { useHeld } from '../../../hooks/use-held.ts';
import { Entries } from '../../../session/entries.ts';
import { RollCallDraft } from '../../../session/roll-call.ts';
import { remembered } from '../../../session/remember.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { Section } from '../../liaison/section.tsx';
import { RollCallBadge, RollCallSection } from './roll-call-section.tsx';
import { RoomNotices } from './room-notices.tsx';
import { SignInSection } from './sign-in-section.tsx';
import { missingNow, useRoom, useRoomPlace, type Room, type RoomPlace } from './use-room.ts';
import '../../../i18n/attendance-room.ts';
import './room.css';

/** The room's attendance on the liaison's phone: what wants an answer, who has signed in, and the roll call. */
export function RoomAttendance(): ReactElement | null {
  const place = useRoomPlace();
  const room = useRoom(place);
  if (place === null || room.kind === 'loading') return null;
  if (room.kind === 'failed') {
    return (
      <Section id="signIn" open>
        <ErrorText error={room.error} onRetry={room.reload} />
      </Section>
    );
  }
  return (
    <RoomParts
      key={`${place.lessonId}/${place.branchId}`}
      place={place}
      room={room.data}
      reload={room.reload}
    />
  );
}

function RoomParts(props: { place: RoomPlace; room: Room; reload: () => void }): ReactElement {
  const { place, room, reload } = props;
  const entries = useEntries(place);
  const draft = useDraft(place, room, reload);
  // The roll call opens and comes into sight when a reminder leads there.
  const [led, setLed] = useState(0);
  const rollCall = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (led > 0) rollCall.current?.scrollIntoView({ block: 'start' });
  }, [led]);
  const { missing } = missingNow(room, place.lessonId, useClock());
  const all = room.trainees.length;
  return (
    <>
      <RoomNotices place={place} room={room} onRollCall={() => setLed((n) => n + 1)} />
      <Section
        id="signIn"
        open
        badge={
          <span className="room-badge figures">
            {all - missing.length}/{all}
          </span>
        }
      >
        <SignInSection room={room} entries={entries} />
      </Section>
      <div ref={rollCall} className="room-roll-call">
        <Section
          key={led}
          id="rollCall"
          open={led > 0}
          badge={draft === null ? null : <RollCallBadge draft={draft} />}
        >
          {draft === null ? null : (
            <RollCallSection draft={draft} place={place} visitors={room.visitors.length} />
          )}
        </Section>
      </div>
    </>
  );
}

function useEntries({ courseId, lessonId, branchId }: RoomPlace): Entries | null {
  const { api } = useClassSession();
  return useHeld(
    useCallback(
      () =>
        new Entries(async (traineeId, windowId) => {
          const { signIn } = await api.request(
            'POST /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId/sign-ins',
            { params: { courseId, lessonId, branchId }, body: { traineeId, windowId } },
          );
          return signIn;
        }),
      [api, courseId, lessonId, branchId],
    ),
  );
}

/** The roll call goes on being sent, whether its section is open or not. */
function useDraft(
  { courseId, lessonId, branchId }: RoomPlace,
  room: Room,
  reload: () => void,
): RollCallDraft | null {
  const { api, sessionId } = useClassSession();
  const [first] = useState(room);
  const draft = useHeld(
    useCallback(
      () =>
        new RollCallDraft(first, {
          save: (body) =>
            api.request('PUT /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId/roll-call', {
              params: { courseId, lessonId, branchId },
              body,
            }),
          reload,
          store: {
            get: () => remembered.get(`rollCall.${lessonId}.${branchId}.${sessionId}`),
            set: (text) => remembered.set(`rollCall.${lessonId}.${branchId}.${sessionId}`, text),
          },
        }),
      [api, sessionId, courseId, lessonId, branchId, first, reload],
    ),
  );
  useEffect(() => draft?.loaded(room), [draft, room]);
  return draft;
}
