import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { ClientError } from '../../session/client-error.ts';
import { Dialog } from '../common/dialog.tsx';
import { ErrorText } from '../common/error-text.tsx';
import { sideKeys, sideTabs } from './side-tabs.ts';
import { consoleKeys } from './use-console-keys.ts';

/** Ending is for everybody and for good, so it is asked once. */
export function EndDialog(props: { onClose: () => void; onEnd: () => Promise<void> }): ReactElement {
  const { t } = useTranslation();
  const { counts } = useClassroom();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const end = (): void => {
    setBusy(true);
    props.onEnd().then(props.onClose, (thrown: unknown) => {
      setBusy(false);
      setError(ClientError.from(thrown));
    });
  };
  return (
    <Dialog
      title={t('lecturer.endTitle')}
      onClose={props.onClose}
      actions={
        <>
          <button type="button" className="button" onClick={props.onClose}>
            {t('lecturer.endCancel')}
          </button>
          <button type="button" className="button button--danger-filled" disabled={busy} onClick={end}>
            {t('lecturer.endConfirm')}
          </button>
        </>
      }
    >
      <p>{t('lecturer.endText', { count: counts.branchesOnline })}</p>
      {error === null ? null : <ErrorText error={error} />}
    </Dialog>
  );
}

/** The sheet of keys. */
export function KeySheet({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const rows = [
    [consoleKeys.live, t('lecturer.keyLive')],
    [consoleKeys.camera, t('lecturer.keyCamera')],
    [consoleKeys.microphone, t('lecturer.keyMicrophone')],
    [consoleKeys.screen, t('lecturer.keyScreen')],
    ['1–6', t('inClass.key.layouts')],
    [consoleKeys.call, t('inClass.key.call')],
    [consoleKeys.admit, t('inClass.key.admit')],
    [consoleKeys.take, t('inClass.key.take')],
    ['Enter', t('inClass.key.next')],
    ['PageUp', t('inClass.key.back')],
    [sideTabs.map((tab) => sideKeys[tab]).join(' '), t('inClass.key.tabs')],
    ['↑ ↓ Enter A W P D', t('inClass.key.list')],
    [consoleKeys.fullScreen, t('lecturer.keyFullScreen')],
    [consoleKeys.help, t('lecturer.keyHelp')],
  ];
  return (
    <Dialog
      title={t('lecturer.keysTitle')}
      onClose={onClose}
      actions={
        <button type="button" className="button button--primary" onClick={onClose}>
          {t('common.close')}
        </button>
      }
    >
      <dl className="keys">
        {rows.map(([key, meaning]) => (
          <div key={key} className="keys__row">
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
