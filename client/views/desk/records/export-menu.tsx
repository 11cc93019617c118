import { Button, Dropdown } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteName } from '../../../../src/contract/index.ts';
import type { ApiInput } from '../../../session/api.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { ErrorDialog, useDownload } from './parts.tsx';

/** Asks a route for a file and saves it. */
export type SaveFile = <N extends RouteName>(name: N, input: ApiInput<N>) => void;

/** The export menu at the top right of a list: what can be saved, each by its name. */
export function ExportMenu<K extends string>(props: {
  choices: readonly { key: K; label: string }[];
  onChoose: (key: K, save: SaveFile) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { choices, onChoose } = props;
  const download = useDownload();
  const items = choices.map(({ key, label }) => ({
    key,
    label,
    onClick: () => onChoose(key, download.save),
  }));
  return (
    <>
      <Dropdown menu={{ items }} trigger={['click']}>
        <Button loading={download.busy}>{t('records.export')}</Button>
      </Dropdown>
      <ErrorDialog change={download} />
    </>
  );
}

/** The export menu of a list of records, which can be had with all others in one file. */
export function ExportButton(props: {
  courseId: string;
  kind: 'lessons' | 'units' | 'branches' | 'trainees';
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, kind } = props;
  const language = currentLanguage();
  const choices = [
    { key: 'xlsx', label: t('records.exportXlsx') },
    { key: 'csv', label: t('records.exportCsv') },
    { key: 'all', label: t('records.exportAll') },
  ] as const;
  const choose = (key: (typeof choices)[number]['key'], save: SaveFile): void =>
    save('GET /api/courses/:courseId/export/:kind', {
      params: { courseId, kind: key === 'all' ? 'all' : kind },
      query: { format: key === 'csv' ? 'csv' : 'xlsx', language },
    });
  return <ExportMenu choices={choices} onChoose={choose} />;
}
