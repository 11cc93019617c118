import type { ReactElement } from 'react';
import { usePageTheme } from '../common/page-theme.ts';
import { QuestionList } from '../questions/question-list.tsx';
import { QuestionOverlay } from '../questions/question-overlay.tsx';
import { QuestionsPanel } from '../questions/questions-panel.tsx';
import { RoomQuestions } from '../questions/room-questions.tsx';
import type { Story } from './story-session.ts';

/** A part that shows questions, as a page would hold it. */
export function StoryQuestionsPart({ story }: { story: Story }): ReactElement {
  const dark = story.role === 'screen' || story.role === 'lecturer';
  usePageTheme(dark ? 'dark' : 'light', 'Questions');
  if (story.role === 'screen') {
    return (
      <main className="page states__screen" data-theme="dark">
        <QuestionOverlay />
      </main>
    );
  }
  if (story.role === 'lecturer') {
    return (
      <main className="page states__column" data-theme="dark">
        <QuestionList />
      </main>
    );
  }
  return (
    <div className="page" data-theme="light">
      <main className="states__part">
        {story.role === 'liaison' ? <RoomQuestions /> : <QuestionsPanel />}
      </main>
    </div>
  );
}
