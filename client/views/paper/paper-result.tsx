import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { OpenQuiz, PaperAnswer, PaperItem, PaperResult as Result } from '../../../src/contract/paper.ts';
import type { SittingState } from '../../session/paper-sitting.ts';
import { clockTime } from '../common/time.ts';
import { Icon } from '../common/icon.tsx';
import { letters } from './field.ts';
import { QuestionHead } from './paper-question.tsx';
import { hundredths } from './quiz-words.ts';

/** The receipt, and what came of the paper as far as it may be shown. */
export function PaperResult(props: {
  state: SittingState;
  quiz: OpenQuiz | null;
  onAgain: () => void;
  onClose: () => void;
}): ReactElement | null {
  const { t } = useTranslation();
  const { state, quiz, onAgain, onClose } = props;
  const { paper, answers } = state;
  const { receipt, result } = paper;
  if (receipt === null || result === null) return null;
  const left = quiz === null || quiz.state !== 'open' ? 0 : quiz.attempts - paper.attempt;
  return (
    <main className="paper__column paper-result">
      <Verdict result={result} quiz={quiz} title={paper.title} />
      <section className="paper-receipt card">
        <p className="paper-receipt__line figures">
          <Icon name="check" />
          {t('paper.result.receipt', { time: clockTime(receipt.handedInAt, true), code: receipt.code })}
        </p>
        <p className="quiet">{t(`paper.result.by.${receipt.by}`)}</p>
      </section>
      <button type="button" className="button button--primary button--wide" onClick={onClose}>
        {t('paper.back')}
      </button>
      {left > 0 ? (
        <>
          <button type="button" className="button button--wide" onClick={onAgain}>
            {t('paper.result.again')}
          </button>
          <p className="quiet">{t('paper.result.againLeft', { count: left })}</p>
        </>
      ) : null}
      <section className="paper-review" aria-labelledby="paper-review">
        <h2 id="paper-review">{t('paper.result.review')}</h2>
        {result.answersShown ? null : <p className="quiet">{t('paper.result.later')}</p>}
        {paper.items.map((item, index) => (
          <Reviewed
            key={item.itemId}
            item={item}
            index={index}
            total={paper.items.length}
            answer={answers[item.itemId] ?? null}
            outcome={result.items.find(({ itemId }) => itemId === item.itemId) ?? null}
          />
        ))}
      </section>
    </main>
  );
}

/** The score as the large thing, or what it still waits for. */
function Verdict({
  result,
  quiz,
  title,
}: {
  result: Result;
  quiz: OpenQuiz | null;
  title: string;
}): ReactElement {
  const { t } = useTranslation();
  const { score, passed, given, most, unmarked, place, of } = result;
  const points = { given: hundredths(given), most: hundredths(most) };
  const tone = passed === null ? 'plain' : passed ? 'good' : 'attention';
  return (
    <section className={`paper-verdict card paper-verdict--${tone}`} role="status">
      <p className="quiet">
        <bdi>{title}</bdi>
      </p>
      {score === null ? (
        <>
          <h1>{t('paper.result.received')}</h1>
          <p className="paper-verdict__word">{t('paper.result.marking', { count: unmarked })}</p>
          <p>{t('paper.result.markingText', points)}</p>
        </>
      ) : (
        <>
          <h1 className="paper-verdict__score figures">
            {t('paper.result.score', { score: hundredths(score) })}
          </h1>
          <p className="paper-verdict__word">
            {passed === true ? <Icon name="check" /> : null}
            {t(passed === true ? 'paper.result.passed' : 'paper.result.failed')}
          </p>
          <p className="quiet figures">
            {t('paper.result.points', points)}
            {quiz === null ? null : ` · ${t('paper.result.of', { score: hundredths(quiz.passMark) })}`}
          </p>
          {place === null || of === null ? null : (
            <p className="figures">{t('paper.result.place', { place, of })}</p>
          )}
        </>
      )}
    </section>
  );
}

function Reviewed(props: {
  item: PaperItem;
  index: number;
  total: number;
  answer: PaperAnswer | null;
  outcome: Result['items'][number] | null;
}): ReactElement {
  const { t } = useTranslation();
  const { item, index, total, answer, outcome } = props;
  const waits = item.kind === 'short' && outcome?.given === null;
  return (
    <article className="paper-question card">
      <QuestionHead item={item} index={index} total={total} />
      {outcome === null ? null : (
        <Mark item={item} outcome={outcome} answered={answer !== null} waits={waits} />
      )}
      <dl className="paper-outcome">
        <dt>{t('paper.result.yours')}</dt>
        <dd>{answer === null ? t('paper.result.none') : <AnswerWords item={item} answer={answer} />}</dd>
        {outcome?.key && outcome.right !== true ? (
          <>
            <dt>{t('paper.result.key')}</dt>
            <dd>
              <AnswerWords item={item} answer={outcome.key} />
            </dd>
          </>
        ) : null}
        {outcome?.explanation ? (
          <>
            <dt>{t('paper.result.explanation')}</dt>
            <dd>{outcome.explanation}</dd>
          </>
        ) : null}
        {outcome === null || outcome.comment === '' ? null : (
          <>
            <dt>{t('paper.result.comment')}</dt>
            <dd>{outcome.comment}</dd>
          </>
        )}
      </dl>
    </article>
  );
}

/** Right, partly, wrong, or not known yet; never by colour alone. */
function Mark(props: {
  item: PaperItem;
  outcome: Result['items'][number];
  answered: boolean;
  waits: boolean;
}): ReactElement | null {
  const { t } = useTranslation();
  const { item, outcome, answered, waits } = props;
  const { given, right } = outcome;
  if (waits && answered) return <p className="paper-mark">{t('paper.result.waits')}</p>;
  if (given === null || right === null) return null;
  const word = right ? 'right' : given > 0 ? 'partly' : answered ? 'wrong' : 'none';
  return (
    <p className={`paper-mark paper-mark--${right ? 'good' : given > 0 ? 'attention' : 'bad'}`}>
      <Icon name={right ? 'check' : 'close'} />
      {t(`paper.result.${word}`)}
      <span className="figures">
        {t('paper.result.points', { given: hundredths(given), most: hundredths(item.points) })}
      </span>
    </p>
  );
}

/** An answer in words, in the order of the person's own paper. */
function AnswerWords({ item, answer }: { item: PaperItem; answer: PaperAnswer }): ReactElement {
  const { t } = useTranslation();
  const option = (place: number): string => {
    const text = item.options[place]?.text ?? '';
    return `${letters.charAt(place)} ${text}`.trim();
  };
  switch (answer.kind) {
    case 'single':
      return <bdi>{option(answer.choice)}</bdi>;
    case 'multiple':
      return <Lines lines={answer.choices.map(option)} />;
    case 'trueFalse':
      return <>{t(answer.value ? 'paper.field.yes' : 'paper.field.no')}</>;
    case 'fill':
      return <Lines lines={answer.blanks.map((blank, place) => `(${place + 1}) ${blank}`)} />;
    case 'ordering':
      return (
        <Lines
          lines={answer.order.map((place, index) => `${index + 1}. ${item.options[place]?.text ?? ''}`)}
        />
      );
    case 'matching':
      return (
        <Lines
          lines={item.options.map(({ text }, left) => {
            const right = answer.rights[left];
            return `${text} — ${typeof right === 'number' ? (item.rights[right] ?? '') : '·'}`;
          })}
        />
      );
    case 'short':
      return <bdi className="paper-outcome__text">{answer.text}</bdi>;
  }
}

function Lines({ lines }: { lines: readonly string[] }): ReactElement {
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>
          <bdi>{line}</bdi>
        </li>
      ))}
    </ul>
  );
}
