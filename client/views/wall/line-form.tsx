import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { patrolLimits } from '../../../src/contract/patrol-limits.ts';
import type { WallTile } from '../../../src/contract/patrol.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { ClientError } from '../../session/client-error.ts';
import { useErrorSentence } from '../common/error-text.tsx';
import { newClientId } from '../messages/use-outbox.ts';

type LineState = 'writing' | 'sending' | 'sent' | ClientError;

/** A line of text to the room's screen. What was not received stays in the field. */
export function LineForm(props: {
  tile: WallTile;
  /** Whether somebody is at it: the room must not be left meanwhile. */
  onWriting: (isWriting: boolean) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { tile, onWriting } = props;
  const { tileId } = tile;
  const label = t(`wall.live.${labelOf(tile)}`);
  // For a room it stays among what is announced; a port has nobody else who could read it.
  const isInVain = tile.of === 'port' && tile.participantId === null;
  const { command } = useClassSession();
  const sentence = useErrorSentence();
  const [text, setText] = useState('');
  const [messageId, setMessageId] = useState(newClientId);
  const [state, setState] = useState<LineState>('writing');
  const [isFocused, setFocused] = useState(false);
  const isWriting = isFocused || text.trim() !== '';
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    onWriting(isWriting);
    return () => onWriting(false);
  }, [onWriting, isWriting]);
  const send = async (): Promise<void> => {
    setState('sending');
    try {
      await command('patrol.say', { messageId, tileId, text: text.trim() });
      setText('');
      setMessageId(newClientId());
      setState('sent');
      // What is said is said: the keys belong to the wall again.
      field.current?.blur();
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
        ref={field}
        className="field"
        disabled={isInVain}
        aria-label={label}
        placeholder={label}
        maxLength={patrolLimits.line}
        value={text}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onChange={(event) => {
          setText(event.target.value);
          setState('writing');
        }}
      />
      <button
        type="submit"
        className="button"
        disabled={text.trim() === '' || state === 'sending' || isInVain}
      >
        {t('wall.live.send')}
      </button>
      <span className="wall-line-form__state" role="status">
        {state === 'sent' ? t('wall.live.sent') : null}
        {state instanceof ClientError ? `${t('wall.live.unsent')} ${sentence(state.code)}` : null}
      </span>
    </form>
  );
}

function labelOf({ of, participantId }: WallTile): 'line' | 'lineAway' | 'lineToPort' | 'lineToPortAway' {
  const isAway = participantId === null;
  if (of === 'port') return isAway ? 'lineToPortAway' : 'lineToPort';
  return isAway ? 'lineAway' : 'line';
}
