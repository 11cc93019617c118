import type { ReactElement } from 'react';
import { BackToDesk } from '../desk/back-to-desk.tsx';
import { LecturerPage } from '../lecturer/lecturer-page.tsx';
import type { Story } from './story-session.ts';

/** The console without its own class session: the story brings one. */
export function StoryConsole({ story }: { story: Story }): ReactElement {
  return <LecturerPage back={story.role === 'organiser' ? <BackToDesk onBack={() => undefined} /> : null} />;
}
