import { Skeleton } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Round } from '../../../../src/contract/patrol.ts';
import { useClock } from '../../../hooks/use-clock.ts';
import { notSeen, type RoundView } from '../../../session/round-book.ts';
import { clockDuration, clockTime } from '../../common/time.ts';
import { foundWords } from './found-words.ts';
import { NotSeen } from './not-seen.tsx';
import { EndRound } from './start-round.tsx';

/** How far the round is, while it happens: how many rooms, who is on duty, and which nobody has looked at. */
export function RoundPanel({ view }: { view: RoundView | null }): ReactElement {
  const { t } = useTranslation();
  if (view === null) {
    return (
      <div className="patrol-round card">
        <Skeleton active title={false} paragraph={{ rows: 3 }} />
      </div>
    );
  }
  const { round, nextAt } = view;
  return (
    <div className="patrol-round card">
      {round === null ? (
        <div className="patrol-round__none">
          <h2>{t('patrolDesk.none')}</h2>
          <p className="quiet">{t('patrolDesk.noneText')}</p>
        </div>
      ) : (
        <Coverage view={view} round={round} />
      )}
      <Duty view={view} />
      {round === null ? null : (
        <NotSeen key={round.roundId} rooms={notSeen(view.tiles.values())} whose={namesOf(view)} />
      )}
      {nextAt === null ? null : (
        <p className="patrol-round__next quiet figures">
          {t('patrolDesk.next', { time: clockTime(nextAt) })}
        </p>
      )}
    </div>
  );
}

function Coverage({ view, round }: { view: RoundView; round: Round }): ReactElement {
  const { t } = useTranslation();
  const now = useClock();
  const { number, plannedMinute, startedAt, endedAt, seen, total } = round;
  const time = clockTime(startedAt);
  return (
    <div className="patrol-round__coverage">
      <header className="patrol-round__head">
        <h2>{t('patrolDesk.round', { number })}</h2>
        <span className={endedAt === null ? 'live-badge' : 'quiet'}>
          {t(endedAt === null ? 'patrolDesk.running' : 'patrolDesk.over')}
        </span>
        <EndRound view={view} />
      </header>
      <p className="figures">
        <strong className="patrol-round__seen">{seen}</strong> {t('patrolDesk.seen')}
        <span className="quiet"> {t('patrolDesk.ofTotal', { total })}</span>
      </p>
      <p className="quiet figures">{foundWords(round, t)}</p>
      <progress max={Math.max(1, total)} value={seen} aria-label={t('patrolDesk.seen')} />
      <p className="quiet figures">
        {endedAt === null
          ? t('patrolDesk.since', { time, duration: clockDuration(now - startedAt) })
          : t('patrolDesk.from', { from: time, until: clockTime(endedAt) })}
        {plannedMinute === null ? null : ` · ${t('patrolDesk.planned', { minute: plannedMinute })}`}
      </p>
    </div>
  );
}

function Duty({ view: { duty, round } }: { view: RoundView }): ReactElement {
  const { t } = useTranslation();
  const isWaiting = round?.endedAt === null;
  return (
    <section>
      <h3>{t('patrolDesk.duty')}</h3>
      {duty.length === 0 ? (
        <p className={isWaiting ? 'patrol-round__waiting' : 'quiet'}>{t('patrolDesk.noDuty')}</p>
      ) : null}
      <ul className="patrol-round__duty">
        {duty.map(({ sessionId, name, assigned, seen }) => (
          <li key={sessionId}>
            <bdi>{name}</bdi>
            <span className="quiet figures">{t('patrolDesk.share', { seen, assigned })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Those on duty by session: whose the rooms are that are left. */
function namesOf({ duty }: RoundView): ReadonlyMap<string, string> {
  return new Map(duty.map(({ sessionId, name }) => [sessionId, name]));
}
