import { Button, Modal } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteOutput } from '../../../../src/contract/index.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { ChangeError } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';

/** Issues certificates to all who have passed and have none, and says how many. */
export function CertificatesButton(props: { courseId: string; onIssued: () => void }): ReactElement {
  const { t } = useTranslation();
  const { courseId, onIssued } = props;
  const { api } = useClassSession();
  const change = useChange();
  const [asks, setAsks] = useState(false);
  const [done, setDone] = useState<RouteOutput<'POST /api/courses/:courseId/certificates'> | null>(null);
  const close = (): void => {
    setAsks(false);
    setDone(null);
  };
  const issue = (): void =>
    void change
      .run(async () => {
        const params = { courseId };
        setDone(await api.request('POST /api/courses/:courseId/certificates', { params, body: {} }));
      })
      .then((issued) => issued && onIssued());
  return (
    <>
      <Button onClick={() => setAsks(true)}>{t('scoreDesk.certificates.button')}</Button>
      <Modal
        open={asks}
        title={t('scoreDesk.certificates.title')}
        onCancel={close}
        footer={
          done === null ? (
            <>
              <Button onClick={close}>{t('common.cancel')}</Button>
              <Button type="primary" loading={change.busy} onClick={issue}>
                {t('scoreDesk.certificates.button')}
              </Button>
            </>
          ) : (
            <Button onClick={close}>{t('common.close')}</Button>
          )
        }
      >
        <p>{done === null ? t('scoreDesk.certificates.text') : <Done done={done} />}</p>
        <ChangeError change={change} />
      </Modal>
    </>
  );
}

function Done({ done: { issued, total } }: { done: { issued: number; total: number } }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      {issued === 0
        ? t('scoreDesk.certificates.none', { total })
        : t('scoreDesk.certificates.done', { count: issued, total })}
    </>
  );
}
