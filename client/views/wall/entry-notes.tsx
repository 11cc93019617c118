import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isUnsent, type SentEntry, type WallOutbox } from '../../session/patrol-wall-outbox.ts';
import { useErrorSentence } from '../common/error-text.tsx';
import { clockTime } from '../common/time.ts';

/** Marks and findings in order of sending that are shown at once; more only in number would help nobody. */
const mostShown = 4;
/** Milliseconds for which it is said that something is on record. */
const shownForMs = 6_000;

/** What became of what the inspector said: on record only when the server has said so. Other notes come before it. */
export function EntryNotes(props: {
  entries: readonly SentEntry[];
  outbox: WallOutbox | null;
  children?: ReactNode;
}): ReactElement {
  const { entries, outbox, children } = props;
  return (
    <ul className="wall-notes" role="status">
      {children}
      {entries.slice(-mostShown).map((one) => (
        <Note key={one.entry.id} sent={one} onDismiss={() => outbox?.dismiss(one.entry.id)} />
      ))}
    </ul>
  );
}

function Note({ sent, onDismiss }: { sent: SentEntry; onDismiss: () => void }): ReactElement {
  const { t } = useTranslation();
  const words = useStateWords(sent);
  const { state } = sent;
  useGoneAfter(state.kind === 'received', onDismiss);
  const what = useEntryWords(sent);
  const tone = state.kind === 'refused' ? 'bad' : state.kind === 'waiting' ? 'attention' : 'calm';
  return (
    <li className={`wall-note wall-note--${tone}`} data-state={state.kind}>
      <span>{what}</span>
      <strong>{words}</strong>
      {isUnsent(sent) ? null : (
        <button type="button" className="button button--plain" onClick={onDismiss}>
          {t('wall.entry.dismiss')}
        </button>
      )}
    </li>
  );
}

/** What is on record needs nobody's click: it goes by itself, off the tiles and buttons under it. */
function useGoneAfter(isOver: boolean, onGone: () => void): void {
  const latest = useRef(onGone);
  useEffect(() => {
    latest.current = onGone;
  });
  useEffect(() => {
    if (!isOver) return undefined;
    const timer = setTimeout(() => latest.current(), shownForMs);
    return () => clearTimeout(timer);
  }, [isOver]);
}

/** What was said of which room: once it is on record, as the record has it. */
function useEntryWords({ entry, state }: SentEntry): string {
  const { t } = useTranslation();
  const { name } = entry;
  if (entry.kind === 'finding')
    return t('wall.entry.finding', { name, kind: t(`patrolFindings.kind.${entry.said.kind}`) });
  const seen = state.kind === 'received' && !state.already ? state.seen : null;
  const isAbsent = seen === null ? entry.isAbsent : seen.outcome === 'absent';
  return t(isAbsent ? 'wall.entry.markAbsent' : 'wall.entry.mark', { name });
}

function useStateWords({ state }: SentEntry): string {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  switch (state.kind) {
    case 'sending':
    case 'waiting':
      return t(`wall.entry.${state.kind}`);
    case 'refused':
      return sentence(state.error.code);
    case 'received':
      if (!state.already || state.seen === null) return t('wall.entry.received');
      return t('wall.entry.already', { time: clockTime(state.seen.at), name: state.seen.by });
  }
}
