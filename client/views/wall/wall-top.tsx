import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import type { RoundView } from '../../session/round-book.ts';
import { HelpSlot } from '../common/help-slot.tsx';
import { Icon } from '../common/icon.tsx';
import { AccountLink } from '../common/topline.tsx';
import { LanguageSwitch } from '../common/language-switch.tsx';
import { clockTime } from '../common/time.ts';
import { UnreadBadge } from '../messages/unread-badge.tsx';

export interface WallTopProps {
  view: RoundView | null;
  isLessonOpen: boolean;
  onLesson: () => void;
  onHelp: () => void;
  back?: ReactNode;
}

/** How far the round is, the own share and who is on duty: always there. */
export function WallTop(props: WallTopProps): ReactElement {
  const { t } = useTranslation();
  const { view, isLessonOpen, onLesson, onHelp, back } = props;
  const { lesson } = useClassroom();
  return (
    <header className="wall-top">
      <div className="wall-top__title">
        <h1>{t('wall.title')}</h1>
        <span className="quiet">{lesson?.title}</span>
      </div>
      {view === null ? <span className="wall-top__round" /> : <Progress view={view} />}
      {view === null ? null : <Duty view={view} />}
      <div className="wall-top__side">
        {back}
        <button type="button" className="button button--plain" aria-pressed={isLessonOpen} onClick={onLesson}>
          <Icon name="screen" />
          <span className="wall-top__word">{t('wall.lesson')}</span>
          <UnreadBadge of="staff" />
        </button>
        <button
          type="button"
          className="button button--plain button--icon"
          title={t('wall.help')}
          onClick={onHelp}
        >
          <Icon name="keyboard" />
          <span className="only-spoken">{t('wall.help')}</span>
        </button>
        <HelpSlot />
        <AccountLink />
        <LanguageSwitch />
      </div>
    </header>
  );
}

function Progress({ view: { round, nextAt } }: { view: RoundView }): ReactElement {
  const { t } = useTranslation();
  const next = nextAt === null ? null : <span>{t('wall.nextAt', { time: clockTime(nextAt) })}</span>;
  if (round === null) {
    return (
      <div className="wall-top__round quiet" role="status">
        <span>{t('wall.noRound')}</span>
        {next}
      </div>
    );
  }
  const { number, seen, total, absent, endedAt } = round;
  const isDone = endedAt !== null;
  return (
    <div className="wall-top__round figures" role="status">
      <span>{t('wall.round', { number })}</span>
      <strong>{t(isDone && seen >= total ? 'wall.seenAll' : 'wall.seenOf', { seen, total })}</strong>
      {absent === 0 ? null : <span>{t('wall.roundAbsent', { count: absent })}</span>}
      {isDone ? (
        next
      ) : (
        <progress max={Math.max(1, total)} value={seen} aria-label={t('wall.round', { number })} />
      )}
    </div>
  );
}

/** The own share, and behind it everybody's. */
function Duty({ view: { duty } }: { view: RoundView }): ReactElement {
  const { t } = useTranslation();
  const { sessionId, role, command } = useClassSession();
  const own = duty.find((one) => one.sessionId === sessionId);
  // What became of it comes with the round's next news; one that the line lost is pressed again.
  const change = (on: boolean): void => void command('patrol.duty', { on }).catch(() => undefined);
  const share = { seen: own?.seen ?? 0, assigned: own?.assigned ?? 0 };
  return (
    <details className="wall-duty">
      <summary className="button button--plain figures">
        {own !== undefined || role === 'inspector' ? (
          <span>{own === undefined ? t('wall.offDuty') : t('wall.share', share)}</span>
        ) : null}
        <span className="quiet">{t('wall.dutyCount', { count: duty.length })}</span>
      </summary>
      <div className="wall-duty__list card">
        {duty.length === 0 ? <p className="quiet">{t('wall.dutyNone')}</p> : null}
        <ul>
          {duty.map((one) => (
            <li key={one.sessionId}>
              <bdi>{one.name}</bdi>
              <span className="quiet figures">
                {t('wall.dutyShare', { seen: one.seen, assigned: one.assigned })}
              </span>
            </li>
          ))}
        </ul>
        <button type="button" className="button button--wide" onClick={() => change(own === undefined)}>
          {t(own === undefined ? 'wall.goOn' : 'wall.goOff')}
        </button>
      </div>
    </details>
  );
}
