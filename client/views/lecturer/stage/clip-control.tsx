import { useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClip } from '../../../hooks/use-clip.ts';
import '../../../i18n/direct.ts';
import type { Clip, ClipSource, ClipState } from '../../../session/types.ts';
import { Dialog } from '../../common/dialog.tsx';
import { Icon } from '../../common/icon.tsx';
import { shortDuration } from '../../guest/guest-moment.ts';
import { useMaterials } from '../../materials/use-materials.ts';
import './stage-parts.css';

/** The video among the sources: chosen from the disk or the materials, then played, stopped and wound. */
export function ClipControl(): ReactElement | null {
  const { t } = useTranslation();
  const { state, clip } = useClip();
  const [choosing, setChoosing] = useState(false);
  if (clip === null) return null;
  const choose = (source: ClipSource): void => {
    setChoosing(false);
    // What cannot be opened shows as failed.
    clip.open(source).catch(() => undefined);
  };
  const on = state.kind === 'open';
  return (
    <div className="source">
      <button
        type="button"
        className="source__toggle"
        aria-pressed={on}
        disabled={state.kind === 'opening'}
        aria-label={on ? t('direct.clip.stop') : t('direct.clip.title')}
        onClick={() => (on ? clip.stop() : setChoosing(true))}
      >
        <Icon name="play" />
        <span className="source__name">
          {on ? state.title : t('direct.clip.title')}
          <span className="source__word">
            <ClipWord state={state} />
          </span>
        </span>
      </button>
      {on ? <ClipDeck state={state} clip={clip} /> : null}
      {state.kind === 'failed' ? (
        <p className="source__problem" role="alert">
          <Icon name="warning" />
          {t('direct.clip.failed')}
        </p>
      ) : null}
      {state.kind === 'none' ? <p className="source__hint">{t('direct.clip.hint')}</p> : null}
      {choosing ? <ClipPicker onChoose={choose} onClose={() => setChoosing(false)} /> : null}
    </div>
  );
}

function ClipWord({ state }: { state: ClipState }): ReactElement {
  const { t } = useTranslation();
  if (state.kind === 'opening') return <>{t('direct.clip.opening')}</>;
  if (state.kind !== 'open') return <>{t('lecturer.off')}</>;
  return <>{state.playing ? t('direct.clip.on') : t('direct.clip.paused')}</>;
}

function ClipDeck({
  state,
  clip,
}: {
  state: Extract<ClipState, { kind: 'open' }>;
  clip: Clip;
}): ReactElement {
  const { t } = useTranslation();
  const { playing, at, duration, volume } = state;
  return (
    <div className="clip-deck">
      <button
        type="button"
        className="clip-deck__play"
        aria-label={playing ? t('direct.clip.pause') : t('direct.clip.play')}
        onClick={() => (playing ? clip.pause() : clip.play())}
      >
        {playing ? '❚❚' : '▶'}
      </button>
      <input
        type="range"
        min={0}
        max={duration ?? Math.max(1, at)}
        step={0.1}
        value={at}
        disabled={duration === null}
        aria-label={t('direct.clip.position')}
        onChange={(event) => clip.seek(event.target.valueAsNumber)}
      />
      <span className="figures clip-deck__time">
        {duration === null
          ? shortDuration(at * 1000)
          : t('direct.clip.remaining', { time: shortDuration((duration - at) * 1000) })}
      </span>
      <input
        type="range"
        className="clip-deck__volume"
        min={0}
        max={100}
        value={Math.round(volume * 100)}
        aria-label={t('direct.clip.volume')}
        onChange={(event) => clip.setVolume(event.target.valueAsNumber / 100)}
      />
    </div>
  );
}

function ClipPicker(props: { onChoose: (source: ClipSource) => void; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const materials = useMaterials();
  const file = useRef<HTMLInputElement>(null);
  const videos =
    materials.kind === 'ready' ? materials.data.materials.filter(({ kind }) => kind === 'video') : [];
  return (
    <Dialog
      title={t('direct.clip.choose')}
      onClose={props.onClose}
      actions={
        <button type="button" className="button" onClick={props.onClose}>
          {t('common.cancel')}
        </button>
      }
    >
      <input
        ref={file}
        type="file"
        accept="video/*,.mp4,.webm,.mov,.mkv"
        hidden
        aria-label={t('direct.clip.fromDisk')}
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          if (chosen) props.onChoose({ file: chosen });
        }}
      />
      <button
        type="button"
        className="button button--primary button--wide"
        onClick={() => file.current?.click()}
      >
        {t('direct.clip.fromDisk')}
      </button>
      <h3 className="clip-picker__head">{t('direct.clip.fromMaterials')}</h3>
      {materials.kind === 'ready' && videos.length === 0 ? (
        <p className="quiet">{t('direct.clip.noMaterials')}</p>
      ) : null}
      <ul className="clip-picker__list">
        {videos.map(({ id, title, path }) => (
          <li key={id}>
            <button
              type="button"
              className="button button--wide"
              onClick={() => props.onChoose({ title, url: path })}
            >
              {title}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
