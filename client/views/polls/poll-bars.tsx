import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PollAnswer, PollResults } from '../../../src/contract/polls.ts';
import { Icon } from '../common/icon.tsx';
import { barsOf, isRight, letters, useAnswerWords, useBarNames, type Asked } from './words.ts';
import '../../i18n/polls.ts';
import './polls.css';

/** What a poll has come to: bars for options, a list for numbers and words; the correct one is marked once it is known. */
export function PollBars(props: {
  poll: Asked;
  results: PollResults;
  correct: PollAnswer | null;
}): ReactElement {
  const { poll, results, correct } = props;
  const names = useBarNames();
  const right = barsOf(correct);
  const rows =
    results.bars.length > 0
      ? results.bars.map((count, bar) => ({
          id: String(bar),
          letter: poll.options.length > 0 ? letters.charAt(bar) : '',
          name: names(poll)[bar] ?? '',
          count,
          right: right.includes(bar),
        }))
      : results.values.map(({ text, count }) => ({
          id: text,
          letter: '',
          name: text,
          count,
          right: correct !== null && isRight(correct, valueOf(poll, text)),
        }));
  return (
    <>
      <ul className="poll-bars">
        {rows.map(({ id, ...row }) => (
          <Bar key={id} {...row} of={results.answered} />
        ))}
      </ul>
      <Foot poll={poll} results={results} correct={correct} />
    </>
  );
}

function valueOf({ kind }: Asked, text: string): PollAnswer {
  return kind === 'number' ? { kind, value: Number(text) } : { kind: 'text', text };
}

function Bar(props: {
  letter: string;
  name: string;
  count: number;
  right: boolean;
  of: number;
}): ReactElement {
  const { t } = useTranslation();
  const { letter, name, count, right, of } = props;
  const share = of === 0 ? 0 : count / of;
  return (
    <li className={right ? 'poll-bar poll-bar--right' : 'poll-bar'}>
      <span className="poll-bar__name">
        {letter === '' ? null : <b>{letter}</b>}
        <bdi>{name}</bdi>
        {right ? (
          <span className="poll-bar__right">
            <Icon name="check" />
            <span className="only-spoken">{t('polls.correct')}</span>
          </span>
        ) : null}
      </span>
      <span className="poll-bar__count figures">
        {count} · {Math.round(share * 100)}%
      </span>
      <span className="poll-bar__track" aria-hidden="true">
        <span className="poll-bar__fill" style={{ transform: `scaleX(${Math.min(1, share)})` }} />
      </span>
    </li>
  );
}

function Foot(props: { poll: Asked; results: PollResults; correct: PollAnswer | null }): ReactElement {
  const { t } = useTranslation();
  const words = useAnswerWords();
  const { poll, results, correct } = props;
  const { answered, persons, inRooms, rooms, average, others } = results;
  const parts = [
    answered === 0 ? t('polls.noAnswers') : t('polls.answered', { count: answered }),
    ...(others > 0 ? [t('polls.others', { count: others })] : []),
    ...(rooms > 0 ? [t('polls.sources', { persons, rooms, heads: inRooms })] : []),
    ...(average === null ? [] : [t('polls.average', { value: Number(average.toFixed(2)) })]),
    ...(results.correct === null ? [] : [t('polls.correctCount', { count: results.correct })]),
  ];
  return (
    <p className="poll-foot figures">
      {parts.join(' · ')}
      {correct === null ? null : (
        <span className="poll-foot__key">
          {t('polls.correct')} <bdi>{words(poll, correct)}</bdi>
        </span>
      )}
    </p>
  );
}
