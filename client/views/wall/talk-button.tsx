import { useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { usePatrolWatch } from '../../hooks/use-patrol-watch.ts';
import { Icon } from '../common/icon.tsx';
import { useErrorSentence } from '../common/error-text.tsx';

/** Pressed for longer than this, in milliseconds, it is held to speak and lets go by itself; shorter is a click. */
const heldMs = 400;

/** Speaks to the watched room: held, or by a click to begin and another to end. */
export function TalkButton({ isHere }: { isHere: boolean }): ReactElement {
  const { t } = useTranslation();
  const {
    state: { talk },
    patrol,
  } = usePatrolWatch();
  const sentence = useErrorSentence();
  const pressed = useRef<{ at: number; began: boolean } | null>(null);
  const isOn = talk.state !== 'off';
  const release = (): void => {
    const press = pressed.current;
    pressed.current = null;
    if (press === null) return;
    const wasHeld = performance.now() - press.at >= heldMs;
    if (wasHeld || !press.began) patrol.talk(false);
  };
  const words = {
    off: 'wall.live.talk',
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
        disabled={!isHere}
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
    </>
  );
}
