import { useMemo, useRef, useEffect } from 'react';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useDirector, type Director } from '../../hooks/use-director.ts';
import { useHands } from '../../hooks/use-hands.ts';
import type { CueRun } from '../cues/use-cue-run.ts';
import type { SideTab } from './side-tabs.ts';
import type { DirectingActions } from './use-console-keys.ts';

/** What the console's keys direct. `director.error` says why the last of it was refused. */
export function useDirecting(wants: { cues: CueRun; show: (tab: SideTab) => void; help: () => void }): {
  directing: DirectingActions;
  director: Director;
} {
  const { command } = useClassSession();
  const { stage, shown } = useClassroom();
  const director = useDirector();
  const queue = useHands();
  const { cues, show, help } = wants;
  // Keys act on what is on the page at that moment; they are not bound anew whenever it changes.
  const now = useRef({ stage, shown, queue, cues, show, help, director });
  useEffect(() => {
    now.current = { stage, shown, queue, cues, show, help, director };
  });
  const hasCues = cues.keysOn && (cues.sheet?.cues.length ?? 0) > 0;
  const directing = useMemo<DirectingActions>(
    () => ({
      show: (tab) => now.current.show(tab),
      help: () => now.current.help(),
      callNext: () => {
        const hand = now.current.queue?.hands.find(({ reachable }) => reachable);
        if (hand) now.current.director.call({ handId: hand.handId });
      },
      admitNext: () => {
        const guest = now.current.stage.guests.find(({ state }) => state === 'ready');
        if (guest) now.current.director.admit(guest.callId);
      },
      takeShown: () => {
        // What could not be taken away is still there to be seen.
        if (now.current.shown !== null) command('stage.dismissShown', {}).catch(() => undefined);
      },
      cues: hasCues
        ? {
            next: () => {
              now.current.show('cues');
              now.current.cues.runNext();
            },
            back: () => now.current.cues.back(),
          }
        : null,
    }),
    [command, hasCues],
  );
  return { directing, director };
}
