import { Alert, Button } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useMay } from '../../hooks/use-may.tsx';
import { ClientError } from '../../session/client-error.ts';
import { ErrorText } from '../common/error-text.tsx';
import { Notice } from '../common/notice.tsx';
import { CourseNameButton } from './courses/course-name.tsx';

/** Nothing here yet: one click gives a complete course to try, where the server offers one. */
export function EmptyDesk({ demo, onCreated }: { demo: boolean; onCreated: () => void }): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const may = useMay();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const create = (): void => {
    setBusy(true);
    setError(null);
    api
      .request('POST /api/demo', { body: {} })
      .then(onCreated, (thrown: unknown) => setError(ClientError.from(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <Notice
      title={t('desk.emptyTitle')}
      actions={
        <>
          <CourseNameButton course={null} primary onSaved={onCreated} />
          {demo && may('POST /api/demo') ? (
            <Button loading={busy} onClick={create}>
              {busy ? t('desk.creating') : t('desk.createDemo')}
            </Button>
          ) : null}
        </>
      }
    >
      <p>{t('desk.emptyText')}</p>
      {error === null ? null : <Alert type="error" title={<ErrorText error={error} />} />}
    </Notice>
  );
}
