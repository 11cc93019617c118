import { Button, Modal } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScoreSummary } from '../../../../src/contract/score.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { ChangeError } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';
import { PendingWords } from './pending-words.tsx';

type Pending = NonNullable<ScoreSummary['pending']>;

/** Makes results final: asks, and says first what is not settled. */
export function FreezeButton(props: { courseId: string; onFrozen: () => void }): ReactElement {
  const { t } = useTranslation();
  const { courseId, onFrozen } = props;
  const { api } = useClassSession();
  const change = useChange();
  const [asks, setAsks] = useState(false);
  // The server sends `details` of this code as the contract says.
  const pending = change.error?.code === 'not_ready' ? (change.error.details as Pending) : null;
  const close = (): void => {
    setAsks(false);
    change.clear();
  };
  const freeze = (): void => {
    const body = { anyway: pending !== null };
    void change
      .run(() => api.request('POST /api/courses/:courseId/scores/freeze', { params: { courseId }, body }))
      .then((done) => {
        if (!done) return;
        setAsks(false);
        onFrozen();
      });
  };
  return (
    <>
      <Button onClick={() => setAsks(true)}>{t('scoreDesk.freeze.button')}</Button>
      <Modal
        open={asks}
        title={t('scoreDesk.freeze.title')}
        okText={t(pending === null ? 'scoreDesk.freeze.button' : 'scoreDesk.freeze.anyway')}
        okButtonProps={{ loading: change.busy, danger: pending !== null }}
        cancelText={t('common.cancel')}
        onOk={freeze}
        onCancel={close}
      >
        <div className="score-person">
          <p>{t('scoreDesk.freeze.text')}</p>
          {pending === null ? (
            <ChangeError change={change} />
          ) : (
            <div className="score-freeze" role="alert">
              <strong>{t('scoreDesk.freeze.notReady')}</strong>
              <p>
                <PendingWords pending={pending} />
              </p>
              <p>{t('scoreDesk.freeze.anywayText')}</p>
            </div>
          )}
        </div>
      </Modal>
    </>
  );
}
