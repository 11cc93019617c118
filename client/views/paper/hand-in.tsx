import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { unansweredOf } from '../../session/paper-answers.ts';
import type { SittingState } from '../../session/paper-sitting.ts';
import type { ClientError } from '../../session/types.ts';
import { Dialog } from '../common/dialog.tsx';
import { ErrorText } from '../common/error-text.tsx';
import { Notice } from '../common/notice.tsx';

/** Asked once, with what is still open. */
export function HandInDialog(props: {
  state: SittingState;
  onStay: () => void;
  onHandIn: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { state, onStay, onHandIn } = props;
  const total = state.paper.items.length;
  const open = unansweredOf(state.paper, state.answers);
  return (
    <Dialog
      title={t('paper.handIn.title')}
      onClose={onStay}
      actions={
        <>
          <button type="button" className="button" onClick={onStay}>
            {t('paper.handIn.stay')}
          </button>
          <button type="button" className="button button--primary" onClick={onHandIn}>
            {t('paper.handIn.confirm')}
          </button>
        </>
      }
    >
      <p className={open.length === 0 ? '' : 'paper-hand-in__open'}>
        {open.length === 0
          ? t('paper.handIn.all', { total })
          : t('paper.handIn.open', { count: open.length, numbers: open.join(t('paper.handIn.comma')) })}
      </p>
      <p className="quiet">{t('paper.handIn.final')}</p>
    </Dialog>
  );
}

/** Between the tap, or the end of the time, and the receipt: what is known, and nothing more. */
export function HandingIn(props: { state: SittingState; onTakeBack: () => void }): ReactElement {
  const { t } = useTranslation();
  const { phase, saving } = props.state;
  const isWaiting = saving === 'waiting';
  return (
    <main className="paper__column">
      <section
        className={`paper-notice card${isWaiting ? ' paper-notice--attention' : ''}`}
        role="status"
        aria-busy={!isWaiting}
      >
        <h1>
          {phase === 'over'
            ? t('paper.handIn.over')
            : isWaiting
              ? t('paper.handIn.waiting')
              : t('paper.handIn.sending')}
        </h1>
        {phase === 'over' ? <p>{t('paper.handIn.overText')}</p> : null}
        {isWaiting ? <p>{t('paper.handIn.waitingText')}</p> : null}
        {phase === 'handing' && isWaiting ? (
          <button type="button" className="button button--wide" onClick={props.onTakeBack}>
            {t('paper.handIn.takeBack')}
          </button>
        ) : null}
      </section>
    </main>
  );
}

/** The server does not go on with this paper on this device; most often another one has it now. */
export function Stopped({ error, onClose }: { error: ClientError; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <main className="paper__column">
      <Notice
        title={t('paper.handIn.stopped')}
        urgent
        actions={
          <>
            <button type="button" className="button button--primary" onClick={() => location.reload()}>
              {t('paper.handIn.again')}
            </button>
            <button type="button" className="button" onClick={onClose}>
              {t('paper.back')}
            </button>
          </>
        }
      >
        {error.code === 'not_signed_in' ? <p>{t('paper.handIn.moved')}</p> : <ErrorText error={error} />}
      </Notice>
    </main>
  );
}
