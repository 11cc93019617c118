import { Button, Dropdown } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../../i18n/index.ts';
import { ErrorDialog, useDownload } from '../records/parts.tsx';

/** Saves scores with all their lines, totals alone, or the printable class report. */
export function ExportScores({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const download = useDownload();
  const items = (['xlsx', 'csv', 'report'] as const).map((key) => ({
    key,
    label: t(`scoreDesk.export.${key}`),
  }));
  const save = (key: string): void => {
    const params = { courseId };
    const language = currentLanguage();
    if (key === 'report') {
      download.save('GET /api/courses/:courseId/scores-report', { params, query: { language } });
    } else {
      const format = key === 'csv' ? 'csv' : 'xlsx';
      download.save('GET /api/courses/:courseId/scores-export', { params, query: { format, language } });
    }
  };
  return (
    <>
      <Dropdown menu={{ items, onClick: ({ key }) => save(key) }} trigger={['click']}>
        <Button loading={download.busy}>{t('records.export')}</Button>
      </Dropdown>
      <ErrorDialog change={download} />
    </>
  );
}
