import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pick } from '../../../src/contract/polls.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { ErrorText } from '../common/error-text.tsx';
import { useAction } from './use-action.ts';
import '../../i18n/polls.ts';

/** Draws somebody, or a branch, among those present; everybody sees whom. */
export function PickPanel(): ReactElement {
  const { t } = useTranslation();
  const { command } = useClassSession();
  const { shown } = useClassroom();
  const action = useAction();
  const [drawn, setDrawn] = useState<Pick | null>(null);
  const draw = (of: Pick['of']): void =>
    void action.run(async () => {
      const { pick } = await command('pick.draw', { of });
      setDrawn(pick);
    });
  return (
    <section className="poll-panel__block" aria-label={t('polls.panel.pick')}>
      <h3>{t('polls.panel.pick')}</h3>
      <div className="poll-panel__actions">
        <button type="button" className="button" disabled={action.busy} onClick={() => draw('trainee')}>
          {t('polls.panel.pickTrainee')}
        </button>
        <button type="button" className="button" disabled={action.busy} onClick={() => draw('branch')}>
          {t('polls.panel.pickBranch')}
        </button>
        {shown?.kind === 'pick' ? (
          <button
            type="button"
            className="button button--plain"
            disabled={action.busy}
            onClick={() => void action.run(() => command('stage.dismissShown', {}))}
          >
            {t('polls.panel.takePick')}
          </button>
        ) : null}
      </div>
      {action.error === null ? null : <ErrorText error={action.error} />}
      {drawn === null ? (
        <p className="quiet">{t('polls.panel.pickHint')}</p>
      ) : (
        <div role="status">
          <p className="quiet figures">{t('polls.panel.picked', { among: drawn.among })}</p>
          <p className="poll-pick__name">
            <bdi>{drawn.name}</bdi>
          </p>
          {drawn.branchName === null ? null : (
            <p>
              <bdi>{drawn.branchName}</bdi>
            </p>
          )}
          {drawn.round > 1 ? (
            <p className="quiet">{t('polls.panel.newRound', { round: drawn.round })}</p>
          ) : null}
        </div>
      )}
    </section>
  );
}
