import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import type { RoundView } from '../../session/round-book.ts';

/** Milliseconds for which it is said: it also stands in the top bar. */
const shownForMs = 10_000;

/** Says that a round has begun while the wall was open: one that was planned begins by itself, in the middle of other work. */
export function RoundNote({ view }: { view: RoundView | null }): ReactElement | null {
  const { t } = useTranslation();
  const { sessionId } = useClassSession();
  const [noted, setNoted] = useNotedRound(view);
  const round = view?.round ?? null;
  if (round === null || round.roundId !== noted) return null;
  const { number } = round;
  const own = view?.duty.find((one) => one.sessionId === sessionId);
  return (
    <li className="wall-note wall-note--calm">
      <strong>
        {own === undefined
          ? t('wall.roundBegins', { number })
          : t('wall.roundBeginsShare', { number, assigned: own.assigned })}
      </strong>
      <button type="button" className="button button--plain" onClick={() => setNoted(null)}>
        {t('wall.entry.dismiss')}
      </button>
    </li>
  );
}

/** The round that has just begun, for a while; null without one. The round that runs when the page comes is no news. */
function useNotedRound(view: RoundView | null): [string | null, (roundId: string | null) => void] {
  const [noted, setNoted] = useState<string | null>(null);
  const [known, setKnown] = useState<string | null>();
  const roundId = view?.round?.roundId ?? null;
  if (view !== null && roundId !== known) {
    setKnown(roundId);
    if (known !== undefined && view.round?.endedAt === null) setNoted(roundId);
  }
  useEffect(() => {
    if (noted === null) return undefined;
    const timer = setTimeout(() => setNoted(null), shownForMs);
    return () => clearTimeout(timer);
  }, [noted]);
  return [noted, setNoted];
}
