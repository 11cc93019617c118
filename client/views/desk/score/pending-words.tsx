import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScoreSummary } from '../../../../src/contract/score.ts';

/** What is not settled, in words. */
export function PendingWords({ pending }: { pending: NonNullable<ScoreSummary['pending']> }): ReactElement {
  const { t } = useTranslation();
  const { open, unmarked, undecided } = pending;
  const all = [
    open > 0 ? t('scoreDesk.pendingOpen', { count: open }) : null,
    unmarked > 0 ? t('scoreDesk.pendingUnmarked', { count: unmarked }) : null,
    undecided > 0 ? t('scoreDesk.pendingUndecided', { count: undecided }) : null,
  ].filter((one) => one !== null);
  return <>{all.length === 0 ? t('scoreDesk.pendingNone') : all.join(' · ')}</>;
}
