import { useEffect, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { StageStill } from '../common/stage-view.tsx';

/** Between two lessons nobody comes to click: after this the screen looks for the next lesson by itself. */
const lookForNextMs = 60_000;

/** The lesson is over; the next one's countdown follows by itself when there is one. */
export function EndedRoom(): ReactElement {
  const { t } = useTranslation();
  const { classroom } = useClassSession();
  const { lesson } = useClassroom();
  useEffect(() => {
    const timer = setInterval(() => {
      // No next lesson is no trouble: this page stays.
      classroom.moveOn().catch(() => undefined);
    }, lookForNextMs);
    return () => clearInterval(timer);
  }, [classroom]);
  return (
    <div className="stage">
      <div className="stage__grid">
        <StageStill sentence={t('state.endedTitle')} small={lesson?.title ?? t('screen.endedText')} />
      </div>
    </div>
  );
}
