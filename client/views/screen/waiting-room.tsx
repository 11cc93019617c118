import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { useSound } from '../../hooks/use-sound.ts';
import { currentLanguage } from '../../i18n/index.ts';
import { codeForm } from '../attendance/screen-code.tsx';
import { useCodeWindow } from '../attendance/use-sign-in-code.ts';
import { useCountdown } from '../common/countdown.ts';
import { CoursePanels } from '../common/course-panels.tsx';
import { Icon } from '../common/icon.tsx';
import { LanguageSwitch } from '../common/language-switch.tsx';
import { calendarDay, clockTime } from '../common/time.ts';
import { RoomCamera } from './room-camera.tsx';

/** Before class: what is coming and when, and what a careful liaison wants to try. */
export function WaitingRoom(props: { started: boolean; onStart: () => void }): ReactElement {
  const { t } = useTranslation();
  const { me, lesson, course } = useClassroom();
  const now = useClock();
  const startsAt = lesson?.startsAt ?? now;
  const countdown = useCountdown(startsAt - now);
  // The code stands beside what is coming, not on it.
  const beside = codeForm(useCodeWindow(), now) === 'card';
  return (
    <div className={beside ? 'waiting waiting--beside' : 'waiting'}>
      <header className="waiting__head">
        <p>{me?.name}</p>
        <LanguageSwitch />
      </header>
      <section className="waiting__lesson">
        <p className="quiet">{course?.name}</p>
        <h1>{lesson?.title}</h1>
        <p>{lesson === null ? null : t('screen.lecturer', { name: lesson.lecturerName })}</p>
        {countdown === null ? (
          <p className="waiting__countdown waiting__countdown--soon">{t('screen.soon')}</p>
        ) : (
          <>
            <p className="quiet figures">
              {calendarDay(startsAt, currentLanguage())} {clockTime(startsAt)} · {t('screen.startsIn')}
            </p>
            <p className="waiting__countdown figures">{countdown}</p>
          </>
        )}
      </section>
      <RoomCamera />
      <section className="waiting__ready">
        {props.started ? (
          <p className="waiting__word">
            <Icon name="check" />
            {t('screen.ready')} · {t('screen.readyText')}
          </p>
        ) : (
          <p className="waiting__word quiet">{t('screen.startHint')}</p>
        )}
        <div className="waiting__actions">
          {props.started ? null : (
            <button type="button" className="button button--primary" onClick={props.onStart}>
              {t('screen.start')}
            </button>
          )}
          <SoundCheck />
          <CoursePanels />
        </div>
      </section>
    </div>
  );
}

function SoundCheck(): ReactElement {
  const { t } = useTranslation();
  const { sound } = useSound();
  const [playing, setPlaying] = useState(false);
  const play = (): void => {
    setPlaying(true);
    void sound
      .unlock()
      .then(() => sound.playTestSound())
      .finally(() => setPlaying(false));
  };
  return (
    <button
      type="button"
      className="button"
      disabled={playing}
      title={t('screen.soundQuestion')}
      onClick={play}
    >
      <Icon name="sound" />
      {playing ? t('screen.soundPlaying') : t('screen.soundCheck')}
    </button>
  );
}
