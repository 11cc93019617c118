import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../common/dialog.tsx';
import { PictureTile } from '../common/picture-tile.tsx';

type Preview = { kind: 'opening' } | { kind: 'open'; stream: MediaStream } | { kind: 'failed' };

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Opens the camera while the component is there, and only then; nothing leaves the computer. */
function useCameraPreview(): Preview {
  const [preview, setPreview] = useState<Preview>({ kind: 'opening' });
  useEffect(() => {
    let current = true;
    let opened: MediaStream | null = null;
    const open = async (): Promise<void> => {
      // `mediaDevices` is missing on pages that are not secure: the throw is caught below like any refusal.
      const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 720 } });
      if (!current) {
        stop(stream);
        return;
      }
      opened = stream;
      setPreview({ kind: 'open', stream });
    };
    open().catch(() => {
      if (current) setPreview({ kind: 'failed' });
    });
    return () => {
      current = false;
      if (opened !== null) stop(opened);
    };
  }, []);
  return preview;
}

/** What organisers can see of this room, on demand only. */
export function CameraPreview({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const preview = useCameraPreview();
  return (
    <Dialog
      title={t('screen.previewTitle')}
      onClose={onClose}
      actions={
        <button type="button" className="button button--primary" onClick={onClose}>
          {t('screen.previewClose')}
        </button>
      }
    >
      {preview.kind === 'failed' ? (
        <p role="alert">{t('screen.previewFailed')}</p>
      ) : (
        <>
          <div className="preview">
            <PictureTile
              stream={preview.kind === 'open' ? preview.stream : null}
              label={t('screen.previewTitle')}
            />
          </div>
          <p className="quiet">{t('screen.previewText')}</p>
        </>
      )}
    </Dialog>
  );
}
