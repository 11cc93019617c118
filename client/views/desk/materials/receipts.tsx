import { Tabs } from 'antd';
import { useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BranchReceipt, TraineeReceipt } from '../../../../src/contract/materials.ts';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { calendarDay, clockTime } from '../../common/time.ts';
import type { RecordColumn } from '../records/column-choice.tsx';
import { matches, SearchBox } from '../records/filters.tsx';
import { RecordTable } from '../records/record-table.tsx';

/** Who has a material; those who do not come first, with whom to phone. */
export function Receipts({
  courseId,
  materialId,
}: {
  courseId: string;
  materialId: string;
}): ReactElement | null {
  const { t } = useTranslation();
  const receipts = useRequest('GET /api/courses/:courseId/materials/:materialId/receipts', {
    params: { courseId, materialId },
  });
  useNews(['materials.received'], receipts.reload);
  if (receipts.kind === 'failed') return <ErrorText error={receipts.error} />;
  if (receipts.kind === 'loading') return null;
  const { branches, trainees } = receipts.data;
  return (
    <Tabs
      items={[
        {
          key: 'branches',
          label: t('deskMaterials.branchesTab', figureOf(branches)),
          children: <BranchReceipts branches={branches} />,
        },
        {
          key: 'trainees',
          label: t('deskMaterials.traineesTab', figureOf(trainees)),
          children: <TraineeReceipts trainees={trainees} />,
        },
      ]}
    />
  );
}

function figureOf(rows: readonly { receivedAt: number | null }[]): { received: number; total: number } {
  return { received: rows.filter(({ receivedAt }) => receivedAt !== null).length, total: rows.length };
}

function BranchReceipts({ branches }: { branches: readonly BranchReceipt[] }): ReactElement {
  const { t } = useTranslation();
  const { received, total } = figureOf(branches);
  return (
    <div className="receipts">
      <h3>
        {received === total
          ? t('deskMaterials.allReceived', { total })
          : t('deskMaterials.someReceived', { total, received, missing: total - received })}
      </h3>
      <ReceiptTable
        rows={branches.map((row) => ({
          key: row.branchId,
          name: row.name,
          below: (
            <>
              {row.liaisonName}{' '}
              <a className="records__whole" href={`tel:${row.liaisonPhone}`}>
                {row.liaisonPhone}
              </a>
            </>
          ),
          found: [row.name, row.liaisonName, row.liaisonPhone],
          receivedAt: row.receivedAt,
          opened: row.openedAt !== null,
        }))}
      />
    </div>
  );
}

function TraineeReceipts({ trainees }: { trainees: readonly TraineeReceipt[] }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="receipts">
      <ReceiptTable
        rows={trainees.map((row) => {
          const place = row.port ? t('deskMaterials.port') : (row.branchName ?? '');
          const { traineeId: key, name, receivedAt } = row;
          return { key, name, below: place, found: [name, place], receivedAt, opened: false };
        })}
      />
    </div>
  );
}

interface ReceiptRow {
  key: string;
  name: string;
  /** In the second line. */
  below: ReactNode;
  /** What a search looks at. */
  found: readonly string[];
  receivedAt: number | null;
  opened: boolean;
}

/** In the server's order until somebody sorts: those who do not have it come first. */
function ReceiptTable({ rows }: { rows: readonly ReceiptRow[] }): ReactElement {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const columns: RecordColumn<ReceiptRow>[] = [
    {
      key: 'name',
      title: t('desk.name'),
      sorter: (a, b) => a.name.localeCompare(b.name, 'zh-CN'),
      render: (_, { name, below }) => (
        <>
          {name}
          <p className="quiet">{below}</p>
        </>
      ),
    },
    {
      key: 'state',
      title: t('deskReadiness.state'),
      width: 150,
      sorter: (a, b) => (a.receivedAt ?? 0) - (b.receivedAt ?? 0),
      render: (_, { receivedAt, opened }) => <Received at={receivedAt} opened={opened} />,
    },
  ];
  return (
    <RecordTable
      inPanel
      columns={columns}
      rows={rows.filter(({ found }) => matches(text, found))}
      rowKey={({ key }) => key}
      width={320}
      noMatch={t('desk.healthEmpty')}
      filters={<SearchBox label={t('desk.search')} value={text} onChange={setText} />}
    />
  );
}

function Received({ at, opened }: { at: number | null; opened: boolean }): ReactElement {
  const { t } = useTranslation();
  if (at !== null) {
    const time = `${calendarDay(at, currentLanguage())} ${clockTime(at)}`;
    return <p className="figures">{t('deskMaterials.receivedAt', { time })}</p>;
  }
  return (
    <p className="receipts__missing">{opened ? t('deskMaterials.opened') : t('deskMaterials.notOpened')}</p>
  );
}
