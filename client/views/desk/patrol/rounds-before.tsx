import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Round } from '../../../../src/contract/patrol.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { notSeen } from '../../../session/round-book.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { clockTime } from '../../common/time.ts';
import { Icon } from '../../common/icon.tsx';
import { foundWords } from './found-words.ts';
import { NotSeen } from './not-seen.tsx';

/**
 * The lesson's rounds before the one that the panel above shows: a round ends when the next begins, and what it left unseen is
 * evidence all the same.
 * @param props `currentId`: the round above; null before the first. What came before it changes no more.
 */
export function RoundsBefore(props: {
  courseId: string;
  lessonId: string;
  currentId: string | null;
}): ReactElement | null {
  const { t } = useTranslation();
  const { courseId, lessonId, currentId } = props;
  const list = useRequest('GET /api/courses/:courseId/rounds', {
    params: { courseId },
    query: { lessonId },
  });
  if (list.kind === 'loading') return null;
  if (list.kind === 'failed') return <ErrorText error={list.error} />;
  const before = list.data.rounds.filter(({ roundId }) => roundId !== currentId);
  if (before.length === 0) return null;
  return (
    <section className="patrol-before card" aria-label={t('patrolDesk.before')}>
      <h2>{t('patrolDesk.before')}</h2>
      <ul>
        {before.map((round) => (
          <RoundBefore key={round.roundId} courseId={courseId} round={round} />
        ))}
      </ul>
    </section>
  );
}

function RoundBefore({ courseId, round }: { courseId: string; round: Round }): ReactElement {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const { number, startedAt, endedAt, seen, total } = round;
  const from = clockTime(startedAt);
  return (
    <li>
      <button
        type="button"
        className="patrol-before__round"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="chevron" />
        <strong>{t('patrolDesk.round', { number })}</strong>
        <span className="quiet figures">
          {endedAt === null ? from : t('patrolDesk.from', { from, until: clockTime(endedAt) })}
        </span>
        <span className="figures">{t('patrolDesk.seenOf', { seen, total })}</span>
        <span className="quiet figures">{foundWords(round, t)}</span>
      </button>
      {isOpen ? <RoomsLeft courseId={courseId} roundId={round.roundId} /> : null}
    </li>
  );
}

function RoomsLeft(params: { courseId: string; roundId: string }): ReactElement | null {
  const round = useRequest('GET /api/courses/:courseId/rounds/:roundId', { params });
  if (round.kind === 'loading') return null;
  if (round.kind === 'failed') return <ErrorText error={round.error} />;
  return <NotSeen rooms={notSeen(round.data.tiles)} />;
}
