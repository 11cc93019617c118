import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../common/icon.tsx';
import { useFullScreen } from '../common/use-full-screen.ts';
import { HandButton } from '../hands/hand-button.tsx';
import { SoundControls } from './sound-controls.tsx';
import '../../i18n/port.ts';

/**
 * What the viewer sets of the lesson's sound and picture, and the own hand.
 * @param props.small the smallest picture is asked for, whatever the window's size
 */
export function PlaybackControls(props: { small: boolean; onSmall: (small: boolean) => void }): ReactElement {
  const { t } = useTranslation();
  const fullScreen = useFullScreen();
  return (
    <section className="controls" aria-label={t('port.controls')}>
      <SoundControls />
      <HandButton />
      <fieldset className="choice">
        <legend>{t('port.quality')}</legend>
        {[false, true].map((small) => (
          <label key={String(small)} className="choice__option">
            <input
              type="radio"
              name="quality"
              checked={props.small === small}
              onChange={() => props.onSmall(small)}
            />
            <span>{small ? t('port.qualitySmall') : t('port.qualityAuto')}</span>
          </label>
        ))}
      </fieldset>
      {fullScreen.supported ? (
        <button type="button" className="button" onClick={fullScreen.toggle}>
          <Icon name="fullScreen" />
          {fullScreen.active ? t('common.leaveFullScreen') : t('common.fullScreen')}
        </button>
      ) : null}
    </section>
  );
}
