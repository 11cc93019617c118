import { Button, Drawer, Progress, Table, type TableColumnsType } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnnouncedChange, BranchSeen } from '../../../../src/contract/schedule.ts';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { calendarDay, clockTime } from '../../common/time.ts';
import { changeWords } from '../../schedule/change-words.ts';

/** The announced changes, and how many have confirmed each. */
export function ChangeList({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const [shown, setShown] = useState<AnnouncedChange | null>(null);
  const changes = useRequest('GET /api/courses/:courseId/schedule/changes', { params: { courseId } });
  useNews(['schedule.changed', 'schedule.seen'], changes.reload);
  if (changes.kind === 'failed') return <ErrorText error={changes.error} />;
  const columns: TableColumnsType<AnnouncedChange> = [
    {
      title: t('deskSchedule.at'),
      width: 170,
      render: (_, { change }) => (
        <span className="figures">
          {calendarDay(change.at, currentLanguage())} {clockTime(change.at)}
        </span>
      ),
    },
    {
      title: t('deskSchedule.change'),
      render: (_, { change }) =>
        changeWords(t, change, currentLanguage()).map((words) => <p key={words}>{words}</p>),
    },
    {
      title: t('deskSchedule.branches'),
      width: 150,
      render: (_, { branches }) => <Seen {...branches} label={t('deskSchedule.branches')} />,
    },
    {
      title: t('deskSchedule.trainees'),
      width: 150,
      render: (_, { trainees }) => <Seen {...trainees} label={t('deskSchedule.trainees')} />,
    },
    {
      title: '',
      width: 140,
      render: (_, change) => <Button onClick={() => setShown(change)}>{t('deskSchedule.details')}</Button>,
    },
  ];
  return (
    <>
      <Table
        rowKey={({ change }) => change.id}
        columns={columns}
        dataSource={changes.kind === 'ready' ? changes.data.changes : []}
        loading={changes.kind === 'loading' ? { delay: 300 } : false}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 820 }}
        locale={{ emptyText: t('deskSchedule.changesEmpty') }}
      />
      <Drawer
        open={shown !== null}
        onClose={() => setShown(null)}
        size={520}
        title={t('deskSchedule.details')}
      >
        {shown === null ? null : <Details courseId={courseId} changeId={shown.change.id} />}
      </Drawer>
    </>
  );
}

function Seen({ seen, total, label }: { seen: number; total: number; label: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <span className="figures">{t('deskSchedule.ofTotal', { seen, total })}</span>
      <Progress
        percent={total === 0 ? 100 : (100 * seen) / total}
        showInfo={false}
        size="small"
        aria-label={label}
      />
    </>
  );
}

function Details({ courseId, changeId }: { courseId: string; changeId: string }): ReactElement | null {
  const { t } = useTranslation();
  const detail = useRequest('GET /api/courses/:courseId/schedule/changes/:changeId', {
    params: { courseId, changeId },
  });
  useNews(['schedule.seen'], detail.reload);
  if (detail.kind === 'failed') return <ErrorText error={detail.error} />;
  if (detail.kind === 'loading') return null;
  const { change, branches, ports, lecturers } = detail.data;
  const missing = branches.filter((row) => row.screenSeenAt === null && row.liaisonSeenAt === null).length;
  return (
    <div className="seen">
      {changeWords(t, change, currentLanguage()).map((words) => (
        <p key={words}>{words}</p>
      ))}
      <h3>
        {missing === 0
          ? t('deskSchedule.branchesAll')
          : t('deskSchedule.branchesMissing', { count: missing })}
      </h3>
      <ul className="seen__list">
        {branches.map((row) => (
          <li key={row.branchId}>
            <div>
              <p>{row.name}</p>
              <p className="quiet">
                {row.liaisonName} <a href={`tel:${row.liaisonPhone}`}>{row.liaisonPhone}</a>
              </p>
            </div>
            <div className="seen__state figures">
              <BranchState row={row} />
            </div>
          </li>
        ))}
      </ul>
      <People title={t('deskSchedule.lecturers')} people={lecturers} />
      <People title={t('deskSchedule.ports')} people={ports} />
    </div>
  );
}

function BranchState({ row }: { row: BranchSeen }): ReactElement {
  const { t } = useTranslation();
  const { screenSeenAt, liaisonSeenAt, trainees } = row;
  return (
    <>
      {screenSeenAt === null && liaisonSeenAt === null ? (
        <p className="seen__missing">{t('deskSchedule.notSeen')}</p>
      ) : null}
      {screenSeenAt === null ? null : (
        <p>{t('deskSchedule.screenSeen', { time: clockTime(screenSeenAt) })}</p>
      )}
      {liaisonSeenAt === null ? null : (
        <p>{t('deskSchedule.liaisonSeen', { time: clockTime(liaisonSeenAt) })}</p>
      )}
      <p className="quiet">{t('deskSchedule.traineesSeen', trainees)}</p>
    </>
  );
}

function People(props: {
  title: string;
  people: readonly { name: string; seenAt: number | null }[];
}): ReactElement | null {
  const { t } = useTranslation();
  if (props.people.length === 0) return null;
  return (
    <>
      <h3>{props.title}</h3>
      <ul className="seen__list">
        {props.people.map(({ name, seenAt }, index) => (
          <li key={`${name} ${index}`}>
            <p>{name}</p>
            {seenAt === null ? (
              <p className="seen__missing">{t('deskSchedule.notSeen')}</p>
            ) : (
              <p className="figures">{t('deskSchedule.confirmed', { time: clockTime(seenAt) })}</p>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
