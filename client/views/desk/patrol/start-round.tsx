import { Button, Checkbox, Modal } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useClassroom } from '../../../hooks/use-classroom.ts';
import { notSeen, type RoundView } from '../../../session/round-book.ts';
import { newClientId } from '../../messages/use-outbox.ts';
import { ChangeError } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';

/** Starts a round of all rooms, after a question: every inspector gets rooms by it. */
export function StartRound({ view }: { view: RoundView | null }): ReactElement {
  const { t } = useTranslation();
  const { command } = useClassSession();
  const { phase, entry } = useClassroom();
  // Asked anew, it is another round; tried again after a drop, it is the same one.
  const [asked, setAsked] = useState<{ roundId: string; ports: boolean } | null>(null);
  const change = useChange();
  const mayStart = phase === 'live' && entry.kind === 'joined';
  const running = view?.round?.endedAt === null ? view.round : null;
  const close = (): void => {
    change.clear();
    setAsked(null);
  };
  const start = (): void => {
    if (asked === null) return;
    void change.run(() => command('patrol.startRound', asked)).then((done) => done && close());
  };
  return (
    <>
      <Button
        type="primary"
        disabled={!mayStart}
        title={mayStart ? undefined : t('patrolDesk.notLive')}
        onClick={() => setAsked({ roundId: newClientId(), ports: false })}
      >
        {t('patrolDesk.start')}
      </Button>
      <Modal
        open={asked !== null}
        title={t('patrolDesk.startTitle')}
        okText={t('patrolDesk.start')}
        cancelText={t('common.cancel')}
        confirmLoading={change.busy}
        onOk={start}
        onCancel={close}
      >
        <div className="patrol-plan">
          <p>{t('patrolDesk.startText')}</p>
          {running === null ? null : <p>{t('patrolDesk.startRunning', { number: running.number })}</p>}
          <Checkbox
            checked={asked?.ports === true}
            onChange={({ target }) => setAsked(asked === null ? null : { ...asked, ports: target.checked })}
          >
            {t('patrolDesk.withPorts')}
          </Checkbox>
          <ChangeError change={change} />
        </div>
      </Modal>
    </>
  );
}

/** Ends the running round as it is. */
export function EndRound({ view }: { view: RoundView }): ReactElement | null {
  const { t } = useTranslation();
  const { command } = useClassSession();
  const [asking, setAsking] = useState(false);
  const change = useChange();
  const { round } = view;
  if (round === null || round.endedAt !== null) return null;
  const close = (): void => {
    change.clear();
    setAsking(false);
  };
  const end = (): void =>
    void change
      .run(() => command('patrol.endRound', { roundId: round.roundId }))
      .then((done) => done && close());
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('patrolDesk.end')}</Button>
      <Modal
        open={asking}
        title={t('patrolDesk.endTitle', { number: round.number })}
        okText={t('patrolDesk.end')}
        cancelText={t('common.cancel')}
        confirmLoading={change.busy}
        onOk={end}
        onCancel={close}
      >
        <p>{t('patrolDesk.endText', { count: notSeen(view.tiles.values()).length })}</p>
        <ChangeError change={change} />
      </Modal>
    </>
  );
}
