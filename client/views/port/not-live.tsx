import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { useCountdown } from '../common/countdown.ts';
import { NextLesson } from '../common/next-lesson.tsx';
import { StageStill } from '../common/stage-view.tsx';

/** In place of the stage: that the lesson is over, or when it begins. */
export function NotLive({ phase }: { phase: 'waiting' | 'ended' }): ReactElement {
  const { t } = useTranslation();
  const { lesson } = useClassroom();
  const now = useClock();
  const countdown = useCountdown((lesson?.startsAt ?? now) - now);
  if (phase === 'ended') {
    return (
      <div className="stage__still">
        <p className="stage__sentence">{t('state.endedTitle')}</p>
        <p className="stage__small">{t('state.endedText')}</p>
        <NextLesson />
      </div>
    );
  }
  const small = countdown === null ? t('screen.soon') : `${t('screen.startsIn')} ${countdown}`;
  return <StageStill sentence={t('state.notOpenTitle')} small={small} />;
}
