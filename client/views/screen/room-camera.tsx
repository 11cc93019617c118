import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoomPatrol } from '../../hooks/use-room-patrol.ts';
import '../../i18n/patrol-room.ts';
import { Icon } from '../common/icon.tsx';
import { PictureTile } from '../common/picture-tile.tsx';
import { useCameraWords } from '../patrol/camera-words.ts';
import { CameraPreview } from './camera-preview.tsx';

/** Before class: the picture that the organisers see of this room, or what to do so that they see one. */
export function RoomCamera(): ReactElement | null {
  const { t } = useTranslation();
  const { state, patrol } = useRoomPatrol();
  const [large, setLarge] = useState(false);
  const { picture, camera } = state;
  const words = useCameraWords(camera);
  if (patrol === null) return null;
  if (camera !== 'on' || picture === null) {
    return (
      <section className="room-camera room-camera--off" aria-label={t('patrolRoom.title')} role="status">
        <Icon name="cameraOff" />
        <p>{words ?? t('patrolRoom.asking')}</p>
        {words === null ? null : (
          <>
            <p className="quiet">{t('patrolRoom.safe')}</p>
            <button type="button" className="button" onClick={() => patrol.retry()}>
              {t('patrolRoom.retry')}
            </button>
          </>
        )}
      </section>
    );
  }
  return (
    <section className="room-camera">
      <div className="room-camera__picture">
        <PictureTile stream={picture} label={t('patrolRoom.title')} />
      </div>
      <p className="quiet">{t('patrolRoom.title')}</p>
      <button type="button" className="button" onClick={() => setLarge(true)}>
        {t('patrolRoom.large')}
      </button>
      {large ? <CameraPreview picture={picture} onClose={() => setLarge(false)} /> : null}
    </section>
  );
}

/** Whoever is seen live, or spoken with, knows it: small, and there for as long as it lasts. */
export function RoomMark(): ReactElement | null {
  const { t } = useTranslation();
  const { watched, talker } = useRoomPatrol().state;
  if (talker === null && !watched) return null;
  return (
    <p className="room-mark" role="status">
      <Icon name={talker === null ? 'camera' : 'microphone'} />
      <bdi>{talker === null ? t('patrolRoom.watched') : t('patrolRoom.talking', { name: talker })}</bdi>
    </p>
  );
}
