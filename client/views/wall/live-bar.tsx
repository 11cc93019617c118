import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { patrolLimits } from '../../../src/contract/patrol-limits.ts';
import type { WallTile } from '../../../src/contract/patrol.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { usePatrolWatch } from '../../hooks/use-patrol-watch.ts';
import { ClientError } from '../../session/client-error.ts';
import { Icon } from '../common/icon.tsx';
import { useErrorSentence } from '../common/error-text.tsx';
import { newClientId } from '../messages/use-outbox.ts';
import { TalkButton } from './talk-button.tsx';
import { dwells, type Tour } from './use-tour.ts';

/** What can be done about the watched room. */
export interface LiveActions {
  previous: () => void;
  next: () => void;
  inOrder: () => void;
  finding: () => void;
  back: () => void;
}

/** Everything that is done about a room, for mouse and finger; the keys do the same. */
export function LiveBar(props: { tile: WallTile; tour: Tour; actions: LiveActions }): ReactElement {
  const { t } = useTranslation();
  const { tile, tour, actions } = props;
  return (
    <div className="wall-live__bar">
      <div className="wall-live__row">
        <button type="button" className="button" onClick={actions.previous}>
          {t('wall.live.previous')}
        </button>
        <button type="button" className="button" onClick={actions.next}>
          {t('wall.live.next')}
        </button>
        <button type="button" className="button button--primary" onClick={actions.inOrder}>
          <Icon name="check" />
          {t('wall.live.inOrder')}
        </button>
        <button type="button" className="button" onClick={actions.finding}>
          <Icon name="warning" />
          {t('wall.live.finding')}
        </button>
        <TourControl tour={tour} />
        <button type="button" className="button button--plain wall-live__back" onClick={actions.back}>
          <Icon name="close" />
          {t('wall.live.back')}
        </button>
      </div>
      <div className="wall-live__row">
        <SoundUnlock />
        <TalkButton isHere={tile.participantId !== null} />
        <LineForm key={tile.tileId} tileId={tile.tileId} />
      </div>
    </div>
  );
}

function TourControl({ tour }: { tour: Tour }): ReactElement {
  const { t } = useTranslation();
  return (
    <span className="wall-tour">
      <button
        type="button"
        className="button"
        aria-pressed={tour.isOn}
        onClick={() => tour.setOn(!tour.isOn)}
      >
        {tour.left === null ? <Icon name="play" /> : <Ring left={tour.left} dwell={tour.dwell} />}
        {t(tour.isOn ? 'wall.tour.stop' : 'wall.tour.start')}
      </button>
      <select
        className="field"
        aria-label={t('wall.tour.dwell')}
        value={tour.dwell}
        onChange={(event) => {
          const chosen = dwells.find((one) => one === Number(event.target.value));
          if (chosen !== undefined) tour.setDwell(chosen);
        }}
      >
        {dwells.map((one) => (
          <option key={one} value={one}>
            {t('wall.tour.seconds', { count: one })}
          </option>
        ))}
      </select>
    </span>
  );
}

/** The seconds that are left, and a ring that empties. */
function Ring({ left, dwell }: { left: number; dwell: number }): ReactElement {
  const { t } = useTranslation();
  return (
    <svg
      className="wall-ring"
      viewBox="0 0 32 32"
      role="img"
      aria-label={t('wall.tour.left', { count: left })}
    >
      <circle cx="16" cy="16" r="14" pathLength="1" />
      <circle cx="16" cy="16" r="14" pathLength="1" strokeDasharray={`${left / dwell} 1`} data-left="" />
      <text x="16" y="16">
        {left}
      </text>
    </svg>
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

type LineState = 'writing' | 'sending' | 'sent' | ClientError;

/** A line of text to the room's screen. What was not received stays in the field. */
function LineForm({ tileId }: { tileId: string }): ReactElement {
  const { t } = useTranslation();
  const { command } = useClassSession();
  const sentence = useErrorSentence();
  const [text, setText] = useState('');
  const [messageId, setMessageId] = useState(newClientId);
  const [state, setState] = useState<LineState>('writing');
  const send = async (): Promise<void> => {
    setState('sending');
    try {
      await command('patrol.say', { messageId, tileId, text: text.trim() });
      setText('');
      setMessageId(newClientId());
      setState('sent');
    } catch (thrown) {
      setState(ClientError.from(thrown));
    }
  };
  return (
    <form
      className="wall-line-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') void send();
      }}
    >
      <input
        className="field"
        aria-label={t('wall.live.line')}
        placeholder={t('wall.live.line')}
        maxLength={patrolLimits.line}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setState('writing');
        }}
      />
      <button type="submit" className="button" disabled={text.trim() === '' || state === 'sending'}>
        {t('wall.live.send')}
      </button>
      <span className="wall-line-form__state" role="status">
        {state === 'sent' ? t('wall.live.sent') : null}
        {state instanceof ClientError ? `${t('wall.live.unsent')} ${sentence(state.code)}` : null}
      </span>
    </form>
  );
}
