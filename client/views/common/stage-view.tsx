import { useCallback, useLayoutEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StageGuest, StageLayout } from '../../../src/contract/stage.ts';
import type { Picture, PictureSource, Sound } from '../../session/types.ts';
import { Icon } from './icon.tsx';
import { PictureTile } from './picture-tile.tsx';
import { chooseScene, placesOf, type Rect, type Tile } from './stage-layout.ts';
import '../../i18n/stage.ts';
import './stage.css';

export interface StageViewProps {
  pictures: readonly Picture[];
  /** Only whose sound there is matters here: the session plays it. */
  sounds: readonly Pick<Sound, 'paused' | 'participantId' | 'main'>[];
  lecturerName: string;
  layout?: StageLayout;
  guests?: readonly StageGuest[];
  /** The line is down: the last picture stays, dimmed. */
  dimmed?: boolean;
  /** Takes the place of the stage while nothing is on it. */
  empty: ReactNode;
  /** Told how large each picture is shown, in CSS pixels; keep it the same function between renders. */
  onShownAt?:
    ((participantId: string, source: PictureSource, width: number, height: number) => void) | undefined;
}

const noGuests: readonly StageGuest[] = [];

/** What everyone sees. The same component fills the big screens, the ports and the lecturer's own monitor. */
export function StageView(props: StageViewProps): ReactElement {
  const { pictures, sounds, lecturerName, layout = 'auto', guests = noGuests, onShownAt } = props;
  const [grid, aspect] = useAspect();
  const scene = chooseScene({ pictures, sounds, layout, guests });
  const tiles = 'tiles' in scene ? scene.tiles : [];
  const places = 'tiles' in scene ? placesOf(scene.kind, scene.tiles, aspect) : [];
  const named = tiles.some(({ name, slot }) => name !== null && slot !== 'hidden');
  return (
    <div className={`stage${props.dimmed === true ? ' stage--dimmed' : ''}`}>
      <div className="stage__grid" data-layout={scene.kind} ref={grid}>
        {/* One flat list: a picture that moves from large to small keeps its element, and so its running video. */}
        {tiles.map((tile, place) => (
          <StageTile
            key={tile.key}
            tile={
              named && tile.picture?.main && tile.slot !== 'main' ? { ...tile, name: lecturerName } : tile
            }
            rect={places[place]}
            alone={places.length - tiles.filter(({ slot }) => slot === 'hidden').length === 1}
            lecturerName={lecturerName}
            onShownAt={onShownAt}
          />
        ))}
        {scene.kind === 'sound' ? <SoundOnly name={lecturerName} /> : null}
        {scene.kind === 'empty' ? props.empty : null}
      </div>
    </div>
  );
}

/** A ref for an element, and its width divided by its height. */
function useAspect(): [React.RefObject<HTMLDivElement | null>, number] {
  const element = useRef<HTMLDivElement>(null);
  const [aspect, setAspect] = useState(16 / 9);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const measure = (): void => {
      const { clientWidth, clientHeight } = current;
      if (clientWidth > 0 && clientHeight > 0) setAspect(clientWidth / clientHeight);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return [element, aspect];
}

interface StageTileProps extends Pick<StageViewProps, 'lecturerName' | 'onShownAt'> {
  tile: Tile;
  rect: Rect | undefined;
  alone: boolean;
}

function StageTile({ tile, rect, alone, lecturerName, onShownAt }: StageTileProps): ReactElement {
  const { picture, slot, name } = tile;
  const style =
    rect === undefined
      ? {}
      : {
          left: percent(rect.x),
          top: percent(rect.y),
          width: percent(rect.width),
          height: percent(rect.height),
        };
  return (
    <div
      className={`stage__tile stage__${slot}${alone ? ' stage__tile--alone' : ''}`}
      style={style}
      aria-hidden={slot === 'hidden'}
    >
      {picture === null ? (
        <div className="tile stage__unseen">
          <Icon name="sound" />
        </div>
      ) : (
        <StagePicture picture={picture} name={name ?? lecturerName} onShownAt={onShownAt} />
      )}
      {name === null || slot === 'hidden' ? null : <p className="stage__name">{name}</p>}
    </div>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}

interface StagePictureProps extends Pick<StageViewProps, 'onShownAt'> {
  picture: Picture;
  name: string;
}

function StagePicture({ picture, name, onShownAt }: StagePictureProps): ReactElement {
  const { t } = useTranslation();
  const { participantId, source } = picture;
  const onSize = useCallback(
    (width: number, height: number) => onShownAt?.(participantId, source, width, height),
    [onShownAt, participantId, source],
  );
  const label =
    source === 'camera'
      ? t('stage.cameraOf', { name })
      : source === 'clip'
        ? t('stage.clipPicture')
        : t('stage.screenPicture');
  return <PictureTile stream={picture.stream} label={label} onSize={onSize} />;
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
