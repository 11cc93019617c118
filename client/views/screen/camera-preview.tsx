import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import '../../i18n/patrol-room.ts';
import { Dialog } from '../common/dialog.tsx';
import { PictureTile } from '../common/picture-tile.tsx';

/** What organisers can see of this room, large enough to turn the camera by it. */
export function CameraPreview(props: { picture: MediaStream; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <Dialog
      title={t('patrolRoom.title')}
      onClose={props.onClose}
      actions={
        <button type="button" className="button button--primary" onClick={props.onClose}>
          {t('common.close')}
        </button>
      }
    >
      <div className="preview">
        <PictureTile stream={props.picture} label={t('patrolRoom.title')} />
      </div>
      <p className="quiet">{t('patrolRoom.text')}</p>
    </Dialog>
  );
}
