import { useState, type ReactElement } from 'react';
import { remembered } from '../../session/remember.ts';
import { usePageTheme } from '../common/page-theme.ts';
import { PickOverlay, PollOverlay } from '../polls/overlay.tsx';
import { PollCard } from '../polls/poll-card.tsx';
import { PollForm } from '../polls/poll-form.tsx';
import { PollPanel } from '../polls/poll-panel.tsx';
import { PollRoomCounts } from '../polls/room-counts.tsx';
import { emptyForm } from '../polls/draft.ts';
import type { Story } from './story-session.ts';
import '../screen/screen.css';

const nothing = (): void => undefined;

/** A part that shows polls, as a page would hold it. */
export function StoryPollsPart({ story }: { story: Story }): ReactElement {
  const dark = story.role === 'screen' || story.role === 'lecturer';
  usePageTheme(dark ? 'dark' : 'light', 'Polls');
  useState(() => {
    // What was tapped while the line was down is on the device.
    if (story.polls !== 'waiting') return;
    const answer = { kind: 'single', choice: 1 };
    remembered.set('polls.story', JSON.stringify({ pollId: 'poll-waiting', answer }));
  });
  if (story.role === 'screen') {
    return (
      <main className="screen far" data-theme="dark">
        <PollOverlay />
        <PickOverlay />
      </main>
    );
  }
  if (story.role === 'lecturer') {
    return (
      <main className="page states__column" data-theme="dark">
        {story.polls === 'form' ? (
          <div className="poll-panel">
            <PollForm
              initial={emptyForm}
              existing={false}
              busy={false}
              error={null}
              onOpen={nothing}
              onSave={nothing}
              onCancel={nothing}
            />
          </div>
        ) : (
          <PollPanel />
        )}
      </main>
    );
  }
  return (
    <div className="page" data-theme="light">
      <main className="states__part">{story.role === 'liaison' ? <PollRoomCounts /> : <PollCard />}</main>
    </div>
  );
}
