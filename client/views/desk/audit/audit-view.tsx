import { Button, Input, Select, Table, type TableColumnsType } from 'antd';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../../../src/contract/audit.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useRequest } from '../../../hooks/use-request.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { calendarDay, clockTime } from '../../common/time.ts';
import { EmptyList } from '../records/empty.tsx';
import { ErrorDialog, ListHead, useDownload } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';
import { useAuditWords } from './audit-words.ts';

interface Filter {
  record: string | null;
  text: string;
  from: string;
  until: string;
}
const nothingFiltered: Filter = { record: null, text: '', from: '', until: '' };

/** The days are this device's; the last one counts to its end. */
function queryOf({ record, text, from, until }: Filter) {
  const day = 86_400_000;
  return {
    ...(record === null ? {} : { record }),
    ...(text.trim() === '' ? {} : { text: text.trim() }),
    ...(from === '' ? {} : { from: new Date(`${from}T00:00`).getTime() }),
    ...(until === '' ? {} : { until: new Date(`${until}T00:00`).getTime() + day }),
  };
}

/**
 * Who changed what, and when; the newest first.
 * @param courseId null for what belongs to no course; a tab of the server's page then has the heading
 */
export function AuditView({ courseId }: { courseId: string | null }): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const [filter, setFilter] = useState(nothingFiltered);
  const [found, setFound] = useState<{ entries: AuditEntry[]; more: boolean; records: string[] } | null>(
    null,
  );
  const change = useChange();
  const download = useDownload();
  const branches = useRequest(
    'GET /api/courses/:courseId/branches',
    courseId === null ? null : { params: { courseId } },
  );
  const branchNames = new Map(
    branches.kind === 'ready' ? branches.data.branches.map(({ id, name }) => [id, name]) : [],
  );
  const words = useAuditWords(branchNames);
  const columns = useColumns(words);
  const key = JSON.stringify(filter);
  const load = (before?: AuditEntry): void => {
    const query = { ...queryOf(filter), ...(before ? { before: before.id } : {}) };
    void change.run(async () => {
      const page =
        courseId === null
          ? await api.request('GET /api/audit', { query })
          : await api.request('GET /api/courses/:courseId/audit', { params: { courseId }, query });
      setFound((shown) => ({
        ...page,
        entries: before && shown ? [...shown.entries, ...page.entries] : page.entries,
      }));
    });
  };
  // The list follows the filter; `load` is made anew each time.
  // oxlint-disable-next-line react/exhaustive-deps
  useEffect(() => load(), [courseId, key]);
  const entries = found?.entries ?? [];
  const empty = found !== null && entries.length === 0 && key === JSON.stringify(nothingFiltered);
  const set = (part: Partial<Filter>): void => setFilter({ ...filter, ...part });
  const save = (): void => {
    const query = { ...queryOf(filter), language: currentLanguage() };
    if (courseId === null) download.save('GET /api/audit/export', { query });
    else download.save('GET /api/courses/:courseId/audit/export', { params: { courseId }, query });
  };
  const exporting = (
    <Button loading={download.busy} onClick={save}>
      {t('records.export')}
    </Button>
  );
  return (
    <section className="desk__section records">
      {courseId === null ? (
        <div className="records__head">
          <p className="quiet">{t('server.auditText')}</p>
          {exporting}
        </div>
      ) : (
        <ListHead title={t('records.audit.title')}>{exporting}</ListHead>
      )}
      {empty ? (
        <EmptyList text={courseId === null ? t('server.auditEmpty') : t('records.audit.empty')} />
      ) : (
        <>
          <div className="records__filter">
            <Input
              allowClear
              className="records__search"
              placeholder={t('records.audit.search')}
              aria-label={t('records.audit.search')}
              value={filter.text}
              onChange={(event) => set({ text: event.target.value })}
            />
            <Select<string>
              className="records__select"
              aria-label={t('records.audit.what')}
              value={filter.record ?? ''}
              options={[
                { value: '', label: t('records.audit.allRecords') },
                ...(found?.records ?? []).map((one) => ({ value: one, label: words.record(one) })),
              ]}
              onChange={(record) => set({ record: record === '' ? null : record })}
            />
            {(['from', 'until'] as const).map((end) => (
              <Input
                key={end}
                type="date"
                className="records__select"
                aria-label={`${t('records.audit.period')} ${end === 'from' ? '1' : '2'}`}
                value={filter[end]}
                onChange={(event) => set({ [end]: event.target.value })}
              />
            ))}
          </div>
          <Table<AuditEntry>
            rowKey="id"
            size="small"
            columns={columns}
            dataSource={entries}
            loading={found === null ? { delay: 300 } : false}
            pagination={false}
            scroll={{ x: 860 }}
            locale={{ emptyText: t('records.audit.noMatch') }}
          />
          {found?.more ? (
            <Button className="audit__more" loading={change.busy} onClick={() => load(entries.at(-1))}>
              {t('records.audit.older')}
            </Button>
          ) : null}
        </>
      )}
      <ErrorDialog change={change} />
      <ErrorDialog change={download} />
    </section>
  );
}

function useColumns({ action, lines }: ReturnType<typeof useAuditWords>): TableColumnsType<AuditEntry> {
  const { t } = useTranslation();
  return [
    {
      title: t('records.audit.time'),
      width: 190,
      render: (_, { at }) => (
        <span className="figures">
          {calendarDay(at, currentLanguage())} {clockTime(at, true)}
        </span>
      ),
    },
    {
      title: t('records.audit.who'),
      width: 160,
      render: (_, { by }) =>
        by === null ? (
          t('records.audit.console')
        ) : (
          <>
            {by.name} <span className="quiet">{t(`role.${by.role}`)}</span>
          </>
        ),
    },
    { title: t('records.audit.what'), width: 150, render: (_, entry) => action(entry.action) },
    {
      title: t('records.audit.change'),
      render: (_, entry) => (
        <ul className="audit__change">
          {lines(entry).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ),
    },
  ];
}
