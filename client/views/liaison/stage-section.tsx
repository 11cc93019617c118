import { use, useEffect, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { Icon } from '../common/icon.tsx';
import { LessonStage } from '../port/lesson-stage.tsx';
import { SoundControls } from '../port/sound-controls.tsx';
import { StageWish } from './stage-wish.ts';
import '../../i18n/liaison.ts';
import '../port/port.css';

/** The stage as the rooms see it, once the liaison asks for it: until then no picture costs the phone anything. */
export function StageSection(): ReactElement {
  const { t } = useTranslation();
  const { receiver } = useClassSession();
  const ask = use(StageWish);
  useEffect(() => {
    if (receiver !== null) scrollTo(0, 0);
  }, [receiver]);
  if (receiver === null) {
    return (
      <>
        <p className="quiet">{t('liaison.watchText')}</p>
        <button type="button" className="button button--primary" onClick={() => ask(true)}>
          <Icon name="play" />
          {t('liaison.watch')}
        </button>
      </>
    );
  }
  return (
    <>
      <div className="liaison__stage" data-theme="dark">
        <LessonStage small />
      </div>
      <SoundControls />
      <button type="button" className="button" onClick={() => ask(false)}>
        {t('liaison.stopWatching')}
      </button>
    </>
  );
}
