import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { showSection } from './show-section.ts';
import '../../i18n/patrol-findings.ts';
import { UnreadMark } from '../messages/unread-badge.tsx';
import { useFindings } from '../patrol/use-findings.ts';
import './findings.css';

/** How many findings wait for an answer; 0 while that is not known. */
function useOpenFindings(): number {
  const list = useFindings({ limit: 1 });
  return list.kind === 'ready' ? list.data.states.open : 0;
}

/** How many findings wait for the liaison: beside the section's name. */
export function FindingsBadge(): ReactElement | null {
  const { t } = useTranslation();
  const count = useOpenFindings();
  return <UnreadMark unread={count} label={t('patrolFindings.waiting', { count })} />;
}

/** At the top of the page while a finding waits: whoever teaches a room does not scroll through it to look. */
export function FindingsBanner({ sectionId }: { sectionId: string }): ReactElement | null {
  const { t } = useTranslation();
  const count = useOpenFindings();
  if (count === 0) return null;
  return (
    <p className="findings-banner" role="status">
      <span>{t('patrolFindings.waiting', { count })}</span>
      <button type="button" className="button" onClick={() => showSection(sectionId)}>
        {t('patrolFindings.look')}
      </button>
    </p>
  );
}
