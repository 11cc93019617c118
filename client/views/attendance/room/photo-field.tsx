import { useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../../hooks/class-session.tsx';
import type { RollCallDraft } from '../../../session/roll-call.ts';
import { Icon } from '../../common/icon.tsx';
import { shrinkPhoto } from './photo.ts';
import type { RoomPlace } from './use-room.ts';
import '../../../i18n/attendance-room.ts';

type Sending =
  { kind: 'none' } | { kind: 'shrinking' } | { kind: 'sending' } | { kind: 'failed'; file: Blob };

/** A photo of the room, if wanted: taken with the phone, made small on it, and part of the roll call once it has arrived. */
export function PhotoField(props: {
  draft: RollCallDraft;
  photoId: string | null;
  place: RoomPlace;
}): ReactElement {
  const { t } = useTranslation();
  const { api, sessionId } = useClassSession();
  const { draft, photoId, place } = props;
  const input = useRef<HTMLInputElement>(null);
  const [sending, setSending] = useState<Sending>({ kind: 'none' });
  const send = async (file: Blob): Promise<void> => {
    setSending({ kind: 'shrinking' });
    try {
      const small = await shrinkPhoto(file);
      setSending({ kind: 'sending' });
      const { photoId: received } = await api.upload(
        'POST /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId/photos',
        { params: place },
        small,
      );
      draft.photo(received);
      setSending({ kind: 'none' });
    } catch {
      // Whether the file was no picture or the line was gone: the photo is the part that failed, and can be sent again.
      setSending({ kind: 'failed', file });
    }
  };
  const busy = sending.kind === 'shrinking' || sending.kind === 'sending';
  return (
    <div className="roll-call__photo">
      <h3>{t('attendanceRoom.rollCall.photo')}</h3>
      {photoId === null ? null : (
        <img
          src={`/api/attendance-photos/${photoId}?session=${sessionId}`}
          alt={t('attendanceRoom.rollCall.photoAlt')}
        />
      )}
      <input
        ref={input}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (file !== undefined) void send(file);
        }}
      />
      <div className="roll-call__actions">
        <button
          type="button"
          className="button"
          disabled={busy}
          aria-busy={busy}
          onClick={() => input.current?.click()}
        >
          <Icon name="photo" />
          {busy
            ? t(`attendanceRoom.rollCall.${sending.kind === 'sending' ? 'sendingPhoto' : 'shrinking'}`)
            : t(`attendanceRoom.rollCall.${photoId === null ? 'takePhoto' : 'newPhoto'}`)}
        </button>
        {photoId === null || busy ? null : (
          <button type="button" className="button button--plain" onClick={() => draft.photo(null)}>
            {t('attendanceRoom.rollCall.removePhoto')}
          </button>
        )}
      </div>
      {sending.kind === 'failed' ? (
        <div role="alert">
          <p className="room-list__problem">{t('attendanceRoom.rollCall.photoFailed')}</p>
          <button type="button" className="button" onClick={() => void send(sending.file)}>
            {t('attendanceRoom.rollCall.photoRetry')}
          </button>
        </div>
      ) : null}
    </div>
  );
}
