import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../../i18n/index.ts';
import type { LessonPlace } from './use-lesson-attendance.ts';
import { ExportMenu, type SaveFile } from '../records/export-menu.tsx';

/** Saves evidence and verdicts as a file: of this lesson, or of all that have begun. */
export function ExportAttendance({ place }: { place: LessonPlace }): ReactElement {
  const { t } = useTranslation();
  const { courseId, lessonId } = place;
  const choices = [
    { key: 'lesson xlsx', label: t('attendanceDesk.exportLessonXlsx') },
    { key: 'lesson csv', label: t('attendanceDesk.exportLessonCsv') },
    { key: 'all xlsx', label: t('attendanceDesk.exportAllXlsx') },
    { key: 'all csv', label: t('attendanceDesk.exportAllCsv') },
  ] as const;
  const choose = (key: (typeof choices)[number]['key'], save: SaveFile): void =>
    save('GET /api/courses/:courseId/attendance/export', {
      params: { courseId },
      query: {
        ...(key.startsWith('lesson') ? { lessonId } : {}),
        format: key.endsWith('csv') ? 'csv' : 'xlsx',
        language: currentLanguage(),
      },
    });
  return <ExportMenu choices={choices} onChoose={choose} />;
}
