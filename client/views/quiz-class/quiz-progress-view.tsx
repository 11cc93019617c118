import { useMemo, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuizProgress, QuizRecord } from '../../../src/contract/quiz.ts';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useNews } from '../../hooks/use-news.ts';
import { useRequest } from '../../hooks/use-request.ts';
import { ErrorText } from '../common/error-text.tsx';
import '../../i18n/quiz-class.ts';

/** Milliseconds over which the few who lead spread their question; it is asked at most so often while answers pour in. */
const spreadMs = 1_000;
/** So many questions are worth a word in class. */
const hardestShown = 3;
/** Everybody's answer was right, in hundredths of a percent. */
const allRight = 10_000;

const steps = ['opened', 'answering', 'handedIn'] as const;

/** How far a quiz has come, as it goes on: figures, what went worst, and each branch. */
export function QuizProgressView(props: {
  quiz: QuizRecord;
  /** What stands between the figures and the details. */
  children?: (progress: QuizProgress | null) => ReactNode;
}): ReactElement {
  const { quiz, children } = props;
  const asked = useRequest('GET /api/courses/:courseId/quizzes/:quizId/progress', {
    params: { courseId: quiz.courseId, quizId: quiz.id },
  });
  useNews(['quiz.progressed', 'quiz.changed'], asked.reload, spreadMs);
  const progress = asked.kind === 'ready' ? asked.data : null;
  return (
    <>
      {asked.kind === 'failed' ? <ErrorText error={asked.error} /> : null}
      {progress === null ? null : <Figures progress={progress} />}
      {children?.(progress)}
      {progress === null ? null : <Hardest progress={progress} />}
      {progress === null ? null : <Branches progress={progress} />}
    </>
  );
}

function Figures({ progress }: { progress: QuizProgress }): ReactElement {
  const { t } = useTranslation();
  const { expected, mean } = progress;
  return (
    <>
      <dl className="quiz-figures-row">
        {steps.map((step) => (
          <div key={step}>
            <dt>{t(`quizClass.${step}`)}</dt>
            <dd className="figures">
              {progress[step]}
              {step === 'answering' ? null : <small> / {expected}</small>}
            </dd>
          </div>
        ))}
        <div>
          <dt>{t('quizClass.panel.mean')}</dt>
          <dd className="figures">{mean === null ? t('quizClass.panel.noMean') : mean / 100}</dd>
        </div>
      </dl>
      <div className="quiz-bar" aria-hidden="true">
        <span style={{ transform: `scaleX(${share(progress.opened, expected)})` }} />
        <span
          className="quiz-bar__done"
          style={{ transform: `scaleX(${share(progress.handedIn, expected)})` }}
        />
      </div>
    </>
  );
}

function share(part: number, of: number): number {
  return of === 0 ? 0 : Math.min(1, part / of);
}

function Hardest({ progress: { hardest } }: { progress: QuizProgress }): ReactElement | null {
  const { t } = useTranslation();
  // What everybody knew is no hard question.
  const hard = hardest.filter(({ right }) => right < allRight).slice(0, hardestShown);
  if (hard.length === 0) return null;
  return (
    <section className="quiz-hardest">
      <h4>{t('quizClass.panel.hardest')}</h4>
      <ol>
        {hard.map(({ itemId, text, right }) => (
          <li key={itemId}>
            <bdi>{text}</bdi>
            <span className="quiet figures">
              {t('quizClass.panel.right', { share: Math.round(right / 100) })}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Branches({ progress: { branches } }: { progress: QuizProgress }): ReactElement {
  const { t } = useTranslation();
  const { roster } = useClassroom();
  const rows = useMemo(() => {
    const left = (one: (typeof branches)[number]): number => one.expected - one.handedIn;
    const nameOf = (id: string | null): string =>
      id === null ? t('quizClass.port') : (roster?.branches.get(id)?.name ?? id);
    return branches
      .map((one) => ({ ...one, name: nameOf(one.branchId) }))
      .sort((a, b) => left(b) - left(a) || a.name.localeCompare(b.name, 'zh-CN'));
  }, [branches, roster, t]);
  return (
    <details className="quiz-branches">
      <summary>{t('quizClass.panel.branches')}</summary>
      <ul tabIndex={0} aria-label={t('quizClass.panel.branches')}>
        {rows.map(({ branchId, name, opened, handedIn, expected }) => (
          <li key={branchId ?? 'ports'}>
            <bdi>{name}</bdi>
            <span className="figures quiet">
              {t('quizClass.panel.branchLine', { opened, handedIn, expected })}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
