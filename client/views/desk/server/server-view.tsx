import { Tabs } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { AuditView } from '../audit/audit-view.tsx';
import { ServerAccounts } from './server-accounts.tsx';

/** What belongs to no course: who has an account, and who did what to the server. */
export function ServerView(): ReactElement {
  const { t } = useTranslation();
  return (
    <section className="desk__section">
      <h1>{t('server.title')}</h1>
      <Tabs
        destroyOnHidden
        items={[
          { key: 'accounts', label: t('server.tabAccounts'), children: <ServerAccounts /> },
          { key: 'audit', label: t('server.tabAudit'), children: <AuditView courseId={null} /> },
        ]}
      />
    </section>
  );
}
