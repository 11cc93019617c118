import { useCallback, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Picture, PictureSource, Sound } from '../../session/types.ts';
import { Icon } from './icon.tsx';
import { PictureTile } from './picture-tile.tsx';
import { chooseLayout } from './stage-layout.ts';
import './stage.css';

export interface StageViewProps {
  pictures: readonly Picture[];
  /** Only whether there is sound matters here: the session plays it. */
  sounds: readonly Pick<Sound, 'paused'>[];
  lecturerName: string;
  /** The line is down: the last picture stays, dimmed. */
  dimmed?: boolean;
  /** Takes the place of the stage while nothing is on it. */
  empty: ReactNode;
  /** Told how large each picture is shown, in CSS pixels; keep it the same function between renders. */
  onShownAt?: ((source: PictureSource, width: number, height: number) => void) | undefined;
}

/** What everyone sees. The same component fills the big screens, the ports and the lecturer's own monitor. */
export function StageView(props: StageViewProps): ReactElement {
  const layout = chooseLayout(props.pictures, props.sounds);
  const { lecturerName, onShownAt } = props;
  const shown = layout.kind === 'single' || layout.kind === 'slides' ? [layout.main] : [];
  if (layout.kind === 'slides') shown.push(...layout.beside);
  return (
    <div className={`stage${props.dimmed === true ? ' stage--dimmed' : ''}`}>
      <div className="stage__grid" data-layout={layout.kind}>
        {/* One flat list: a picture that moves from large to small keeps its element, and so its running video. */}
        {shown.map((picture, place) => (
          <StagePicture
            key={picture.source}
            picture={picture}
            lecturerName={lecturerName}
            onShownAt={onShownAt}
            className={place === 0 ? 'stage__main' : 'stage__beside'}
            style={place === 0 ? { '--beside': Math.max(1, shown.length - 1) } : {}}
          />
        ))}
        {layout.kind === 'sound' ? <SoundOnly name={lecturerName} /> : null}
        {layout.kind === 'empty' ? props.empty : null}
      </div>
    </div>
  );
}

interface StagePictureProps extends Pick<StageViewProps, 'lecturerName' | 'onShownAt'> {
  picture: Picture;
  className: string;
  style: Record<`--${string}`, number>;
}

function StagePicture(props: StagePictureProps): ReactElement {
  const { t } = useTranslation();
  const { picture, lecturerName, onShownAt } = props;
  const { source } = picture;
  const onSize = useCallback(
    (width: number, height: number) => onShownAt?.(source, width, height),
    [onShownAt, source],
  );
  const label = source === 'camera' ? t('stage.cameraOf', { name: lecturerName }) : t('stage.screenPicture');
  return (
    <PictureTile
      stream={picture.stream}
      label={label}
      onSize={onSize}
      className={props.className}
      style={props.style}
    />
  );
}

function SoundOnly({ name }: { name: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <StageStill sentence={name} small={t('stage.soundOnly')}>
      <Icon name="sound" />
    </StageStill>
  );
}

/** A calm picture with a sentence, for when there is nothing to show. */
export function StageStill(props: { sentence: string; small?: string; children?: ReactNode }): ReactElement {
  return (
    <div className="stage__still">
      {props.children}
      <p className="stage__sentence">{props.sentence}</p>
      {props.small === undefined ? null : <p className="stage__small">{props.small}</p>}
    </div>
  );
}
