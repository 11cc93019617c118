import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reminder, SignInRequest, WindowKind } from '../../../../src/contract/attendance.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { waitingRequests } from '../../../session/attendance.ts';
import { ClientError } from '../../../session/client-error.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { clockTime } from '../../common/time.ts';
import { endOfNumber } from '../../liaison/end-of-number.ts';
import type { Room, RoomPlace } from './use-room.ts';
import '../../../i18n/attendance-room.ts';

/** What wants an answer from the liaison: second persons on one phone, and reminders. Nothing while there is nothing. */
export function RoomNotices(props: {
  place: RoomPlace;
  room: Room;
  onRollCall: () => void;
}): ReactElement | null {
  const { place, room, onRollCall } = props;
  // Each kind is read by itself: whoever has phoned people has not done the roll call yet.
  const [readAt, setReadAt] = useState<Partial<Record<Reminder['about'], number>>>({});
  const read = ({ about, at }: Reminder): void => setReadAt((before) => ({ ...before, [about]: at }));
  const waiting = waitingRequests(room);
  const reminders = currentReminders(room).filter(({ about, at }) => at > (readAt[about] ?? 0));
  if (waiting.length === 0 && reminders.length === 0) return null;
  return (
    <div className="room-notices">
      {waiting.map((request) => (
        <RequestCard
          key={request.requestId}
          place={place}
          request={request}
          kind={room.windows.find(({ windowId }) => windowId === request.windowId)?.kind ?? 'start'}
        />
      ))}
      {reminders.map((reminder) => (
        <ReminderCard
          key={reminder.about}
          reminder={reminder}
          onRollCall={() => {
            read(reminder);
            onRollCall();
          }}
          onRead={() => read(reminder)}
        />
      ))}
    </div>
  );
}

/** The newest reminder of each kind, unless what it asks for has been done. */
function currentReminders({ reminders, rollCall, figures }: Room): Reminder[] {
  const newest = new Map<Reminder['about'], Reminder>();
  for (const reminder of reminders) {
    const known = newest.get(reminder.about);
    if (known === undefined || known.at < reminder.at) newest.set(reminder.about, reminder);
  }
  return [...newest.values()].filter(({ about }) =>
    about === 'rollCall' ? rollCall.signedOffAt === null : figures.signedIn < figures.expected,
  );
}

function ReminderCard(props: {
  reminder: Reminder;
  onRollCall: () => void;
  onRead: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { reminder, onRollCall, onRead } = props;
  const { about, byName, at } = reminder;
  const words = about === 'rollCall' && byName === null ? 'rollCallOwn' : about;
  return (
    <section className="room-notice card" role="status">
      <p>
        <strong>{t(`attendanceRoom.reminder.${words}`)}</strong>{' '}
        <span className="quiet figures">{clockTime(at)}</span>
      </p>
      {about === 'rollCall' ? (
        <button type="button" className="button button--primary" onClick={onRollCall}>
          {t('attendanceRoom.reminder.go')}
        </button>
      ) : (
        <button type="button" className="button" onClick={onRead}>
          {t('attendanceRoom.reminder.read')}
        </button>
      )}
    </section>
  );
}

/** A second person on a device: only somebody in the room can say whether that person is there. */
function RequestCard(props: {
  place: RoomPlace;
  request: SignInRequest;
  /** What the person wants to do: somebody can ask for two things at once. */
  kind: WindowKind;
}): ReactElement | null {
  const { t } = useTranslation();
  const { place, request, kind } = props;
  const { api } = useClassSession();
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const decide = (decision: 'confirm' | 'deny'): void => {
    setBusy(true);
    setError(null);
    const { courseId, lessonId } = place;
    api
      .request('POST /api/courses/:courseId/lessons/:lessonId/attendance/requests/:requestId', {
        params: { courseId, lessonId, requestId: request.requestId },
        body: { decision },
      })
      .then(
        () => setDone(true),
        (thrown: unknown) => setError(ClientError.from(thrown)),
      )
      .finally(() => setBusy(false));
  };
  if (done) return null;
  const { name, number, otherName } = request;
  return (
    <section className="room-notice card" role="alert">
      <h2>{t('attendanceRoom.request.title')}</h2>
      <p>
        <bdi>
          {t(`attendanceRoom.request.text.${kind}`, { name, end: endOfNumber(number), other: otherName })}
        </bdi>
      </p>
      <div className="room-notice__choice">
        <button
          type="button"
          className="button button--primary"
          disabled={busy}
          onClick={() => decide('confirm')}
        >
          {t('attendanceRoom.request.confirm')}
        </button>
        <button type="button" className="button" disabled={busy} onClick={() => decide('deny')}>
          {t('attendanceRoom.request.deny')}
        </button>
      </div>
      {error === null ? null : <ErrorText error={error} />}
    </section>
  );
}
