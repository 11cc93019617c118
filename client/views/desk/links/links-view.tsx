import { Tabs } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { AccountList } from './account-list.tsx';
import { EntrySettingsForm } from './entry-settings.tsx';
import { LinkList } from './link-list.tsx';
import { BranchSheet } from './branch-sheet.tsx';
import './links.css';

/** Every way into the course: links and codes, how trainees identify themselves, and who has an account. */
export function LinksView({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const [showsSheet, setShowsSheet] = useState(false);
  if (showsSheet) return <BranchSheet courseId={courseId} onBack={() => setShowsSheet(false)} />;
  return (
    <section className="desk__section">
      <h1>{t('desk.links')}</h1>
      <Tabs
        items={[
          {
            key: 'links',
            label: t('identity.links.tabLinks'),
            children: <LinkList courseId={courseId} onSheet={() => setShowsSheet(true)} />,
          },
          {
            key: 'trainees',
            label: t('identity.links.tabTrainees'),
            children: <EntrySettingsForm courseId={courseId} />,
          },
          {
            key: 'accounts',
            label: t('identity.links.tabAccounts'),
            children: <AccountList courseId={courseId} />,
          },
        ]}
      />
    </section>
  );
}
