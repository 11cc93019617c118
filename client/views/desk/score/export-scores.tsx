import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../../i18n/index.ts';
import { ExportMenu, type SaveFile } from '../records/export-menu.tsx';

/** Saves scores with all their lines, totals alone, or the printable class report. */
export function ExportScores({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const choices = (['xlsx', 'csv', 'report'] as const).map((key) => ({
    key,
    label: t(`scoreDesk.export.${key}`),
  }));
  const choose = (key: (typeof choices)[number]['key'], save: SaveFile): void => {
    const params = { courseId };
    const language = currentLanguage();
    if (key === 'report') {
      save('GET /api/courses/:courseId/scores-report', { params, query: { language } });
    } else {
      const format = key === 'csv' ? 'csv' : 'xlsx';
      save('GET /api/courses/:courseId/scores-export', { params, query: { format, language } });
    }
  };
  return <ExportMenu choices={choices} onChoose={choose} />;
}
