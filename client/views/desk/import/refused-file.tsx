import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RefusalReason } from '../../../../src/contract/import.ts';
import { currentLanguage, type Language } from '../../../i18n/index.ts';
import type { ClientError } from '../../../session/client-error.ts';
import { ErrorText } from '../../common/error-text.tsx';

/** Why a file was not taken, and what to do. */
export function RefusedFile({ error }: { error: ClientError | 'tooLarge' }): ReactElement {
  const { t } = useTranslation();
  if (error === 'tooLarge' || error.code === 'too_large') return <>{t('records.imports.tooLarge')}</>;
  if (error.code !== 'import_refused') return <ErrorText error={error} />;
  // The server sends `details` of this code as the contract says.
  const { reason, columns, column } = error.details as {
    reason: RefusalReason;
    columns?: Record<Language, string[]>;
    column?: string;
  };
  const separator = currentLanguage() === 'en' ? ', ' : '、';
  return (
    <>
      {t(`records.imports.refused.${reason}`, {
        columns: columns?.[currentLanguage()].join(separator) ?? '',
        column: column ?? '',
      })}
    </>
  );
}
