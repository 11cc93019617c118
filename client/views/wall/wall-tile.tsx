import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { WallTile as Tile } from '../../../src/contract/patrol.ts';
import { useObservable } from '../../hooks/use-observable.ts';
import type { PatrolWall } from '../../session/patrol-wall.ts';
import { Icon } from '../common/icon.tsx';
import { TileSitting } from '../quiz-class/wall-exam.tsx';
import { clockTime } from '../common/time.ts';
import { StillAge } from './still-age.tsx';
import { AttentionMark, TileFacts } from './tile-parts.tsx';

export interface WallTileProps {
  wall: PatrolWall;
  tileId: string;
  /** It is the one that Tab leads to. */
  isTabStop: boolean;
  isWatched: boolean;
  onOpen: (tileId: string) => void;
  onFocus: (tileId: string) => void;
}

/** One room: drawn anew only when its own tile or still changed. */
export const WallTile = memo(function WallTile(props: WallTileProps): ReactElement | null {
  const tile = useObservable(props.wall.tile(props.tileId));
  return tile === null ? null : <Cell {...props} tile={tile} />;
});

function Cell(props: WallTileProps & { tile: Tile }): ReactElement {
  const { t } = useTranslation();
  const { wall, tileId, tile, isTabStop, isWatched, onOpen, onFocus } = props;
  const spoken = useTileWords(tile);
  return (
    <div
      role="gridcell"
      className="wall-tile"
      data-tile={tileId}
      data-watched={isWatched ? '' : undefined}
      data-marked={tile.attention.length + tile.openFindings === 0 ? undefined : ''}
      data-attention={tile.attention.length === 0 ? undefined : ''}
      tabIndex={isTabStop ? 0 : -1}
      aria-label={spoken === '' ? tile.name : t('wall.tileLabel', { name: tile.name, what: spoken })}
      onClick={() => onOpen(tileId)}
      onFocus={() => onFocus(tileId)}
    >
      <Picture wall={wall} tile={tile} />
      <span className="wall-tile__marks">
        <AttentionMark tile={tile} />
        {tile.openFindings === 0 ? null : (
          <span className="wall-mark wall-mark--attention">
            {t('wall.findings', { count: tile.openFindings })}
          </span>
        )}
      </span>
      <Seen tile={tile} />
    </div>
  );
}

/** What is to be known of a room first, in words. */
function useTileWords({ attention: [first], state, since, lastSeen }: Tile): string {
  const { t } = useTranslation();
  if (first !== undefined) return t(`wall.attention.${first.kind}`);
  if (state === 'offline') return since === null ? t('wall.never') : t('wall.offline');
  if (lastSeen === null) return '';
  return t('wall.seenAt', { time: clockTime(lastSeen.at), name: lastSeen.by });
}

/** The still, and at its foot name, age and facts. */
function Picture({ wall, tile }: { wall: PatrolWall; tile: Tile }): ReactElement {
  const { t } = useTranslation();
  const still = useObservable(wall.still(tile.tileId));
  const isOffline = tile.state === 'offline';
  return (
    <>
      {still === null ? (
        <span className="wall-tile__none">
          {isOffline ? t(tile.since === null ? 'wall.never' : 'wall.offline') : t('wall.noPicture')}
        </span>
      ) : (
        <img
          className="wall-tile__picture"
          data-old={isOffline ? '' : undefined}
          src={still.url}
          alt=""
          decoding="async"
          draggable={false}
        />
      )}
      <span className="wall-tile__foot">
        <span className="wall-tile__head">
          <bdi className="wall-tile__name">{tile.name}</bdi>
          {still === null ? null : <StillAge at={still.at} />}
        </span>
        <TileFacts tile={tile} sound={isOffline ? null : (still?.sound ?? tile.sound)} />
        <TileSitting tile={tile} />
      </span>
    </>
  );
}

function Seen({ tile: { lastSeen } }: { tile: Tile }): ReactElement | null {
  const { t } = useTranslation();
  if (lastSeen === null) return null;
  const time = clockTime(lastSeen.at);
  return (
    <span className="wall-tile__seen figures" title={t('wall.seenAt', { time, name: lastSeen.by })}>
      <Icon name="check" />
      {t('wall.seenShort', { time })}
    </span>
  );
}
