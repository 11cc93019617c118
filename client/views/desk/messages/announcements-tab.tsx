import { Button, Drawer, Modal, Table, type TableColumnsType } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Branch } from '../../../../src/contract/course.ts';
import type { AnnouncementReach, PersonMark, SentAnnouncement } from '../../../../src/contract/messages.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { clockTime } from '../../common/time.ts';
import { whenWords } from '../../common/when-words.ts';
import { AnnouncementForm } from './announcement-form.tsx';
import { FigureBar } from './shared-posts-tab.tsx';
import { useSending } from '../../messages/use-sending.ts';
import '../../../i18n/desk-messages.ts';

/** What was announced, and who has not seen it. */
export function AnnouncementsTab(props: { courseId: string; branches: readonly Branch[] }): ReactElement {
  const { t } = useTranslation();
  const { courseId, branches } = props;
  const { api, classroom } = useClassSession();
  const list = useRequest('GET /api/courses/:courseId/announcements', { params: { courseId } });
  useNews(['announcement.sent', 'announcement.seen', 'announcement.withdrawn'], list.reload);
  const [asked, setAsked] = useState<SentAnnouncement | null>(null);
  const [withdrawing, setWithdrawing] = useState<SentAnnouncement | null>(null);
  const withdrawal = useSending();
  const columns = useColumns(classroom.serverNow(), branches, setAsked, setWithdrawing);
  if (list.kind === 'failed') return <ErrorText error={list.error} />;
  return (
    <div className="desk-messages">
      <AnnouncementForm courseId={courseId} onSent={list.reload} />
      <Table
        rowKey="id"
        columns={columns}
        dataSource={list.kind === 'ready' ? list.data.announcements : []}
        loading={list.kind === 'loading' ? { delay: 300 } : false}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 960 }}
        locale={{ emptyText: t('deskMessages.empty') }}
      />
      <Drawer
        open={asked !== null}
        onClose={() => setAsked(null)}
        size={520}
        title={t('deskMessages.seenBy')}
      >
        {asked === null ? null : <SeenBy courseId={courseId} postId={asked.id} />}
      </Drawer>
      <Modal
        open={withdrawing !== null}
        title={t('deskMessages.withdrawTitle')}
        okText={t('deskMessages.withdraw')}
        okButtonProps={{ danger: true }}
        cancelText={t('common.cancel')}
        confirmLoading={withdrawal.busy}
        onCancel={() => setWithdrawing(null)}
        onOk={() =>
          withdrawal.run(
            () =>
              api.request('DELETE /api/courses/:courseId/announcements/:postId', {
                params: { courseId, postId: withdrawing?.id ?? '' },
              }),
            () => {
              setWithdrawing(null);
              list.reload();
            },
          )
        }
      >
        <p>{t('deskMessages.withdrawText')}</p>
        {withdrawal.error === null ? null : <ErrorText error={withdrawal.error} />}
      </Modal>
    </div>
  );
}

function useColumns(
  now: number,
  branches: readonly Branch[],
  onAsk: (one: SentAnnouncement) => void,
  onWithdraw: (one: SentAnnouncement) => void,
): TableColumnsType<SentAnnouncement> {
  const { t } = useTranslation();
  const whom = ({ branchIds }: SentAnnouncement): string => {
    if (branchIds === null) return t('deskMessages.everybody');
    const [only] = branchIds;
    const name = branchIds.length === 1 ? branches.find(({ id }) => id === only)?.name : undefined;
    return name ?? t('deskMessages.chosen', { count: branchIds.length });
  };
  return [
    {
      title: t('deskMessages.at'),
      width: 140,
      render: (_, { at }) => <span className="figures">{whenWords(at, now)}</span>,
    },
    {
      title: t('deskMessages.text'),
      render: (_, one) => (
        <>
          <p className="desk-messages__text">
            <bdi>{one.text}</bdi>
          </p>
          <p className="quiet">
            <bdi>{whom(one)}</bdi> · <bdi>{one.author.name}</bdi>
            {one.withdrawnAt === null ? '' : ` · ${t('deskMessages.withdrawn')}`}
          </p>
        </>
      ),
    },
    {
      title: t('deskMessages.branches'),
      width: 130,
      render: (_, one) => <FigureBar figure={one.branches} label={t('deskMessages.branches')} />,
    },
    {
      title: t('deskMessages.trainees'),
      width: 130,
      render: (_, one) => <FigureBar figure={one.trainees} label={t('deskMessages.trainees')} />,
    },
    {
      title: '',
      width: 270,
      render: (_, one) => (
        <div className="links__actions">
          <Button onClick={() => onAsk(one)}>{t('deskMessages.seenBy')}</Button>
          {one.mayWithdraw ? (
            <Button danger onClick={() => onWithdraw(one)}>
              {t('deskMessages.withdraw')}
            </Button>
          ) : null}
        </div>
      ),
    },
  ];
}

function SeenBy({ courseId, postId }: { courseId: string; postId: string }): ReactElement | null {
  const { t } = useTranslation();
  const detail = useRequest('GET /api/courses/:courseId/announcements/:postId', {
    params: { courseId, postId },
  });
  useNews(['announcement.seen'], detail.reload);
  if (detail.kind === 'failed') return <ErrorText error={detail.error} />;
  if (detail.kind === 'loading') return null;
  const { announcement, branches, ports, lecturers } = detail.data;
  const missing = branches.filter((row) => row.screenSeenAt === null && row.liaisonSeenAt === null).length;
  return (
    <div className="seen">
      <p className="desk-messages__text">
        <bdi>{announcement.text}</bdi>
      </p>
      <h3>
        {missing === 0
          ? t('deskMessages.branchesAll')
          : t('deskMessages.branchesMissing', { count: missing })}
      </h3>
      <ul className="seen__list">
        {branches.map((row) => (
          <li key={row.branchId}>
            <div>
              <p>
                <bdi>{row.name}</bdi>
              </p>
              {row.liaisonName === '' && row.liaisonPhone === '' ? null : (
                <p className="quiet">
                  <bdi>{row.liaisonName}</bdi> <a href={`tel:${row.liaisonPhone}`}>{row.liaisonPhone}</a>
                </p>
              )}
            </div>
            <div className="seen__state figures">
              <BranchState row={row} />
            </div>
          </li>
        ))}
      </ul>
      <People title={t('deskMessages.lecturers')} people={lecturers} />
      <People title={t('deskMessages.ports')} people={ports} />
    </div>
  );
}

function BranchState({ row }: { row: AnnouncementReach }): ReactElement {
  const { t } = useTranslation();
  const { screenSeenAt, liaisonSeenAt, trainees } = row;
  return (
    <>
      {screenSeenAt === null && liaisonSeenAt === null ? (
        <p className="seen__missing">{t('deskMessages.notSeen')}</p>
      ) : null}
      {screenSeenAt === null ? null : (
        <p>{t('deskMessages.screenSeen', { time: clockTime(screenSeenAt) })}</p>
      )}
      {liaisonSeenAt === null ? null : (
        <p>{t('deskMessages.liaisonSeen', { time: clockTime(liaisonSeenAt) })}</p>
      )}
      <p className="quiet">{t('deskMessages.traineesSeen', trainees)}</p>
    </>
  );
}

function People({ title, people }: { title: string; people: readonly PersonMark[] }): ReactElement | null {
  const { t } = useTranslation();
  if (people.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul className="seen__list">
        {people.map(({ name, at }, index) => (
          <li key={`${name} ${index}`}>
            <p>
              <bdi>{name}</bdi>
            </p>
            {at === null ? (
              <p className="seen__missing">{t('deskMessages.notSeen')}</p>
            ) : (
              <p className="figures">{t('deskMessages.seenAt', { time: clockTime(at) })}</p>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
