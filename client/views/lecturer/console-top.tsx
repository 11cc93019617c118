import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { useConnection } from '../../hooks/use-connection.ts';
import { useUpstream } from '../../hooks/use-sender.ts';
import { ConsoleSignIn } from '../attendance/console-sign-in.tsx';
import { CoursePanels } from '../common/course-panels.tsx';
import { HelpSlot } from '../common/help-slot.tsx';
import { Icon } from '../common/icon.tsx';
import { LanguageSwitch } from '../common/language-switch.tsx';
import { isDown } from '../common/line.ts';
import { upstreamTones } from '../common/signal.ts';
import { clockDuration, clockTime } from '../common/time.ts';

/** Lesson, elapsed time, who is there, own line in words. */
export function ConsoleTop(props: { onKeys: () => void; back: ReactElement | null }): ReactElement {
  const { t } = useTranslation();
  const { lesson, course, phase, counts } = useClassroom();
  const now = useClock();
  const { onKeys, back } = props;
  const live = phase === 'live' && lesson?.startedAt;
  return (
    <header className="console-top">
      <div className="console-top__lesson">
        <h1>{lesson?.title}</h1>
        <p className="quiet">{course?.name}</p>
      </div>
      <div className="console-top__time figures">
        {live ? (
          <>
            <span className="live-badge">{t('common.live')}</span>
            <span className="console-top__clock" title={t('lecturer.elapsed')}>
              {clockDuration(now - live)}
            </span>
          </>
        ) : (
          <span>{lesson === null ? null : t('lecturer.startsAt', { time: clockTime(lesson.startsAt) })}</span>
        )}
      </div>
      <p className="console-top__counts figures">
        {t('lecturer.counts', { total: counts.branchesTotal, online: counts.branchesOnline })}
      </p>
      <ConsoleSignIn />
      <OwnLine />
      <div className="console-top__side">
        {back}
        <CoursePanels />
        <button type="button" className="button button--plain" onClick={onKeys} aria-keyshortcuts="?">
          <Icon name="keyboard" />
          {t('lecturer.keys')}
        </button>
        <HelpSlot />
        <LanguageSwitch />
      </div>
    </header>
  );
}

function OwnLine(): ReactElement {
  const { t } = useTranslation();
  const connection = useConnection();
  const upstream = useUpstream();
  const word = isDown(connection) ? 'offline' : upstream.word;
  return (
    <p className="signal console-top__line" role="status">
      <span className={`dot dot--${upstreamTones[word]}`} />
      {connection.kind === 'stopping' ? t('connection.stopping') : t(`lecturer.upstream.${word}`)}
    </p>
  );
}
