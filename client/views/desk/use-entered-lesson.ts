import { useState } from 'react';

/** What an organiser can enter from the desk: the class with its console, or the wall of its rooms. */
export interface Entered {
  as: 'class' | 'wall';
  lessonId: string;
}

function enteredOf(hash: string): Entered | null {
  const [, as, lessonId] = /^#(class|wall)=([A-Za-z0-9_-]+)$/.exec(hash) ?? [];
  return (as === 'class' || as === 'wall') && lessonId !== undefined ? { as, lessonId } : null;
}

/** What the organiser has entered; it stands in the address, so that a reload comes back to it. */
export function useEnteredLesson(): [entered: Entered | null, enter: (entered: Entered | null) => void] {
  const [entered, setEntered] = useState(() => enteredOf(location.hash));
  const enter = (next: Entered | null): void => {
    const hash = next === null ? '' : `#${next.as}=${next.lessonId}`;
    history.replaceState(null, '', `${location.pathname}${location.search}${hash}`);
    setEntered(next);
  };
  return [entered, enter];
}
