import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { WallTile } from '../../../src/contract/patrol.ts';
import { usePatrolWatch } from '../../hooks/use-patrol-watch.ts';
import { Icon } from '../common/icon.tsx';
import { useErrorSentence } from '../common/error-text.tsx';
import { isCameraOff } from './tile-parts.tsx';

/** Pressed for longer than this, in milliseconds, it is held to speak and lets go by itself; shorter is a click. */
const heldMs = 400;

/** Milliseconds after which somebody who speaks is told that nobody hears it yet. */
const slowMs = 6_000;

/** Speaks to the watched room: held, or by a click to begin and another to end. */
export function TalkButton({ tile }: { tile: WallTile }): ReactElement {
  const { t } = useTranslation();
  const {
    state: { talk, feeds },
    patrol,
  } = usePatrolWatch();
  const sentence = useErrorSentence();
  const pressed = useRef<{ at: number; began: boolean } | null>(null);
  const isOn = talk.state !== 'off';
  const isSlow = useIsSlow(talk.state === 'connecting');
  const isPort = tile.of === 'port';
  // A person who ends the picture ends the talk as well: their page does not listen any more.
  const isLive = feeds.some(({ part, phase }) => part === 'watched' && phase === 'live');
  const isOver = isPort && !isLive && isCameraOff(tile);
  useEffect(() => {
    if (isOver) patrol.talk(false);
  }, [patrol, isOver]);
  const release = (): void => {
    const press = pressed.current;
    pressed.current = null;
    if (press === null) return;
    const wasHeld = performance.now() - press.at >= heldMs;
    if (wasHeld || !press.began) patrol.talk(false);
  };
  const words = {
    off: isPort ? 'wall.live.talkToPort' : 'wall.live.talk',
    connecting: 'wall.live.talkConnecting',
    heard: 'wall.live.talkHeard',
  } as const;
  return (
    <>
      <button
        type="button"
        className={`button wall-talk${isOn ? ' button--danger-filled' : ''}`}
        aria-pressed={isOn}
        title={t('wall.live.talkHint')}
        disabled={tile.participantId === null}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          pressed.current = { at: performance.now(), began: !isOn };
          if (!isOn) patrol.talk(true);
        }}
        onPointerUp={release}
        onPointerCancel={release}
        // From the keyboard there is no pointer: a press begins, another ends.
        onClick={(event) => {
          if (event.detail === 0) patrol.talk(!isOn);
        }}
      >
        <Icon name="microphone" />
        {t(words[talk.state])}
      </button>
      {talk.problem === null && talk.error === null ? null : (
        <span className="wall-talk__problem" role="alert">
          {talk.error === null
            ? t(talk.problem === 'denied' ? 'wall.live.denied' : 'wall.live.microphone')
            : sentence(talk.error.code)}
        </span>
      )}
      {isSlow && talk.problem === null ? (
        <span className="wall-talk__problem" role="status">
          {t('wall.live.talkSlow')}
        </span>
      ) : null}
    </>
  );
}

/** Whether something has been going on for too long. */
function useIsSlow(isGoingOn: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isGoingOn) return undefined;
    const timer = setTimeout(() => setSlow(true), slowMs);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [isGoingOn]);
  return isSlow;
}
