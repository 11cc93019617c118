import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import '../../i18n/in-class.ts';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { ClassGate } from '../common/class-gate.tsx';
import { CoursePanels } from '../common/course-panels.tsx';
import { lazyView } from '../common/lazy-view.ts';
import { usePageTheme } from '../common/page-theme.ts';
import { Fold } from '../in-class/fold.tsx';
import { AnnouncementCards } from '../messages/announcement-cards.tsx';
import { UnreadBadge } from '../messages/unread-badge.tsx';
import { Fact, LessonFacts } from '../port/lesson-facts.tsx';
import { LessonStage } from '../port/lesson-stage.tsx';
import { SoundControls } from '../port/sound-controls.tsx';
import { ChangeNotice } from '../schedule/change-notice.tsx';
import { ViewerLayout } from '../port/viewer-layout.tsx';
import '../../i18n/watch.ts';

const StaffLine = lazyView(async () => (await import('../messages/staff-line-panel.tsx')).StaffLinePanel);

/** Inspectors: the live stage, the lesson, and how many rooms are there. */
export function WatchPage(): ReactElement {
  const { t } = useTranslation();
  usePageTheme('light', t('watch.inspectorTitle'));
  return (
    <ClassGate theme="light">
      <WatchClass />
    </ClassGate>
  );
}

function WatchClass(): ReactElement {
  const { t } = useTranslation();
  const { counts } = useClassroom();
  return (
    <ViewerLayout stage={<LessonStage />} controls={<SoundControls />}>
      <ChangeNotice />
      <AnnouncementCards />
      <p className="watch__text">{t('watch.inspectorText')}</p>
      <LessonFacts>
        <Fact label={t('watch.branchesOnline')}>
          {counts.branchesOnline} / {counts.branchesTotal}
        </Fact>
        {counts.portsTotal > 0 ? (
          <Fact label={t('watch.portsOnline')}>
            {counts.portsOnline} / {counts.portsTotal}
          </Fact>
        ) : null}
      </LessonFacts>
      <Fold title={t('inClass.section.staff')} badge={<UnreadBadge of="staff" />}>
        <StaffLine />
      </Fold>
      <CoursePanels />
    </ViewerLayout>
  );
}
