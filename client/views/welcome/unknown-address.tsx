import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { NoticePage } from '../common/notice.tsx';

/** An address that is no page. */
export function UnknownAddress(): ReactElement {
  const { t } = useTranslation();
  return (
    <NoticePage
      theme="light"
      title={t('welcome.unknownTitle')}
      actions={
        <a className="button button--primary" href="/">
          {t('common.openLink')}
        </a>
      }
    >
      <p>{t('welcome.unknownText')}</p>
    </NoticePage>
  );
}
