import { useState } from 'react';

const prefix = '#class=';

function lessonOf(hash: string): string | null {
  const id = hash.startsWith(prefix) ? hash.slice(prefix.length) : '';
  return /^[A-Za-z0-9_-]+$/.test(id) ? id : null;
}

/** The lesson whose class the organiser has entered; it stands in the address, so that a reload comes back to it. */
export function useEnteredLesson(): [lessonId: string | null, enter: (lessonId: string | null) => void] {
  const [entered, setEntered] = useState(() => lessonOf(location.hash));
  const enter = (lessonId: string | null): void => {
    const hash = lessonId === null ? '' : `${prefix}${lessonId}`;
    history.replaceState(null, '', `${location.pathname}${location.search}${hash}`);
    setEntered(lessonId);
  };
  return [entered, enter];
}
