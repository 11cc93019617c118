import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSound } from '../../hooks/use-sound.ts';
import { Icon } from '../common/icon.tsx';
import '../../i18n/port.ts';

/** Own volume and mute; one large button while the browser still waits for a click. */
export function SoundControls(): ReactElement {
  const { t } = useTranslation();
  const { state, volume, muted, sound } = useSound();
  if (state.kind === 'locked') {
    return (
      <button
        type="button"
        className="button button--primary button--wide"
        onClick={() => void sound.unlock()}
      >
        <Icon name="sound" />
        {t('port.soundLocked')}
      </button>
    );
  }
  return (
    <div className="controls__sound">
      <button
        type="button"
        className="button button--icon"
        aria-pressed={muted}
        aria-label={t('common.mute')}
        onClick={() => sound.setMuted(!muted)}
      >
        <Icon name={muted ? 'soundOff' : 'sound'} />
      </button>
      <input
        type="range"
        className="controls__volume"
        min={0}
        max={100}
        value={muted ? 0 : Math.round(volume * 100)}
        aria-label={t('common.volume')}
        onChange={(event) => {
          sound.setMuted(false);
          sound.setVolume(event.target.valueAsNumber / 100);
        }}
      />
    </div>
  );
}
