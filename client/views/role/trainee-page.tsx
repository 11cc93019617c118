import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { useConnection } from '../../hooks/use-connection.ts';
import { currentLanguage } from '../../i18n/index.ts';
import { ClassGate } from '../common/class-gate.tsx';
import { lazyView, Pending } from '../common/lazy-view.tsx';
import { isDown } from '../common/line.ts';
import { usePageTheme } from '../common/page-theme.ts';
import { calendarDay, clockDuration, clockTime } from '../common/time.ts';
import { Topline } from '../common/topline.tsx';
import { HandButton } from '../hands/hand-button.tsx';
import { LearnerTabs } from '../in-class/learner-tabs.tsx';
import { WhatNow } from '../in-class/what-now.tsx';
import { ChangeNotice } from '../schedule/change-notice.tsx';
import '../../i18n/screen.ts';
import '../../i18n/trainee.ts';
import './trainee.css';

// Nothing of it is there before the join.
const OwnAttendance = lazyView(async () => (await import('../attendance/own-attendance.tsx')).OwnAttendance);
const AfterClass = lazyView(async () => (await import('../reflection/after-class.tsx')).AfterClass);

const OwnScore = lazyView(async () => (await import('../score/own-score.tsx')).OwnScore);
const PaperDoor = lazyView(async () => (await import('../paper/paper-door.tsx')).PaperDoor);

/** A trainee's phone: what is now, as the only large thing. It carries no picture. */
export function TraineePage(): ReactElement {
  const { t } = useTranslation();
  usePageTheme('light', t('role.trainee'));
  return (
    <ClassGate theme="light">
      <TraineeClass />
    </ClassGate>
  );
}

function TraineeClass(): ReactElement {
  return (
    <div className="page" data-theme="light">
      <Topline />
      <main className="trainee">
        <LineNotice />
        <ChangeNotice />
        <LearnerTabs now={<Now />} bottom />
      </main>
      <Pending fallback={null}>
        <PaperDoor />
      </Pending>
    </div>
  );
}

/** What is now, as the only large thing. */
function Now(): ReactElement {
  const { t } = useTranslation();
  const { me, branchName, lesson, course } = useClassroom();
  return (
    <>
      <p className="quiet">
        {me === null ? null : t('trainee.welcome', { name: me.name })}
        {branchName === null ? null : ` · ${branchName}`}
      </p>
      <Pending fallback={null}>
        <OwnAttendance />
      </Pending>
      <WhatNow>
        <LessonNow />
      </WhatNow>
      <HandButton />
      <section className="trainee__lesson">
        <p className="quiet">{course?.name}</p>
        <h2>{lesson?.title}</h2>
        <p>{lesson === null ? null : t('screen.lecturer', { name: lesson.lecturerName })}</p>
      </section>
      <Pending fallback={null}>
        <OwnScore />
        <AfterClass />
      </Pending>
    </>
  );
}

function LessonNow(): ReactElement {
  const { t } = useTranslation();
  const { lesson, phase } = useClassroom();
  const now = useClock();
  const startsAt = lesson?.startsAt ?? now;
  const when = `${calendarDay(startsAt, currentLanguage())} ${clockTime(startsAt)}`;
  return (
    <section className="trainee__now card" aria-live="polite">
      {phase === 'live' ? <span className="live-badge">{t('common.live')}</span> : null}
      <h1>{t(`trainee.${phase}`)}</h1>
      {phase === 'live' && lesson?.startedAt ? (
        <p className="trainee__clock figures">{clockDuration(now - lesson.startedAt)}</p>
      ) : null}
      <p>{phase === 'waiting' ? t('trainee.waitingText', { time: when }) : t(`trainee.${phase}Text`)}</p>
    </section>
  );
}

function LineNotice(): ReactElement | null {
  const { t } = useTranslation();
  const connection = useConnection();
  if (!isDown(connection)) return null;
  return (
    <p className="trainee__line" role="status">
      {connection.kind === 'stopping' ? t('connection.stopping') : t('state.offlineText')}
    </p>
  );
}
