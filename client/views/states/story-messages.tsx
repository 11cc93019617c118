import type { ReactElement } from 'react';
import { usePageTheme } from '../common/page-theme.ts';
import { AnnouncementCards } from '../messages/announcement-cards.tsx';
import { AnnouncementOverlay } from '../messages/announcement-overlay.tsx';
import { GroupPanel } from '../messages/group-panel.tsx';
import { StaffLinePanel } from '../messages/staff-line-panel.tsx';
import type { Story } from './story-session.ts';

/** A part that shows messages, as a page would hold it. */
export function StoryMessagesPart({ story }: { story: Story }): ReactElement {
  const { messages } = story;
  const onScreen = story.role === 'screen';
  usePageTheme(onScreen ? 'dark' : 'light', 'Messages');
  if (onScreen) {
    return (
      <main className="screen far" data-theme="dark">
        <AnnouncementOverlay />
      </main>
    );
  }
  return (
    <div className="page" data-theme="light">
      <main className="states__part">
        {messages === 'cards' ? (
          <AnnouncementCards />
        ) : messages === 'staff' ? (
          <StaffLinePanel />
        ) : (
          <GroupPanel />
        )}
      </main>
    </div>
  );
}
