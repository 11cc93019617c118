import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useSender } from '../../hooks/use-sender.ts';
import { HelpNumber, useErrorSentence } from '../common/error-text.tsx';
import { consoleKeys } from './use-console-keys.ts';
import type { ConsoleActions } from './use-console-actions.ts';

/** The one red-bordered button, and what went wrong with it. */
export function LiveControl({ resume, actions }: { resume: boolean; actions: ConsoleActions }): ReactElement {
  const { t } = useTranslation();
  const { phase } = useClassroom();
  const { state } = useSender();
  const sentence = useErrorSentence();
  const sendError = state.phase.kind === 'failed' ? state.phase.error : null;
  const error = actions.error ?? sendError;
  const starting = actions.busy || state.phase.kind === 'starting';
  const label = phase === 'live' ? t('lecturer.end') : t('lecturer.start');
  return (
    <div className="live-control">
      <button
        type="button"
        className="button button--danger live-control__button"
        aria-keyshortcuts={consoleKeys.live}
        disabled={phase === 'ended' || (starting && phase !== 'live')}
        onClick={phase === 'live' ? actions.askEnd : actions.goLive}
      >
        {starting && !resume && phase !== 'live' ? t('lecturer.starting') : label}
        <kbd>{consoleKeys.live}</kbd>
      </button>
      {error === null ? (
        <p className="source__hint">
          {phase === 'waiting' ? t('lecturer.branchesHint') : null}
          {phase === 'ended' ? t('state.endedTitle') : null}
        </p>
      ) : (
        <p className="source__problem" role="alert">
          {sentence(error.code)}
          {error.reference === undefined ? null : (
            <>
              {' '}
              <HelpNumber reference={error.reference} />
            </>
          )}
        </p>
      )}
    </div>
  );
}
