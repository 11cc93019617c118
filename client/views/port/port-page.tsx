import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useWakeLock } from '../../hooks/use-wake-lock.ts';
import { ClassGate } from '../common/class-gate.tsx';
import { lazyView, Pending } from '../common/lazy-view.tsx';
import { usePageTheme } from '../common/page-theme.ts';
import { LearnerTabs } from '../in-class/learner-tabs.tsx';
import { WhatNow } from '../in-class/what-now.tsx';
import { LessonStage } from './lesson-stage.tsx';
import { ViewerLayout } from './viewer-layout.tsx';
import '../../i18n/port.ts';

// The first load is for the picture.
const GuestGate = lazyView(async () => (await import('../guest/guest-gate.tsx')).GuestGate);
const PlaybackControls = lazyView(async () => (await import('./playback-controls.tsx')).PlaybackControls);
const ChangeNotice = lazyView(async () => (await import('../schedule/change-notice.tsx')).ChangeNotice);
const PortLines = lazyView(async () => (await import('./port-patrol.tsx')).PortLines);
const PortMark = lazyView(async () => (await import('./port-patrol.tsx')).PortMark);
const PortCamera = lazyView(async () => (await import('./port-patrol.tsx')).PortCamera);
const PortAttendance = lazyView(
  async () => (await import('../attendance/port-attendance.tsx')).PortAttendance,
);
const OwnScore = lazyView(async () => (await import('../score/own-score.tsx')).OwnScore);
const PaperDoor = lazyView(async () => (await import('../paper/paper-door.tsx')).PaperDoor);
const LessonFacts = lazyView(async () => (await import('./lesson-facts.tsx')).LessonFacts);
const AfterClass = lazyView(async () => (await import('../reflection/after-class.tsx')).AfterClass);

const SignOut = lazyView(async () => (await import('../identity/sign-out.tsx')).SignOut);

/** One isolated trainee on a phone or laptop: the same lesson, with own controls. */
export function PortPage(): ReactElement {
  const { t } = useTranslation();
  usePageTheme('light', t('port.title'));
  return (
    <ClassGate theme="light">
      <PortClass />
    </ClassGate>
  );
}

function PortClass(): ReactElement {
  const { phase } = useClassroom();
  const [small, setSmall] = useState(false);
  useWakeLock(phase === 'live');
  return (
    <ViewerLayout
      stage={
        <>
          <LessonStage small={small} />
          <Pending fallback={null}>
            <GuestGate leave />
            <PortMark />
          </Pending>
        </>
      }
    >
      <Pending fallback={null}>
        <ChangeNotice />
        <PortLines />
        <PaperDoor />
      </Pending>
      <LearnerTabs
        now={
          <>
            <Pending fallback={null}>
              <PortAttendance />
            </Pending>
            <WhatNow>{null}</WhatNow>
            <Pending fallback={null}>
              <PlaybackControls small={small} onSmall={setSmall} />
              <PortCamera />
              <LessonFacts />
              <OwnScore />
              <AfterClass />
              <SignOut role="port" />
            </Pending>
          </>
        }
      />
    </ViewerLayout>
  );
}
