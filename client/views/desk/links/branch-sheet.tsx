import { Alert, Button, Input } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useRequest } from '../../../hooks/use-request.ts';
import { Loading } from '../../common/loading.tsx';
import { ErrorText } from '../../common/error-text.tsx';
import { Notice } from '../../common/notice.tsx';
import { SheetPageView } from './sheet-page.tsx';
import './sheet.css';

/** The printed sheet: one page for each branch. On the screen it looks as it will on paper. */
export function BranchSheet({ courseId, onBack }: { courseId: string; onBack: () => void }): ReactElement {
  const { t } = useTranslation();
  const sheet = useRequest('GET /api/courses/:courseId/sheet', { params: { courseId } });
  const [text, setText] = useState('');
  if (sheet.kind === 'loading') return <Loading theme="light" />;
  if (sheet.kind === 'failed') {
    return (
      <Notice title={t('error.title')} actions={<Button onClick={onBack}>{t('identity.sheet.back')}</Button>}>
        <ErrorText error={sheet.error} />
      </Notice>
    );
  }
  const { courseName, help, pages } = sheet.data;
  const wanted = text.trim().toLowerCase();
  const shown = pages.filter(({ name }) => name.toLowerCase().includes(wanted));
  const lacking = shown.some(
    (page) => page.screen === null || page.liaison === null || page.trainee === null,
  );
  return (
    <section className="sheet">
      <div className="sheet__tools">
        <Button onClick={onBack}>{t('identity.sheet.back')}</Button>
        <Input
          allowClear
          className="rooms__search"
          placeholder={t('identity.sheet.search')}
          aria-label={t('identity.sheet.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <span className="quiet figures">{t('identity.sheet.pages', { count: shown.length })}</span>
        <Button type="primary" disabled={shown.length === 0} onClick={() => window.print()}>
          {t('identity.sheet.print')}
        </Button>
      </div>
      {lacking ? (
        <div className="sheet__tools">
          <Alert type="warning" showIcon title={t('identity.sheet.missing')} />
        </div>
      ) : null}
      {shown.map((page) => (
        <SheetPageView key={page.branchId} courseName={courseName} help={help} page={page} />
      ))}
    </section>
  );
}
