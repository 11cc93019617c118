import { Alert, Button, Checkbox, Drawer, Input, Modal, Progress, Table, type TableColumnsType } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Figure, Post } from '../../../../src/contract/messages.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { groupName } from '../../messages/group-words.ts';
import { whenWords } from '../../common/when-words.ts';
import { mostCharacters } from '../../messages/send-file.ts';
import { useSending } from '../../messages/use-sending.ts';
import '../../../i18n/messages.ts';
import '../../../i18n/desk-messages.ts';

/** Posts to all groups at once, and which groups have confirmed them. */
export function SharedPostsTab({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const { api, classroom } = useClassSession();
  const posts = useRequest('GET /api/courses/:courseId/group-posts', { params: { courseId } });
  useNews(['messages.changed', 'messages.confirmed'], posts.reload);
  const [asked, setAsked] = useState<Post | null>(null);
  const [removing, setRemoving] = useState<Post | null>(null);
  const removal = useSending();
  if (posts.kind === 'failed') return <ErrorText error={posts.error} />;
  const now = classroom.serverNow();
  const columns: TableColumnsType<Post> = [
    {
      title: t('deskMessages.at'),
      width: 150,
      render: (_, { at }) => <span className="figures">{whenWords(at, now)}</span>,
    },
    {
      title: t('deskMessages.post'),
      render: (_, { text, removed, pinned }) => (
        <p className="desk-messages__text">
          {pinned ? <span className="post__mark">{t('messages.pinned')}</span> : null}{' '}
          {removed ? <span className="quiet">{t('messages.removed')}</span> : <bdi>{text}</bdi>}
        </p>
      ),
    },
    {
      title: t('deskMessages.confirmations'),
      width: 150,
      render: (_, { confirmation }) =>
        confirmation?.members ? (
          <FigureBar figure={confirmation.members} label={t('deskMessages.confirmations')} />
        ) : null,
    },
    {
      title: '',
      width: 230,
      render: (_, post) => (
        <div className="links__actions">
          {post.confirmation === null ? null : (
            <Button onClick={() => setAsked(post)}>{t('deskMessages.whoMissing')}</Button>
          )}
          {post.removed ? null : (
            <Button danger onClick={() => setRemoving(post)}>
              {t('deskMessages.remove')}
            </Button>
          )}
        </div>
      ),
    },
  ];
  return (
    <div className="desk-messages">
      <SharedPostForm courseId={courseId} onSent={posts.reload} />
      <Table
        rowKey="id"
        columns={columns}
        dataSource={posts.kind === 'ready' ? posts.data.posts : []}
        loading={posts.kind === 'loading' ? { delay: 300 } : false}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 760 }}
        locale={{ emptyText: t('deskMessages.sharedEmpty') }}
      />
      <Drawer
        open={asked !== null}
        onClose={() => setAsked(null)}
        size={520}
        title={t('deskMessages.whoMissing')}
      >
        {asked === null ? null : <GroupsMissing courseId={courseId} post={asked} />}
      </Drawer>
      <Modal
        open={removing !== null}
        title={t('messages.removeTitle')}
        okText={t('deskMessages.remove')}
        okButtonProps={{ danger: true }}
        cancelText={t('common.cancel')}
        confirmLoading={removal.busy}
        onCancel={() => setRemoving(null)}
        onOk={() =>
          removal.run(
            () =>
              api.request('DELETE /api/courses/:courseId/posts/:postId', {
                params: { courseId, postId: removing?.id ?? '' },
              }),
            () => {
              setRemoving(null);
              posts.reload();
            },
          )
        }
      >
        <p>{t('messages.removeText')}</p>
        {removal.error === null ? null : <ErrorText error={removal.error} />}
      </Modal>
    </div>
  );
}

function SharedPostForm({ courseId, onSent }: { courseId: string; onSent: () => void }): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const [text, setText] = useState('');
  const [pinned, setPinned] = useState(true);
  const [asksConfirmation, setAsks] = useState(true);
  const sending = useSending();
  const send = (): void =>
    sending.run(
      (clientId) =>
        api.request('POST /api/courses/:courseId/group-posts', {
          params: { courseId },
          body: { clientId, text, pinned, asksConfirmation },
        }),
      () => {
        setText('');
        onSent();
      },
    );
  return (
    <div className="desk-messages__form">
      <p className="quiet">{t('deskMessages.sharedText')}</p>
      <Input.TextArea
        aria-label={t('deskMessages.sharedPlaceholder')}
        placeholder={t('deskMessages.sharedPlaceholder')}
        autoSize={{ minRows: 2, maxRows: 8 }}
        maxLength={mostCharacters}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="desk-messages__row">
        <Checkbox checked={pinned} onChange={(event) => setPinned(event.target.checked)}>
          {t('deskMessages.pinAll')}
        </Checkbox>
        <Checkbox checked={asksConfirmation} onChange={(event) => setAsks(event.target.checked)}>
          {t('deskMessages.askAll')}
        </Checkbox>
        <Button type="primary" disabled={text.trim() === ''} loading={sending.busy} onClick={send}>
          {t('deskMessages.sendAll')}
        </Button>
      </div>
      {sending.error === null ? null : <Alert type="error" title={<ErrorText error={sending.error} />} />}
    </div>
  );
}

function GroupsMissing({ courseId, post }: { courseId: string; post: Post }): ReactElement | null {
  const { t } = useTranslation();
  const detail = useRequest('GET /api/courses/:courseId/group-posts/:postId/confirmations', {
    params: { courseId, postId: post.id },
  });
  useNews(['messages.confirmed'], detail.reload);
  if (detail.kind === 'failed') return <ErrorText error={detail.error} />;
  if (detail.kind === 'loading') return null;
  const { groups } = detail.data;
  const missing = groups.filter(({ members }) => members.done < members.total).length;
  return (
    <div className="seen">
      <h3>
        {missing === 0 ? t('deskMessages.groupsAll') : t('deskMessages.groupsMissing', { count: missing })}
      </h3>
      <ul className="seen__list">
        {groups.map((group) => (
          <li key={group.threadId}>
            <div>
              <p>
                <bdi>{groupName(t, group)}</bdi>
              </p>
              {group.liaisonPhone === '' ? null : (
                <p className="quiet">
                  <bdi>{group.liaisonName}</bdi>{' '}
                  <a href={`tel:${group.liaisonPhone}`}>{group.liaisonPhone}</a>
                </p>
              )}
            </div>
            <p
              className={
                group.members.done < group.members.total ? 'seen__state seen__missing figures' : 'figures'
              }
            >
              {t('deskMessages.ofTotal', group.members)}
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** `12 / 14`, with a bar. */
export function FigureBar({ figure, label }: { figure: Figure; label: string }): ReactElement {
  const { t } = useTranslation();
  const { done, total } = figure;
  return (
    <>
      <span className="figures">{t('deskMessages.ofTotal', figure)}</span>
      <Progress
        percent={total === 0 ? 100 : (100 * done) / total}
        showInfo={false}
        size="small"
        aria-label={label}
      />
    </>
  );
}
