import { useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorText } from '../common/error-text.tsx';
import { Composer } from './composer.tsx';
import { Conversation } from './conversation.tsx';
import { groupName, unreadWords } from './group-words.ts';
import { useCourseId, useInbox } from './use-inbox.ts';
import { useThread } from './use-thread.ts';
import '../../i18n/messages.ts';
import './messages.css';

/** The study group of whoever looks at it; a liaison of several branches chooses among them. */
export function GroupPanel(): ReactElement | null {
  const { t } = useTranslation();
  const courseId = useCourseId();
  const inbox = useInbox(courseId);
  const [chosen, setChosen] = useState<string | null>(null);
  const selectId = useId();
  if (inbox.kind === 'failed') return <ErrorText error={inbox.error} onRetry={inbox.reload} />;
  if (inbox.kind === 'loading' || courseId === null) return null;
  const groups = inbox.data.threads.filter(({ kind }) => kind !== 'staff');
  const group = groups.find(({ id }) => id === chosen) ?? groups[0];
  if (group === undefined) return <p className="quiet">{t('messages.noGroup')}</p>;
  return (
    <div className="message-panel">
      {groups.length === 1 ? (
        <p className="message-panel__name">
          <bdi>{groupName(t, group)}</bdi>
        </p>
      ) : (
        <>
          <label htmlFor={selectId} className="only-spoken">
            {t('messages.choose')}
          </label>
          <select
            id={selectId}
            className="field"
            value={group.id}
            onChange={(event) => setChosen(event.target.value)}
          >
            {groups.map((one) => (
              <option key={one.id} value={one.id}>
                {groupName(t, one)}
                {one.unread > 0 && one.id !== group.id ? ` (${unreadWords(t, one.unread)})` : ''}
              </option>
            ))}
          </select>
        </>
      )}
      <Thread key={group.id} courseId={courseId} threadId={group.id} />
    </div>
  );
}

/** A study group to read and write in; also for an organiser who looks into it. */
export function Thread({ courseId, threadId }: { courseId: string; threadId: string }): ReactElement {
  const { t } = useTranslation();
  const thread = useThread(courseId, threadId);
  return (
    <>
      <Conversation {...{ courseId, threadId, thread }} empty={t('messages.empty')} />
      <Composer onSend={(what) => thread.outbox.send({ ...what, branchId: null })} />
    </>
  );
}
