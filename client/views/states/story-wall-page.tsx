import type { ReactElement } from 'react';
import type { WallStart } from '../wall/wall-start.ts';
import { WallPage } from '../wall/wall-page.tsx';
import type { Story } from './story-session.ts';
import { storyWatched } from './story-wall.ts';

/** The wall with what the story has open. */
export function StoryWallPage({ story }: { story: Story }): ReactElement {
  const start: WallStart = {
    ...(story.patrol === 'wallLive' || story.patrol === 'wallFiling' ? { watched: storyWatched } : {}),
    isFiling: story.patrol === 'wallFiling',
    isLessonOpen: story.messages === 'staff',
  };
  return <WallPage start={start} />;
}
