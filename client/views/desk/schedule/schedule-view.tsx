import { Button, Tabs } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Course } from '../../../../src/contract/course.ts';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { Notice } from '../../common/notice.tsx';
import { Timetable } from '../../schedule/timetable.tsx';
import { ChangeList } from './change-list.tsx';
import { FeedList } from './feed-list.tsx';
import './schedule-desk.css';

/** The timetable, who has confirmed its changes, and its calendar addresses. */
export function ScheduleView({ course }: { course: Course }): ReactElement {
  const { t } = useTranslation();
  const schedule = useRequest('GET /api/courses/:courseId/schedule', { params: { courseId: course.id } });
  useNews(['schedule.changed'], schedule.reload);
  if (schedule.kind === 'failed') {
    return (
      <Notice
        title={t('error.title')}
        actions={<Button onClick={schedule.reload}>{t('common.retry')}</Button>}
      >
        <ErrorText error={schedule.error} />
      </Notice>
    );
  }
  return (
    <section className="desk__section">
      <h1>{t('desk.schedule')}</h1>
      <Tabs
        items={[
          {
            key: 'timetable',
            label: t('deskSchedule.timetable'),
            children: schedule.kind === 'ready' ? <Timetable lessons={schedule.data.lessons} /> : null,
          },
          { key: 'changes', label: t('deskSchedule.changes'), children: <ChangeList courseId={course.id} /> },
          { key: 'feeds', label: t('deskSchedule.feeds'), children: <FeedList courseId={course.id} /> },
        ]}
      />
    </section>
  );
}
