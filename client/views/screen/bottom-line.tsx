import { useEffect, useState, type ReactElement } from 'react';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { useRoomPatrol } from '../../hooks/use-room-patrol.ts';
import { lazyView, Pending } from '../common/lazy-view.tsx';
import { HelpSlot } from '../common/help-slot.tsx';
import { useLine } from '../common/line.ts';
import { clockTime } from '../common/time.ts';
import { useCameraWords } from '../patrol/camera-words.ts';

const SignOut = lazyView(async () => (await import('../identity/sign-out.tsx')).SignOut);

/** Milliseconds for which the line stays after the last movement of a hand. */
const visibleMs = 8000;

/** True for 8 s after the mouse or a key was touched, and after the page opened. */
function useRecentTouch(): boolean {
  const [recent, setRecent] = useState(true);
  useEffect(() => {
    let timer = setTimeout(() => setRecent(false), visibleMs);
    const touched = (): void => {
      clearTimeout(timer);
      setRecent(true);
      timer = setTimeout(() => setRecent(false), visibleMs);
    };
    const events = ['pointermove', 'pointerdown', 'keydown'] as const;
    for (const name of events) addEventListener(name, touched);
    return () => {
      clearTimeout(timer);
      for (const name of events) removeEventListener(name, touched);
    };
  }, []);
  return recent;
}

/** Course, lesson, branch, clock and signal: the only thing that ever covers the picture, and not for long. */
export function BottomLine(): ReactElement {
  const { phase } = useClassroom();
  const line = useLine();
  const now = useClock();
  const recent = useRecentTouch();
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    document.documentElement.classList.toggle('no-pointer', phase === 'live' && !recent);
    return () => document.documentElement.classList.remove('no-pointer');
  }, [phase, recent]);
  const hidden = phase === 'live' && !recent && !asking;
  return (
    <footer className="bottom-line" data-hidden={hidden} aria-hidden={hidden} inert={hidden}>
      <Place />
      {/* When the line is down, all of the screen says so. */}
      {line.down ? null : (
        <span className="signal bottom-line__signal">
          <span className={`dot dot--${line.tone}`} />
          {line.words}
        </span>
      )}
      <HelpSlot />
      <Pending fallback={null}>
        <SignOut role="screen" onAsking={setAsking} />
      </Pending>
      <time>{clockTime(now)}</time>
    </footer>
  );
}

/** Where this is, or what is wrong with the room's camera. Before class all of this already stands large above. */
function Place(): ReactElement {
  const { me, lesson, course, phase } = useClassroom();
  const cameraTrouble = useCameraWords(useRoomPatrol().state.camera);
  if (phase === 'waiting') return <span className="bottom-line__place" />;
  if (cameraTrouble !== null) {
    return <span className="bottom-line__place bottom-line__place--trouble">{cameraTrouble}</span>;
  }
  return (
    <>
      <span className="bottom-line__place">{[course?.name, lesson?.title].filter(Boolean).join(' · ')}</span>
      <span className="bottom-line__branch">{me?.name}</span>
    </>
  );
}
