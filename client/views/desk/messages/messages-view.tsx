import { Tabs } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Branch, Course } from '../../../../src/contract/course.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { UnreadMark } from '../../messages/unread-badge.tsx';
import { unreadWords } from '../../messages/group-words.ts';
import { StaffLine } from '../../messages/staff-line-panel.tsx';
import { useInbox } from '../../messages/use-inbox.ts';
import { AnnouncementsTab } from './announcements-tab.tsx';
import { GroupsTab } from './groups-tab.tsx';
import { SharedPostsTab } from './shared-posts-tab.tsx';
import '../../../i18n/desk-messages.ts';
import './messages-desk.css';

/** Announcements and who has seen them, study groups, what went to all of them, and the staff line. */
export function MessagesView({ course }: { course: Course }): ReactElement {
  const { t } = useTranslation();
  const courseId = course.id;
  const detail = useRequest('GET /api/courses/:courseId', { params: { courseId } });
  const branches: readonly Branch[] = detail.kind === 'ready' ? detail.data.branches : [];
  return (
    <section className="desk__section">
      <h1>{t('desk.messages')}</h1>
      <Tabs
        items={[
          {
            key: 'announcements',
            label: t('deskMessages.announcements'),
            children: <AnnouncementsTab courseId={courseId} branches={branches} />,
          },
          {
            key: 'groups',
            label: t('deskMessages.groups'),
            children: <GroupsTab courseId={courseId} />,
          },
          {
            key: 'shared',
            label: t('deskMessages.shared'),
            children: <SharedPostsTab courseId={courseId} />,
          },
          {
            key: 'staff',
            label: <StaffLabel courseId={courseId} />,
            children: (
              <div className="desk-staff">
                <StaffLine courseId={courseId} branches={branches} />
              </div>
            ),
          },
        ]}
      />
    </section>
  );
}

function StaffLabel({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const inbox = useInbox(courseId);
  const line = inbox.kind === 'ready' ? inbox.data.threads.find(({ kind }) => kind === 'staff') : undefined;
  const unread = line?.unread ?? 0;
  return (
    <span className="desk-staff__label">
      {t('deskMessages.staff')}
      <UnreadMark unread={unread} label={unreadWords(t, unread)} />
    </span>
  );
}
