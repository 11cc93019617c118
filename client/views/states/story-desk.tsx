import { useState, type ReactElement } from 'react';
import type { DeskChoice } from '../desk/desk-choice.ts';
import { DeskKit } from '../desk/desk-page.tsx';
import { DeskShell } from '../desk/desk-shell.tsx';

/** The desk without its own class session: the story brings one. */
export function StoryDesk(): ReactElement {
  const [choice, setChoice] = useState<DeskChoice>({ view: 'today', courseId: null, lessonId: 'lesson-2' });
  return (
    <DeskKit>
      <DeskShell choice={choice} onChoose={setChoice} />
    </DeskKit>
  );
}
