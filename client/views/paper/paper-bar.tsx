import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClock } from '../../hooks/use-clock.ts';
import { unansweredOf } from '../../session/paper-answers.ts';
import type { SittingState } from '../../session/paper-sitting.ts';
import { Icon } from '../common/icon.tsx';
import { countdown } from './quiz-words.ts';

/** From here on the time that is left stands out, in milliseconds. */
const shortMs = 60_000;
/** Times that are left at which a screen reader says so, in minutes. */
const spokenMinutes: readonly number[] = [10, 5, 1];

/** Always in sight: the time that is left, how far one is, and whether what was answered has arrived. */
export function PaperBar(props: {
  state: SittingState;
  /** Milliseconds that are left; null when the paper ends with the quiz. */
  leftMs: () => number | null;
  view: 'one' | 'all';
  onView: (view: 'one' | 'all') => void;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { state, view, onView, onClose } = props;
  useClock();
  const leftMs = props.leftMs();
  const { paper, answers } = state;
  const total = paper.items.length;
  const answered = total - unansweredOf(paper, answers).length;
  const isShort = leftMs !== null && leftMs <= shortMs;
  return (
    <header className="paper-bar">
      <div className="paper-bar__top">
        <button
          type="button"
          className="button button--plain button--icon"
          aria-label={t('paper.back')}
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
        <h1>
          <bdi>{paper.title}</bdi>
        </h1>
        <p className={`paper-bar__left figures${isShort ? ' paper-bar__left--short' : ''}`} role="timer">
          <span className="only-spoken">{t('paper.sitting.left')}</span>
          {leftMs === null ? <small>{t('paper.sitting.noEnd')}</small> : countdown(leftMs)}
        </p>
        <SpokenTime leftMs={leftMs} />
      </div>
      <div
        className="paper-bar__progress"
        role="progressbar"
        aria-label={t('paper.sitting.answered', { count: answered, total })}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={answered}
      >
        <span style={{ inlineSize: `${total === 0 ? 0 : (answered / total) * 100}%` }} />
      </div>
      <div className="paper-bar__line">
        <Saving state={state} />
        <span className="figures paper-bar__answered">
          {t('paper.sitting.answered', { count: answered, total })}
        </span>
        <div className="paper-switch" role="group" aria-label={t('paper.sitting.view')}>
          {(['one', 'all'] as const).map((one) => (
            <button key={one} type="button" aria-pressed={view === one} onClick={() => onView(one)}>
              {t(one === 'one' ? 'paper.sitting.oneByOne' : 'paper.sitting.all')}
            </button>
          ))}
        </div>
      </div>
      {state.elsewhere ? <p className="paper-bar__elsewhere">{t('paper.sitting.elsewhere')}</p> : null}
    </header>
  );
}

/** What is really known of the answers: received, on their way, or kept here. */
function Saving({ state }: { state: SittingState }): ReactElement {
  const { t } = useTranslation();
  const { saving, answers } = state;
  const isNew = saving === 'saved' && Object.keys(answers).length === 0;
  return (
    <p className={`paper-bar__saving paper-bar__saving--${saving}`} role="status">
      <span
        className={isNew ? 'dot dot--none' : saving === 'saved' ? 'dot dot--good' : 'dot dot--attention'}
      />
      {t(isNew ? 'paper.sitting.savedNothing' : `paper.sitting.${saving}`)}
    </p>
  );
}

/** Says aloud a few times how much is left; a clock that speaks every second helps nobody. */
function SpokenTime({ leftMs }: { leftMs: number | null }): ReactElement {
  const { t } = useTranslation();
  const minutes = leftMs === null ? null : Math.ceil(leftMs / 60_000);
  return (
    <span className="only-spoken" role="status">
      {minutes !== null && spokenMinutes.includes(minutes)
        ? t('paper.sitting.leftSpoken', { time: t('paper.minutes', { count: minutes }) })
        : null}
    </span>
  );
}
