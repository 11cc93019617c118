import { Tabs } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../i18n/feedback.ts';
import '../../../i18n/reflection.ts';
import { FeedbackResults } from '../feedback/feedback-results.tsx';
import { ReflectionList } from './reflection-list.tsx';

/** What came of the course after class: reflections, and what trainees say of it. */
export function AfterView({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <section className="desk__section records">
      <h1>{t('desk.after')}</h1>
      <Tabs
        destroyOnHidden
        items={[
          {
            key: 'reflections',
            label: t('reflection.desk.tab'),
            children: <ReflectionList courseId={courseId} />,
          },
          {
            key: 'feedback',
            label: t('feedback.desk.tab'),
            children: <FeedbackResults courseId={courseId} />,
          },
        ]}
      />
    </section>
  );
}
