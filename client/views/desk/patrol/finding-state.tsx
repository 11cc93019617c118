import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { FindingState } from '../../../../src/contract/patrol.ts';
import '../../../i18n/patrol-findings.ts';

/** A finding's state, in words and with the colour that goes with them. */
export function FindingStateWord({ state }: { state: FindingState }): ReactElement {
  const { t } = useTranslation();
  return (
    <span className="finding-state" data-state={state}>
      {t(`patrolFindings.state.${state}`)}
    </span>
  );
}
