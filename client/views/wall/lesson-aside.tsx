import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import '../../i18n/in-class.ts';
import '../../i18n/watch.ts';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { CoursePanels } from '../common/course-panels.tsx';
import { lazyView } from '../common/lazy-view.tsx';
import { Fold } from '../in-class/fold.tsx';
import { AnnouncementCards } from '../messages/announcement-cards.tsx';
import { UnreadBadge } from '../messages/unread-badge.tsx';
import { Fact, LessonFacts } from '../port/lesson-facts.tsx';
import { LessonStage } from '../port/lesson-stage.tsx';
import { SoundControls } from '../port/sound-controls.tsx';
import '../port/port.css';

const StaffLine = lazyView(async () => (await import('../messages/staff-line-panel.tsx')).StaffLinePanel);

/** Beside the wall: the lesson's stage, announcements and the line of those who run the class. */
export function LessonAside({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const { counts } = useClassroom();
  return (
    <aside className="wall-aside" aria-label={t('wall.lesson')}>
      <div className="wall-aside__stage">
        <LessonStage small />
      </div>
      <SoundControls />
      <AnnouncementCards />
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
      <button type="button" className="button button--wide" onClick={onClose}>
        {t('wall.closeLesson')}
      </button>
    </aside>
  );
}
