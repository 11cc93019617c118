import type { ReactElement } from 'react';
import type { WallStart } from '../wall/wall-start.ts';
import { WallPage } from '../wall/wall-page.tsx';
import type { Story } from './story-session.ts';
import { storyWatchedRoom } from './story-wall.ts';

/** The wall with what the story has open. */
export function StoryWallPage({ story }: { story: Story }): ReactElement {
  const watched = storyWatchedRoom(story.patrol);
  const start: WallStart = {
    ...(watched === null ? {} : { watched }),
    isFiling: story.patrol === 'wallFiling',
    isLessonOpen: story.messages === 'staff',
  };
  return <WallPage start={start} />;
}
