import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../i18n/direct.ts';
import type { ClientError } from '../../../session/client-error.ts';
import { useErrorSentence } from '../../common/error-text.tsx';

/** Why a decision about the stage was not carried out. */
export function DirectorError({ error }: { error: ClientError | null }): ReactElement | null {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  if (error === null) return null;
  return (
    <p className="source__problem" role="alert">
      {t('direct.failed', { sentence: sentence(error.code) })}
    </p>
  );
}
