import type { ReactElement } from 'react';
import { WatchPage } from '../role/watch-page.tsx';

export function StoryInspector(): ReactElement {
  return <WatchPage role="inspector" />;
}

export function StoryLiaison(): ReactElement {
  return <WatchPage role="liaison" />;
}
