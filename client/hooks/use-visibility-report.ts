import { useEffect } from 'react';
import { useClassSession } from './class-session.tsx';
import { useClassroom } from './use-classroom.ts';
import { useConnection } from './use-connection.ts';
import { useStage } from './use-stage.ts';

/** Milliseconds for which a change has to last before it is told: a glance at the clock is no absence. */
const settledMs = 1_500;

/**
 * Tells the server whether the page is looked at and plays the lesson, when that changes and after every join: it counts for
 * the time of presence.
 */
export function useVisibilityReport(): void {
  const { command } = useClassSession();
  const { entry, phase, lesson } = useClassroom();
  const online = useConnection().kind === 'online' && entry.kind === 'joined';
  const { pictures, sounds } = useStage();
  const playing =
    phase === 'live' && (pictures.some(({ motion }) => motion === 'moving') || sounds.length > 0);
  const lessonId = lesson?.id;
  useEffect(() => {
    if (!online || lessonId === undefined) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = (): void => {
      const now = { visible: document.visibilityState === 'visible', playing };
      // What is lost with the line is told after the next join.
      command('attendance.visibility', now).catch(() => undefined);
    };
    const soon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(tell, settledMs);
    };
    soon();
    document.addEventListener('visibilitychange', soon);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', soon);
    };
  }, [online, lessonId, playing, command]);
}
