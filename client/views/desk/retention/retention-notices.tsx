import { Alert } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../hooks/use-may.tsx';
import { useRequest } from '../../../hooks/use-request.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import '../../../i18n/retention.ts';
import './retention.css';
import { longDate } from '../../common/time.ts';
import { RetentionButton } from './retention-button.tsx';

/** Which courses the server deletes soon, whichever course is shown. Nothing on most days. */
export function RetentionNotices(): ReactElement | null {
  const { t } = useTranslation();
  const may = useMay();
  const soon = useRequest('GET /api/retention', may('GET /api/retention') ? {} : null);
  if (soon.kind !== 'ready') return null;
  return (
    <>
      {soon.data.courses.map(({ courseId, name, deletesAt }) => (
        <Alert
          key={courseId}
          type="warning"
          showIcon
          className="retention-notice"
          title={t('retention.soon', { name, day: longDate(deletesAt, currentLanguage()) })}
          description={t('retention.soonText')}
          action={<RetentionButton courseId={courseId} label={t('retention.change')} />}
        />
      ))}
    </>
  );
}
