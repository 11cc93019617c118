import { Alert, Button, Segmented, Table, type TableColumnsType } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportRow, ImportView } from '../../../../src/contract/import.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useRequest } from '../../../hooks/use-request.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { ChangeError, useProblemWords } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';

const pageSize = 50;
type State = ImportRow['state'] | 'all';
const states: readonly State[] = ['all', 'problem', 'create', 'update', 'same'];
const branchFields = [
  'number',
  'name',
  'level',
  'parent',
  'place',
  'unit',
  'liaisonName',
  'liaisonPhone',
] as const;
const traineeFields = ['number', 'name', 'unit', 'branch', 'port'] as const;
type FieldName = (typeof branchFields)[number] | (typeof traineeFields)[number];

/** What would become of each row, with what is wrong in its place; nothing is written until it is confirmed. */
export function ImportCheck(props: {
  courseId: string;
  view: ImportView;
  onAgain: () => void;
  onRecheck: () => void;
  onDone: (view: ImportView, skipped: number) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, view, onAgain, onRecheck, onDone } = props;
  const { api } = useClassSession();
  const change = useChange();
  const { counts } = view;
  const params = { courseId, importId: view.id };
  const written = counts.create + counts.update;
  const confirm = (): void => {
    let result = view;
    const work = async (): Promise<void> => {
      result = await api.request('POST /api/courses/:courseId/imports/:importId/confirm', {
        params,
        body: { skipProblems: counts.problem > 0 },
      });
    };
    void change.run(work).then((done) => done && onDone(result, counts.problem));
  };
  const outOfDate = change.error?.code === 'conflict';
  const action =
    counts.problem > 0
      ? t('records.imports.confirmSkip', { count: written })
      : t('records.imports.confirm', { count: written });
  return (
    <>
      {outOfDate ? (
        <Alert
          type="warning"
          showIcon
          title={t('records.imports.changed')}
          action={<Button onClick={onRecheck}>{t('records.imports.recheck')}</Button>}
        />
      ) : (
        <ChangeError change={change} />
      )}
      <Alert
        type={counts.problem > 0 ? 'warning' : 'success'}
        showIcon
        title={
          counts.problem > 0
            ? t('records.imports.problems', { count: counts.problem })
            : t('records.imports.clean')
        }
        description={
          view.ignored.length > 0
            ? t('records.imports.ignored', {
                columns: view.ignored.join(currentLanguage() === 'en' ? ', ' : '、'),
              })
            : undefined
        }
      />
      <RowTable view={view} params={params} />
      <div className="import__bar">
        <Button onClick={onAgain}>{t('records.imports.again')}</Button>
        <Button
          type="primary"
          size="large"
          disabled={written === 0 || outOfDate}
          loading={change.busy}
          onClick={confirm}
        >
          {written === 0 ? t('records.imports.nothing') : action}
        </Button>
      </div>
    </>
  );
}

function RowTable({
  view,
  params,
}: {
  view: ImportView;
  params: { courseId: string; importId: string };
}): ReactElement {
  const { t } = useTranslation();
  const [shown, setShown] = useState<{ state: State; page: number }>({
    state: view.counts.problem > 0 ? 'problem' : 'all',
    page: 1,
  });
  const found = useRequest('GET /api/courses/:courseId/imports/:importId/rows', {
    params,
    query: {
      ...(shown.state === 'all' ? {} : { state: shown.state }),
      offset: (shown.page - 1) * pageSize,
      limit: pageSize,
    },
  });
  const columns = useColumns(view);
  return (
    <>
      <Segmented<State>
        aria-label={t('records.imports.state')}
        value={shown.state}
        options={states.map((state) => ({
          value: state,
          label: `${t(`records.imports.${state}`)} ${state === 'all' ? view.rows : view.counts[state]}`,
        }))}
        onChange={(state) => setShown({ state, page: 1 })}
      />
      <Table<ImportRow>
        rowKey="row"
        size="small"
        columns={columns}
        dataSource={found.kind === 'ready' ? found.data.rows : []}
        loading={found.kind === 'loading' ? { delay: 300 } : false}
        pagination={{
          current: shown.page,
          pageSize,
          total: found.kind === 'ready' ? found.data.total : 0,
          hideOnSinglePage: true,
          showSizeChanger: false,
          onChange: (page) => setShown({ ...shown, page }),
        }}
        scroll={{ x: 960 }}
      />
    </>
  );
}

function useColumns(view: ImportView): TableColumnsType<ImportRow> {
  const { t } = useTranslation();
  const words = useProblemWords();
  const fields: readonly FieldName[] = view.kind === 'branches' ? branchFields : traineeFields;
  const title = (field: FieldName): string => {
    if (view.kind === 'branches') return t(`records.field.${field}`);
    if (field === 'name') return t('records.field.traineeName');
    return field === 'number' ? t('records.field.traineeNumber') : t(`records.field.${field}`);
  };
  const text = (field: FieldName, value: ImportRow['cells'][string] | undefined): string => {
    if (field === 'port') return value === true ? t('records.trainees.onPortYes') : '';
    if (field === 'level' && (value === 1 || value === 2)) return t(`records.branches.level${value}`);
    return String(value ?? '');
  };
  return [
    { title: t('records.imports.row'), dataIndex: 'row', width: 72, align: 'right', className: 'figures' },
    { title: t('records.imports.state'), width: 96, render: (_, row) => t(`records.imports.${row.state}`) },
    ...fields
      // What the file does not say is not shown, unless something is wrong with it.
      .filter((field) => view.fields.includes(field) || field === 'branch' || field === 'level')
      .map((field): TableColumnsType<ImportRow>[number] => ({
        key: field,
        title: title(field),
        onCell: (row) => ({
          className: row.problems.some((one) => one.field === field) ? 'import__cell--problem' : '',
        }),
        render: (_, row) => {
          const problem = row.problems.find((one) => one.field === field);
          const was = row.before[field];
          return (
            <>
              <div>{text(field, row.cells[field])}</div>
              {problem === undefined ? null : <div className="import__problem">{words(problem)}</div>}
              {was === undefined ? null : (
                <div className="import__was">
                  {t('records.imports.was', { value: text(field, was) || t('records.imports.empty') })}
                </div>
              )}
            </>
          );
        },
      })),
  ];
}
