import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { canBeSeen } from '../../../src/contract/can-be-seen.ts';
import type { WallTile } from '../../../src/contract/patrol.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useObservable, useSelected } from '../../hooks/use-observable.ts';
import { usePatrolVideo, usePatrolWatch, useWatchedLevel } from '../../hooks/use-patrol-watch.ts';
import type { PatrolFeed } from '../../session/patrol-types.ts';
import type { PatrolWall } from '../../session/patrol-wall.ts';
import { ErrorText } from '../common/error-text.tsx';
import { Icon } from '../common/icon.tsx';
import { SittingNames } from '../quiz-class/wall-exam.tsx';
import { LiveBar, type LiveActions } from './live-bar.tsx';
import { StillAge } from './still-age.tsx';
import { AttentionMark, isCameraOff, seenWords, TileFacts } from './tile-parts.tsx';
import { targetOf } from './use-next-room.ts';
import type { Tour } from './use-tour.ts';

export interface LivePaneProps {
  wall: PatrolWall;
  tile: WallTile;
  tour: Tour;
  /** When the round began, or else the last one; null before the first. */
  roundSince: number | null;
  actions: LiveActions;
  /** Is given the element that shows the watched picture while it is live. */
  onVideo: (video: HTMLVideoElement | null) => void;
}

/** A room's live picture and sound; its still stands there until the first frame. */
export function LivePane(props: LivePaneProps): ReactElement {
  const { t } = useTranslation();
  const { wall, tile, tour, roundSince, actions, onVideo } = props;
  const { state } = usePatrolWatch();
  useWatching(tile);
  const watched = state.feeds.find(({ part }) => part === 'watched');
  const isLive = watched?.phase === 'live';
  return (
    <section className="wall-live" aria-label={t('wall.live.pane', { name: tile.name })}>
      <div className="wall-live__stage">
        <Still wall={wall} tile={tile} />
        {state.feeds.map((feed) => (
          <FeedVideo key={feed.participantId} feed={feed} onVideo={onVideo} />
        ))}
        <header className="wall-live__head">
          <h2>
            <bdi>{tile.name}</bdi>
          </h2>
          <AttentionMark tile={tile} t={t} />
          <span className="wall-live__state" role="status">
            {t(`wall.live.${stateOf(tile, watched)}`)}
            {tour.isHeld ? ` · ${t('wall.tour.held')}` : null}
          </span>
          <span className="wall-live__side">
            {isLive ? <Loudness /> : null}
            <button
              type="button"
              className="button button--plain wall-live__back"
              title={t('wall.live.back')}
              aria-label={t('wall.live.back')}
              onClick={actions.back}
            >
              <Icon name="close" />
              <span>{t('wall.live.back')}</span>
            </button>
          </span>
        </header>
        <footer className="wall-live__foot">
          <TileFacts tile={tile} t={t} />
          <SittingNames tile={tile} />
          <SeenWords tile={tile} roundSince={roundSince} />
          {isLive ? null : <StillAge wall={wall} tileId={tile.tileId} t={t} />}
        </footer>
        {state.error === null ? null : (
          <div className="wall-live__error card" role="alert">
            <ErrorText error={state.error} />
          </div>
        )}
      </div>
      <LiveBar tile={tile} tour={tour} actions={actions} />
    </section>
  );
}

/** How far the live picture is, and what has to happen if it can not come. */
function stateOf(
  tile: WallTile,
  watched: PatrolFeed | undefined,
): PatrolFeed['phase'] | 'away' | 'portAway' | 'cameraOff' {
  if (tile.participantId === null) return tile.of === 'port' ? 'portAway' : 'away';
  if (watched?.phase !== 'live' && isCameraOff(tile)) return 'cameraOff';
  return watched?.phase ?? 'connecting';
}

/** Wishes the room; nobody when the pane goes. */
function useWatching(tile: WallTile): void {
  const { patrolWatch } = useClassSession();
  const { tileId, of, participantId } = tile;
  const isHere = participantId !== null;
  useEffect(() => {
    const target = targetOf({ tileId, of, participantId });
    if (target === null || !isHere) patrolWatch?.unwatch();
    else patrolWatch?.watch(target);
  }, [patrolWatch, tileId, of, participantId, isHere]);
  useEffect(() => () => patrolWatch?.unwatch(), [patrolWatch]);
}

/** Keyed by participant, so that it passes from warm to watched without a frame lost. */
function FeedVideo(props: {
  feed: PatrolFeed;
  onVideo: (video: HTMLVideoElement | null) => void;
}): ReactElement {
  const { feed, onVideo } = props;
  const show = usePatrolVideo(feed.participantId);
  const element = useRef<HTMLVideoElement>(null);
  const isShown = feed.part === 'watched' && feed.phase === 'live';
  useEffect(() => {
    if (!isShown) return undefined;
    onVideo(element.current);
    return () => onVideo(null);
  }, [isShown, onVideo]);
  return (
    <video
      className="wall-live__video"
      data-part={feed.part}
      data-shown={isShown ? '' : undefined}
      ref={(node) => {
        element.current = node;
        return show(node);
      }}
      muted
      playsInline
      autoPlay
    />
  );
}

function Still({ wall, tile }: { wall: PatrolWall; tile: WallTile }): ReactElement | null {
  const { t } = useTranslation();
  const still = useObservable(wall.still(tile.tileId));
  // Whoever is not there must not look as if they were: gray as on the tile, and as the button says it.
  const isThere = useSelected(wall.clock, (now) => canBeSeen(tile, now));
  if (still === null) return <p className="wall-live__none">{t('wall.noPicture')}</p>;
  return <img className="wall-live__still" data-old={isThere ? undefined : ''} src={still.url} alt="" />;
}

/** When it was last seen, and by whom. */
function SeenWords(props: { tile: WallTile; roundSince: number | null }): ReactElement | null {
  const { t } = useTranslation();
  const { lastSeen } = props.tile;
  if (lastSeen === null) return null;
  return <span className="figures">{seenWords(lastSeen, props.roundSince, t).whole}</span>;
}

/** How loud the room is now. */
function Loudness(): ReactElement {
  const { t } = useTranslation();
  const level = useWatchedLevel();
  return (
    <span className="wall-live__level" role="img" aria-label={t('wall.sound')}>
      <i style={{ transform: `scaleX(${Math.min(1, level * 2).toFixed(2)})` }} />
    </span>
  );
}
