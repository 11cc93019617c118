import { useCallback, useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useConnection } from '../../hooks/use-connection.ts';
import { useSound } from '../../hooks/use-sound.ts';
import { useVisibilityReport } from '../../hooks/use-visibility-report.ts';
import { useWakeLock } from '../../hooks/use-wake-lock.ts';
import { ClassGate } from '../common/class-gate.tsx';
import { isDown } from '../common/line.ts';
import { usePageTheme } from '../common/page-theme.ts';
import { useFullScreen } from '../common/use-full-screen.ts';
import { GuestGate } from '../guest/guest-gate.tsx';
import { ChangeNotice } from '../schedule/change-notice.tsx';
import { BottomLine } from './bottom-line.tsx';
import { EndedRoom } from './ended-room.tsx';
import { LineDown } from './line-down.tsx';
import { LiveRoom } from './live-room.tsx';
import { ScreenOverlays } from './overlays.tsx';
import { RoomMark } from './room-camera.tsx';
import { WaitingRoom } from './waiting-room.tsx';
import '../../i18n/screen.ts';
import './screen.css';

/** A branch's big screen: read from ten metres, one click, then hours without a hand. */
export function ScreenPage(): ReactElement {
  const { t } = useTranslation();
  usePageTheme('dark', t('role.screen'));
  return (
    <div className="far" data-theme="dark">
      <ClassGate theme="dark">
        <ScreenClass />
      </ClassGate>
    </div>
  );
}

/**
 * One click gives sound and the full screen. Where the browser allows sound without it (a kiosk, or after a power cut
 * with the permission kept), not even that click is needed.
 */
function useStart(): { started: boolean; start: () => void } {
  const { sound } = useSound();
  const fullScreen = useFullScreen();
  const [started, setStarted] = useState(false);
  useEffect(() => {
    let current = true;
    void sound.unlock().then((agreed) => {
      if (current && agreed) setStarted(true);
    });
    return () => {
      current = false;
    };
  }, [sound]);
  const { enter } = fullScreen;
  const start = useCallback(() => {
    enter();
    void sound.unlock().then(() => setStarted(true));
  }, [sound, enter]);
  return { started, start };
}

function ScreenClass(): ReactElement {
  const { t } = useTranslation();
  const { phase } = useClassroom();
  const connection = useConnection();
  const { receiver } = useClassSession();
  const { state: sound } = useSound();
  const { started, start } = useStart();
  useWakeLock(true);
  useVisibilityReport();
  const silent = phase === 'live' && sound.kind === 'locked';
  return (
    <main className="screen" onClick={silent ? start : undefined}>
      {phase === 'waiting' ? <WaitingRoom started={started} onStart={start} /> : null}
      {phase === 'live' ? <LiveRoom receiver={receiver} /> : null}
      {phase === 'ended' ? <EndedRoom /> : null}
      <ScreenOverlays />
      <GuestGate />
      <RoomMark />
      {isDown(connection) ? <LineDown connection={connection} /> : null}
      <ChangeNotice />
      <BottomLine />
      {silent ? (
        <button type="button" className="button button--primary screen__sound" onClick={start}>
          {t('screen.soundLocked')}
        </button>
      ) : null}
    </main>
  );
}
