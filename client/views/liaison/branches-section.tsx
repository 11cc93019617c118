import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorText } from '../common/error-text.tsx';
import { BranchCard } from './branch-card.tsx';
import { useOwnBranches } from './use-own-branches.ts';
import '../../i18n/liaison.ts';

/** The own branch and those below it: who has come in, who is missing, and whom to call. */
export function BranchesSection(): ReactElement | null {
  const { t } = useTranslation();
  const own = useOwnBranches();
  if (own.kind === 'failed') {
    return <ErrorText error={own.error} onRetry={own.reload} />;
  }
  if (own.kind === 'loading') return null;
  if (own.branches.length === 0) return <p className="quiet">{t('liaison.noBranchText')}</p>;
  return (
    <ul className="liaison__branches">
      {own.branches.map(({ record, entry }, place) => (
        <li key={record.id}>
          <BranchCard record={record} entry={entry} own={place === 0} />
        </li>
      ))}
    </ul>
  );
}
