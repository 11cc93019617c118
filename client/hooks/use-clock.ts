import { useEffect, useState } from 'react';
import { useClassSession } from './class-session.tsx';

/**
 * The server's time, now and at each full period of it.
 * @param periodMs milliseconds, 100 or more
 */
export function useClock(periodMs = 1000): number {
  const { classroom } = useClassSession();
  const [now, setNow] = useState(() => classroom.serverNow());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const tick = () => {
      const time = classroom.serverNow();
      setNow(time);
      timer = setTimeout(tick, periodMs - (time % periodMs));
    };
    tick();
    return () => clearTimeout(timer);
  }, [classroom, periodMs]);
  return now;
}
