import { Input, Table, type TableColumnsType } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteOutput } from '../../../../src/contract/index.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { Thread } from '../../messages/group-panel.tsx';
import { groupName, unreadWords } from '../../messages/group-words.ts';
import { whenWords } from '../../common/when-words.ts';
import { UnreadMark } from '../../messages/unread-badge.tsx';
import '../../../i18n/messages.ts';
import '../../../i18n/desk-messages.ts';

type Group = RouteOutput<'GET /api/courses/:courseId/groups'>['groups'][number];

/** Every study group beside the one that is looked into. */
export function GroupsTab({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const { classroom } = useClassSession();
  const groups = useRequest('GET /api/courses/:courseId/groups', { params: { courseId } });
  useNews(['messages.changed', 'messages.read'], groups.reload);
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  if (groups.kind === 'failed') return <ErrorText error={groups.error} />;
  const all = groups.kind === 'ready' ? groups.data.groups : [];
  const shown = all.filter((group) =>
    groupName(t, group).toLowerCase().includes(search.trim().toLowerCase()),
  );
  const group = all.find(({ id }) => id === chosen);
  const now = classroom.serverNow();
  const columns: TableColumnsType<Group> = [
    {
      title: t('deskMessages.groupName'),
      sorter: (a, b) => all.indexOf(a) - all.indexOf(b),
      render: (_, one) => (
        <button
          type="button"
          className="desk-groups__name"
          aria-pressed={one.id === chosen}
          onClick={() => setChosen(one.id)}
        >
          <bdi>{groupName(t, one)}</bdi>
        </button>
      ),
    },
    {
      title: t('deskMessages.unread'),
      width: 90,
      sorter: (a, b) => a.unread - b.unread,
      render: (_, { unread }) => <UnreadMark unread={unread} label={unreadWords(t, unread)} />,
    },
    {
      title: t('deskMessages.lastAt'),
      width: 150,
      sorter: (a, b) => (a.lastAt ?? 0) - (b.lastAt ?? 0),
      render: (_, { lastAt }) => (
        <span className="figures">{lastAt === null ? '' : whenWords(lastAt, now)}</span>
      ),
    },
    {
      title: t('deskMessages.members'),
      width: 80,
      render: (_, { members }) => <span className="figures">{members}</span>,
    },
  ];
  return (
    <div className="desk-groups">
      <div className="desk-groups__list">
        <Input.Search
          allowClear
          aria-label={t('deskMessages.searchGroup')}
          placeholder={t('deskMessages.searchGroup')}
          onChange={(event) => setSearch(event.target.value)}
        />
        <Table
          rowKey="id"
          size="small"
          columns={columns}
          dataSource={shown}
          loading={groups.kind === 'loading' ? { delay: 300 } : false}
          pagination={{ pageSize: 12, hideOnSinglePage: true, showSizeChanger: false, size: 'small' }}
          scroll={{ x: 480 }}
          rowClassName={({ id }) => (id === chosen ? 'desk-groups__chosen' : '')}
          locale={{ emptyText: t('deskMessages.noGroups') }}
        />
      </div>
      <div className="desk-groups__thread">
        {group === undefined ? (
          <p className="quiet">{t('deskMessages.chooseGroup')}</p>
        ) : (
          <div className="message-panel">
            <h2>
              <bdi>{groupName(t, group)}</bdi>
            </h2>
            <Thread key={group.id} courseId={courseId} threadId={group.id} />
          </div>
        )}
      </div>
    </div>
  );
}
