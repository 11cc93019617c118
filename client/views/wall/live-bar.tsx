import type { MouseEvent, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { canBeSeen } from '../../../src/contract/can-be-seen.ts';
import type { WallTile } from '../../../src/contract/patrol.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClock } from '../../hooks/use-clock.ts';
import { usePatrolWatch } from '../../hooks/use-patrol-watch.ts';
import { Icon } from '../common/icon.tsx';
import { LineForm } from './line-form.tsx';
import { TalkButton } from './talk-button.tsx';
import { TourControl } from './tour-control.tsx';
import type { Tour } from './use-tour.ts';

/** What can be done about the watched room. */
export interface LiveActions {
  previous: () => void;
  next: () => void;
  inOrder: () => void;
  finding: () => void;
  back: () => void;
  /** Somebody is writing to the room, or has done so. */
  writing: (isWriting: boolean) => void;
}

/** Everything that is done about a room, for mouse and finger; the keys do the same. */
export function LiveBar(props: { tile: WallTile; tour: Tour; actions: LiveActions }): ReactElement {
  const { t } = useTranslation();
  const { tile, tour, actions } = props;
  return (
    <div className="wall-live__bar" onMouseDown={keepFocus}>
      <div className="wall-live__row">
        <StepButton to="previous" onStep={actions.previous} />
        <StepButton to="next" onStep={actions.next} />
        <MarkButton tile={tile} onMark={actions.inOrder} />
        <button type="button" className="button" onClick={actions.finding}>
          <Icon name="warning" />
          {t('wall.live.finding')}
        </button>
        <TourControl tour={tour} />
      </div>
      <div className="wall-live__row">
        <SoundUnlock />
        <TalkButton tile={tile} />
        <LineForm key={tile.tileId} tile={tile} onWriting={actions.writing} />
      </div>
    </div>
  );
}

/** A click takes the focus off no tile: the space bar goes on marking rooms, and does not press the button that was clicked last. */
function keepFocus(event: MouseEvent): void {
  if (event.target instanceof Element && event.target.closest('button') !== null) event.preventDefault();
}

/** Says what will be on record, as time passes after the line of a room has dropped. */
function MarkButton({ tile, onMark }: { tile: WallTile; onMark: () => void }): ReactElement {
  const { t } = useTranslation();
  const now = useClock();
  return (
    <button type="button" className="button button--primary" onClick={onMark}>
      <Icon name="check" />
      {t(canBeSeen(tile, now) ? 'wall.live.inOrder' : 'wall.live.absent')}
    </button>
  );
}

/** To a neighbour on the wall: in a word, on a phone as an arrow. */
function StepButton({ to, onStep }: { to: 'previous' | 'next'; onStep: () => void }): ReactElement {
  const { t } = useTranslation();
  const words = t(`wall.live.${to}`);
  return (
    <button
      type="button"
      className="button wall-live__step"
      data-to={to}
      title={words}
      aria-label={words}
      onClick={onStep}
    >
      <Icon name="chevron" />
      <span>{words}</span>
    </button>
  );
}

/** The browser wants a click before it plays: watching anew in that click is enough. */
function SoundUnlock(): ReactElement | null {
  const { t } = useTranslation();
  const { state } = usePatrolWatch();
  const { patrolWatch } = useClassSession();
  const watched = state.feeds.find(({ part }) => part === 'watched');
  if (!state.soundLocked || watched === undefined) return null;
  const unlock = (): void => {
    patrolWatch?.unwatch();
    patrolWatch?.watch({ participantId: watched.participantId });
  };
  return (
    <button type="button" className="button button--primary" onClick={unlock}>
      <Icon name="sound" />
      {t('wall.live.sound')}
    </button>
  );
}
