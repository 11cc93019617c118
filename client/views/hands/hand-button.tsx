import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import '../../i18n/hands.ts';
import { ClientError } from '../../session/client-error.ts';
import { useErrorSentence } from '../common/error-text.tsx';
import './hands.css';

/** Raises a hand, shows where it stands, and lowers it again. Nothing while the lesson is not live. */
export function HandButton(): ReactElement | null {
  const { t } = useTranslation();
  const { command } = useClassSession();
  const { phase, own } = useClassroom();
  const sentence = useErrorSentence();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  if (phase !== 'live') return null;
  const hand = own.hand ?? null;
  const act = (): void => {
    setBusy(true);
    setError(null);
    // Where the hand stands comes by itself to everybody whose hand it is.
    command(hand === null ? 'hand.raise' : 'hand.lower', {})
      .catch((thrown: unknown) => setError(ClientError.from(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <div className="hand">
      <button
        type="button"
        className={`button button--wide ${hand === null ? '' : 'hand__up'}`}
        aria-pressed={hand !== null}
        disabled={busy}
        onClick={act}
      >
        <HandIcon />
        {hand === null ? t('hands.raise') : t('hands.lower')}
      </button>
      <p className="hand__word" role="status">
        {hand === null ? null : hand.place === 1 ? t('hands.next') : t('hands.raised', { place: hand.place })}
        {error === null ? null : sentence(error.code)}
      </p>
    </div>
  );
}

function HandIcon(): ReactElement {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      aria-hidden="true"
    >
      <path
        strokeLinecap="round"
        strokeLinejoin="round"
        d="M8 12V5.500a1.500 1.500 0 0 1 3 0V11V4a1.500 1.500 0 0 1 3 0v7V5.500a1.500 1.500 0 0 1 3 0V15a6 6 0 0 1-6 6c-3 0-4.500-1.500-6-4l-2-3.500a1.500 1.500 0 0 1 2.500-1.500L8 14z"
      />
    </svg>
  );
}
