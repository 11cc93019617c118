import { useState, type ReactElement } from 'react';
import { remembered } from '../../session/remember.ts';
import { PortPage } from '../port/port-page.tsx';
import { TraineePage } from '../role/trainee-page.tsx';
import { unsentOf } from './story-paper-data.ts';
import type { Story } from './story-session.ts';

/** The page of somebody who learns, with a paper open above it unless the story is about the card. */
export function StoryPaperPart({ story }: { story: Story }): ReactElement {
  useState(() => {
    const { paper = 'card' } = story;
    remembered.set(`paper.paper-${paper}`, unsentOf(paper));
    if (paper === 'card') return;
    const hash = `#quiz=${paper === 'start' ? 'quiz-exam' : 'quiz-now'}`;
    history.replaceState(null, '', `${location.pathname}${location.search}${hash}`);
  });
  return story.role === 'port' ? <PortPage /> : <TraineePage />;
}
