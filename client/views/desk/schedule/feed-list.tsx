import { Alert, Button, Modal, Table, type TableColumnsType } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Feed } from '../../../../src/contract/schedule.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useRequest } from '../../../hooks/use-request.ts';
import { ClientError } from '../../../session/client-error.ts';
import { ErrorText } from '../../common/error-text.tsx';

/** The calendar addresses in use: copied, made anew, revoked. */
export function FeedList({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const feeds = useRequest('GET /api/courses/:courseId/feeds', { params: { courseId } });
  const course = useRequest('GET /api/courses/:courseId', { params: { courseId } });
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const list = feeds.kind === 'ready' ? feeds.data.feeds : [];
  const branchIds = course.kind === 'ready' ? course.data.branches.map(({ id }) => id) : [];
  const act = (work: Promise<unknown>): void => {
    setBusy(true);
    setError(null);
    work
      .then(feeds.reload, (thrown: unknown) => setError(ClientError.from(thrown)))
      .finally(() => {
        setBusy(false);
        setAsking(false);
      });
  };
  const make = (body: { course?: boolean; branchIds?: string[] }): void =>
    act(api.request('POST /api/courses/:courseId/feeds', { params: { courseId }, body }));
  const revoke = (feedId: string): void =>
    act(api.request('DELETE /api/courses/:courseId/feeds/:feedId', { params: { courseId, feedId } }));
  const columns = useColumns(
    (feed) => make(feed.branchId === null ? { course: true } : { branchIds: [feed.branchId] }),
    (feed) => revoke(feed.id),
  );
  if (feeds.kind === 'failed') return <ErrorText error={feeds.error} />;
  const hasCourseFeed = list.some(({ branchId }) => branchId === null);
  return (
    <div className="feeds">
      <p className="quiet">{t('deskSchedule.feedsText')}</p>
      {error === null ? null : <Alert type="error" title={<ErrorText error={error} />} />}
      <div className="feeds__actions">
        {hasCourseFeed ? null : (
          <Button type="primary" loading={busy} onClick={() => make({ course: true })}>
            {t('deskSchedule.courseFeed')} · {t('deskSchedule.make')}
          </Button>
        )}
        <Button disabled={branchIds.length === 0} onClick={() => setAsking(true)}>
          {t('deskSchedule.makeAll')}
        </Button>
      </div>
      <Table
        rowKey="id"
        columns={columns}
        dataSource={list}
        loading={feeds.kind === 'loading' ? { delay: 300 } : false}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 720 }}
        locale={{ emptyText: t('deskSchedule.noFeeds') }}
      />
      <Modal
        open={asking}
        title={t('deskSchedule.makeAllTitle', { count: branchIds.length })}
        okText={t('deskSchedule.make')}
        cancelText={t('common.cancel')}
        confirmLoading={busy}
        onOk={() => make({ branchIds })}
        onCancel={() => setAsking(false)}
      >
        <p>{t('deskSchedule.makeAllText')}</p>
      </Modal>
    </div>
  );
}

function useColumns(onRenew: (feed: Feed) => void, onRevoke: (feed: Feed) => void): TableColumnsType<Feed> {
  const { t } = useTranslation();
  return [
    { title: t('desk.name'), render: (_, feed) => feed.branchName ?? t('deskSchedule.courseFeed') },
    {
      title: '',
      width: 360,
      render: (_, feed) => (
        <div className="links__actions">
          <CopyButton text={`${location.origin}${feed.path}`} />
          <Button onClick={() => onRenew(feed)}>{t('deskSchedule.renew')}</Button>
          <Button danger onClick={() => onRevoke(feed)}>
            {t('deskSchedule.revoke')}
          </Button>
        </div>
      ),
    },
  ];
}

function CopyButton({ text }: { text: string }): ReactElement {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <Button onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
      {copied ? t('desk.copied') : t('desk.copy')}
    </Button>
  );
}
