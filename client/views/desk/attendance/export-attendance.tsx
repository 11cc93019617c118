import { Button, Dropdown } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../../i18n/index.ts';
import { ErrorDialog, useDownload } from '../records/parts.tsx';
import type { LessonPlace } from './use-lesson-attendance.ts';

/** Saves evidence and verdicts as a file: of this lesson, or of all that have begun. */
export function ExportAttendance({ place }: { place: LessonPlace }): ReactElement {
  const { t } = useTranslation();
  const download = useDownload();
  const { courseId, lessonId } = place;
  const items = [
    { key: 'lesson xlsx', label: t('attendanceDesk.exportLessonXlsx') },
    { key: 'lesson csv', label: t('attendanceDesk.exportLessonCsv') },
    { key: 'all xlsx', label: t('attendanceDesk.exportAllXlsx') },
    { key: 'all csv', label: t('attendanceDesk.exportAllCsv') },
  ];
  const save = (key: string): void =>
    download.save('GET /api/courses/:courseId/attendance/export', {
      params: { courseId },
      query: {
        ...(key.startsWith('lesson') ? { lessonId } : {}),
        format: key.endsWith('csv') ? 'csv' : 'xlsx',
        language: currentLanguage(),
      },
    });
  return (
    <>
      <Dropdown menu={{ items, onClick: ({ key }) => save(key) }} trigger={['click']}>
        <Button loading={download.busy}>{t('records.export')}</Button>
      </Dropdown>
      <ErrorDialog change={download} />
    </>
  );
}
