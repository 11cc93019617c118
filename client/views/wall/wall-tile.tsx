import type { TFunction } from 'i18next';
import { memo, type ReactElement } from 'react';
import { canBeSeen } from '../../../src/contract/can-be-seen.ts';
import type { WallTile as Tile } from '../../../src/contract/patrol.ts';
import { useObservable, useSelected } from '../../hooks/use-observable.ts';
import type { PatrolWall } from '../../session/patrol-wall.ts';
import { Icon } from '../common/icon.tsx';
import { TileSitting } from '../quiz-class/wall-exam.tsx';
import { StillAge } from './still-age.tsx';
import { AttentionMark, SoundMark, TileFacts, seenWords, soundStep } from './tile-parts.tsx';

export interface WallTileProps {
  wall: PatrolWall;
  tileId: string;
  /** It is the one that Tab leads to. */
  isTabStop: boolean;
  isWatched: boolean;
  /** When the round began, or else the last one; null before the first. */
  roundSince: number | null;
  onOpen: (tileId: string) => void;
  onFocus: (tileId: string) => void;
  /** The words of the page's language: asking for them in each part of two hundred tiles costs more than drawing them. */
  t: TFunction;
}

/**
 * One room: drawn anew only when its own tile changed. What changes with each still (picture, age, loudness) is drawn by
 * parts of their own, each only when it looks different.
 */
export const WallTile = memo(function WallTile(props: WallTileProps): ReactElement | null {
  const { wall, tileId, isTabStop, isWatched, roundSince, onOpen, onFocus, t } = props;
  const tile = useObservable(wall.tile(tileId));
  if (tile === null) return null;
  const spoken = tileWords(tile, roundSince, t);
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
      <Picture wall={wall} tile={tile} t={t} />
      <span className="wall-tile__foot">
        <span className="wall-tile__head">
          <bdi className="wall-tile__name">{tile.name}</bdi>
          <StillAge wall={wall} tileId={tileId} t={t} />
        </span>
        <TileFacts tile={tile} t={t}>
          {tile.state === 'online' ? <Sound wall={wall} tile={tile} t={t} /> : null}
        </TileFacts>
        <TileSitting tile={tile} />
      </span>
      <Marks tile={tile} t={t} />
      <Seen tile={tile} roundSince={roundSince} t={t} />
    </div>
  );
});

/** What is to be known of a room first, in words. */
function tileWords(tile: Tile, roundSince: number | null, t: TFunction): string {
  const {
    attention: [first],
    state,
    since,
    lastSeen,
  } = tile;
  if (first !== undefined) return t(`wall.attention.${first.kind}`);
  if (state === 'offline') return since === null ? t('wall.never') : t('wall.offline');
  if (lastSeen === null) return '';
  return seenWords(lastSeen, roundSince, t).whole;
}

interface PartProps {
  wall: PatrolWall;
  tile: Tile;
  t: TFunction;
}

function Picture({ wall, tile, t }: PartProps): ReactElement {
  const url = useSelected(wall.still(tile.tileId), (still) => still?.url);
  // The same moment from which whoever marks the room has seen nobody.
  const isThere = useSelected(wall.clock, (now) => canBeSeen(tile, now));
  if (url === undefined) {
    return (
      <span className="wall-tile__none">
        {tile.state === 'offline'
          ? t(tile.since === null ? 'wall.never' : 'wall.offline')
          : t('wall.noPicture')}
      </span>
    );
  }
  return (
    <img
      className="wall-tile__picture"
      data-old={isThere ? undefined : ''}
      src={url}
      alt=""
      decoding="async"
      draggable={false}
    />
  );
}

function Sound({ wall, tile, t }: PartProps): ReactElement | null {
  const step = useSelected(wall.still(tile.tileId), (still) => soundStep(still?.sound ?? tile.sound));
  return step === null ? null : <SoundMark step={step} t={t} />;
}

function Marks({ tile, t }: Omit<PartProps, 'wall'>): ReactElement | null {
  if (tile.attention.length + tile.openFindings === 0) return null;
  return (
    <span className="wall-tile__marks">
      <AttentionMark tile={tile} t={t} />
      {tile.openFindings === 0 ? null : (
        <span className="wall-mark wall-mark--attention">
          {t('wall.findings', { count: tile.openFindings })}
        </span>
      )}
    </span>
  );
}

function Seen(props: Omit<PartProps, 'wall'> & { roundSince: number | null }): ReactElement | null {
  const { tile, roundSince, t } = props;
  if (tile.lastSeen === null) return null;
  const { whole, short, isSeen } = seenWords(tile.lastSeen, roundSince, t);
  return (
    <span className="wall-tile__seen figures" title={whole}>
      {isSeen ? <Icon name="check" /> : null}
      <bdi className="wall-tile__seen-by">{whole}</bdi>
      <span className="wall-tile__seen-short">{short}</span>
    </span>
  );
}
