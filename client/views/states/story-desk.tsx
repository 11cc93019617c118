import { useState, type ReactElement } from 'react';
import type { DeskChoice } from '../desk/desk-choice.ts';
import { DeskKit } from '../desk/desk-page.tsx';
import { DeskShell } from '../desk/desk-shell.tsx';
import type { Story } from './story-session.ts';

/** The desk without its own class session: the story brings one. */
export function StoryDesk({ story }: { story: Story }): ReactElement {
  const view = story.desk ?? 'today';
  const [choice, setChoice] = useState<DeskChoice>({ view, courseId: null, lessonId: 'lesson-2' });
  return (
    <DeskKit>
      <DeskShell choice={choice} onChoose={setChoice} onEnter={() => undefined} />
    </DeskKit>
  );
}
