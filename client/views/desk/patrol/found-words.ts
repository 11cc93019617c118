import type { TFunction } from 'i18next';
import type { Round } from '../../../../src/contract/patrol.ts';

/** What a round found, beside how many rooms were looked at: in how many nobody was, if in any, and the findings. */
export function foundWords({ absent, findings }: Round, t: TFunction): string {
  const words = [
    ...(absent === 0 ? [] : [t('patrolDesk.absent', { count: absent })]),
    t('patrolDesk.findings', { count: findings }),
  ];
  return words.join(' · ');
}
