import { useEffect, useState, type ReactElement } from 'react';
import { remembered } from '../../session/remember.ts';
import { PortPage } from '../port/port-page.tsx';
import { TraineePage } from '../role/trainee-page.tsx';
import { unsentOf } from './story-paper-data.ts';
import type { Story } from './story-session.ts';

/** The page of somebody who learns, with a paper open above it unless the story is about the card. */
export function StoryPaperPart({ story }: { story: Story }): ReactElement {
  useState(() => {
    const { paper = 'card' } = story;
    remembered.set(`paper.paper-${paper}.story`, unsentOf(paper));
    if (paper === 'card') return;
    const hash = `#quiz=${paper === 'start' ? 'quiz-exam' : 'quiz-now'}`;
    history.replaceState(null, '', `${location.pathname}${location.search}${hash}`);
  });
  const [there, setThere] = useState(story.paper === 'card');
  useEffect(() => {
    const look = (): void => setThere((was) => was || document.querySelector('.paper main') !== null);
    const observer = new MutationObserver(look);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, []);
  return (
    <>
      {story.role === 'port' ? <PortPage /> : <TraineePage />}
      {/* The paper comes after the page: a picture is taken of both. */}
      {there ? null : <span aria-busy="true" />}
    </>
  );
}
