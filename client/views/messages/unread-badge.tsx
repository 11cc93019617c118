import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { unreadWords } from './group-words.ts';
import { useCourseId, useInbox } from './use-inbox.ts';
import './messages.css';

/** How much is unread in the study groups, or on the staff line: beside the name of what opens them. */
export function UnreadBadge({ of }: { of: 'groups' | 'staff' }): ReactElement | null {
  const { t } = useTranslation();
  const inbox = useInbox(useCourseId());
  if (inbox.kind !== 'ready') return null;
  const unread = inbox.data.threads
    .filter(({ kind }) => (kind === 'staff') === (of === 'staff'))
    .reduce((sum, thread) => sum + thread.unread, 0);
  return <UnreadMark unread={unread} label={unreadWords(t, unread)} />;
}

/** A number in a pill; nothing for none. */
export function UnreadMark({ unread, label }: { unread: number; label: string }): ReactElement | null {
  if (unread === 0) return null;
  return (
    <span className="unread figures">
      <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
      <span className="only-spoken">{label}</span>
    </span>
  );
}
