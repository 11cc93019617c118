import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';

/** Up to here a still counts as of now, in milliseconds: those that are looked at come about every two seconds. */
const freshMs = 3_000;

type Age = { unit: 'justNow' | 'long' } | { unit: 'seconds' | 'minutes'; count: number };

/** How old a still is, coarser the older it is: words that stay the same are not drawn again. */
function ageOf(ms: number): Age {
  if (ms < freshMs) return { unit: 'justNow' };
  if (ms < 60_000) return { unit: 'seconds', count: Math.floor(ms / 1_000) };
  if (ms < 3_600_000) return { unit: 'minutes', count: Math.floor(ms / 60_000) };
  return { unit: 'long' };
}

/** How old a still is, kept up to date. */
export function StillAge({ at }: { at: number }): ReactElement {
  const { t } = useTranslation();
  const { classroom } = useClassSession();
  const [age, setAge] = useState<Age>(() => ageOf(classroom.serverNow() - at));
  useEffect(() => {
    const tick = (): void =>
      setAge((before) => {
        const next = ageOf(classroom.serverNow() - at);
        return JSON.stringify(before) === JSON.stringify(next) ? before : next;
      });
    tick();
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, [classroom, at]);
  return (
    <time className="wall-tile__age">
      {t(`wall.${age.unit}`, 'count' in age ? { count: age.count } : {})}
    </time>
  );
}
