import type { ReactElement } from 'react';
import { Topline } from '../common/topline.tsx';
import { usePageTheme } from '../common/page-theme.ts';
import { FeedbackPart } from '../feedback/feedback-part.tsx';
import { useGiving } from '../feedback/use-giving.ts';
import { HelpSheet } from '../help/help-sheet.tsx';
import { ReflectionPart } from '../reflection/reflection-part.tsx';
import { useDraft } from '../reflection/use-draft.ts';
import { storyOwnFeedback, storyOwnReflection } from './story-aftercare.ts';
import { storyCourse } from './story-data.ts';
import type { Story } from './story-session.ts';

const nothing = (): void => undefined;

/** The sheet with which help is asked for, or what is written after class, as a phone holds them. */
export function StoryAftercarePart({ story }: { story: Story }): ReactElement {
  usePageTheme('light', 'Aftercare');
  return (
    <div className="page" data-theme="light">
      <Topline />
      <main className="states__part">
        {story.aftercare === 'sheet' ? <HelpSheet onClose={nothing} /> : <AfterParts />}
      </main>
    </div>
  );
}

function AfterParts(): ReactElement {
  const draft = useDraft(storyCourse.id, storyOwnReflection.own, nothing);
  const giving = useGiving(storyCourse.id, nothing);
  return (
    <>
      <ReflectionPart courseId={storyCourse.id} data={storyOwnReflection} draft={draft} />
      <FeedbackPart {...storyOwnFeedback} giving={giving} />
    </>
  );
}
