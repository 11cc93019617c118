import { useEffect, useState } from 'react';
import { changeRound, roundView, type RoundView } from '../session/round-book.ts';
import { useClassSession } from './class-session.tsx';
import { useClassroom } from './use-classroom.ts';

/** The running round of the page's lesson, or else its last one, kept up to date; null while that is not known. */
export function useRound(): RoundView | null {
  const { command, notices } = useClassSession();
  const { entry, lesson } = useClassroom();
  const [view, setView] = useState<RoundView | null>(null);
  const lessonId = lesson?.id;
  useEffect(() => {
    // Entered again after a drop: what was missed meanwhile is asked for.
    if (entry.kind !== 'joined' || lessonId === undefined) return undefined;
    let current = true;
    const stop = notices.on((notice) => {
      if (notice.name === 'patrol.roundChanged') setView((now) => changeRound(now, notice.data));
    });
    command('patrol.round', {}).then(
      (answer) => {
        if (current) setView(roundView(answer));
      },
      // The next entry asks again; what is known stays.
      () => undefined,
    );
    return () => {
      current = false;
      stop();
    };
  }, [command, notices, entry, lessonId]);
  return view;
}
