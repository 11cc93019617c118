import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { ClassGate } from '../common/class-gate.tsx';
import { CoursePanels } from '../common/course-panels.tsx';
import { usePageTheme } from '../common/page-theme.ts';
import { Fact, LessonFacts } from '../port/lesson-facts.tsx';
import { LessonStage } from '../port/lesson-stage.tsx';
import { SoundControls } from '../port/sound-controls.tsx';
import { ChangeNotice } from '../schedule/change-notice.tsx';
import { ViewerLayout } from '../port/viewer-layout.tsx';

/** Inspectors and liaisons: the live stage, the lesson, and how many rooms are there. */
export function WatchPage({ role }: { role: 'inspector' | 'liaison' }): ReactElement {
  const { t } = useTranslation();
  usePageTheme('light', role === 'inspector' ? t('watch.inspectorTitle') : t('watch.liaisonTitle'));
  return (
    <ClassGate theme="light">
      <WatchClass role={role} />
    </ClassGate>
  );
}

function WatchClass({ role }: { role: 'inspector' | 'liaison' }): ReactElement {
  const { t } = useTranslation();
  const { me, counts } = useClassroom();
  const liaisonText =
    me === null ? t('watch.liaisonTextNoBranch') : t('watch.liaisonText', { branch: me.name });
  return (
    <ViewerLayout stage={<LessonStage />} controls={<SoundControls />}>
      <ChangeNotice />
      <p className="watch__text">{role === 'inspector' ? t('watch.inspectorText') : liaisonText}</p>
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
      <CoursePanels />
    </ViewerLayout>
  );
}
