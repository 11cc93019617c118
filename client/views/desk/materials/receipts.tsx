import { Tabs } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BranchReceipt, TraineeReceipt } from '../../../../src/contract/materials.ts';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { ErrorText } from '../../common/notice.tsx';
import { calendarDay, clockTime } from '../../common/time.ts';

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
      <ul className="receipts__list">
        {branches.map((row) => (
          <li key={row.branchId}>
            <div>
              <p>{row.name}</p>
              <p className="quiet">
                {row.liaisonName} <a href={`tel:${row.liaisonPhone}`}>{row.liaisonPhone}</a>
              </p>
            </div>
            <Received at={row.receivedAt} opened={row.openedAt !== null} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function TraineeReceipts({ trainees }: { trainees: readonly TraineeReceipt[] }): ReactElement {
  const { t } = useTranslation();
  return (
    <ul className="receipts__list">
      {trainees.map((row) => (
        <li key={row.traineeId}>
          <div>
            <p>{row.name}</p>
            <p className="quiet">{row.port ? t('deskMaterials.port') : row.branchName}</p>
          </div>
          <Received at={row.receivedAt} opened={false} />
        </li>
      ))}
    </ul>
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
