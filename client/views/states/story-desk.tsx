import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { usePageTheme } from '../common/page-theme.ts';
import type { DeskChoice } from '../desk/desk-choice.ts';
import { EvidencePanel } from '../desk/attendance/evidence-panel.tsx';
import { DeskKit } from '../desk/desk-page.tsx';
import { DeskShell } from '../desk/desk-shell.tsx';
import { storyPerson } from './story-attendance-desk.ts';
import type { Story } from './story-session.ts';

const nothing = (): void => undefined;

/** The desk without its own class session: the story brings one. */
export function StoryDesk({ story }: { story: Story }): ReactElement {
  const { t } = useTranslation();
  usePageTheme('light', t('desk.title'));
  const view = story.desk ?? 'today';
  const [choice, setChoice] = useState<DeskChoice>({ view, courseId: null, lessonId: 'lesson-2' });
  const shell = { choice, onChoose: setChoice, lessonId: 'lesson-2', onLesson: nothing, onEnter: nothing };
  return (
    <DeskKit>
      <DeskShell {...shell} />
      {story.attendanceDesk === 'person' ? (
        <EvidencePanel
          place={{ courseId: 'course-1', lessonId: 'lesson-2' }}
          trainee={storyPerson}
          onClose={nothing}
          onChanged={nothing}
        />
      ) : null}
    </DeskKit>
  );
}
