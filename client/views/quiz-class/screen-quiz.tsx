import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuizRoomCounts } from '../../../src/contract/quiz.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { quizPath } from '../../session/paper-address.ts';
import { lazyView, Pending } from '../common/lazy-view.tsx';
import { useEntry } from '../polls/use-entry.ts';
import { TimeLeft, usePaperFacts } from './quiz-facts.tsx';
import type { ScreenQuiz } from './use-screen-quiz.ts';
import '../../i18n/quiz-class.ts';
import '../common/far-screen.css';
import './screen-quiz.css';

const QrCode = lazyView(async () => (await import('../desk/links/qr-code.tsx')).QrCode);

/** A quiz over the whole picture: what it is, how long, where to answer, and how far the room is. Nobody's name. */
export function ScreenQuizCard({ quiz, counts }: ScreenQuiz): ReactElement {
  const { t } = useTranslation();
  const facts = usePaperFacts();
  return (
    <div className="far-stage" data-theme="dark">
      <section className="far-screen quiz-screen" aria-label={t(`quizClass.kind.${quiz.kind}`)}>
        <header>
          <p className="quiz-screen__kind">{t(`quizClass.kind.${quiz.kind}`)}</p>
          <p className="quiz-screen__time">
            <TimeLeft closesAt={quiz.closesAt} />
          </p>
        </header>
        <div className="quiz-screen__body">
          <div className="quiz-screen__words">
            <h2 className={quiz.title.length > 24 ? 'quiz-screen__long' : ''}>
              <bdi>{quiz.title}</bdi>
            </h2>
            <p className="quiz-screen__facts">{facts(quiz)}</p>
            <p className="quiz-screen__how">{t('quizClass.screen.how')}</p>
          </div>
          <WhereToSit quizId={quiz.quizId} startUntil={quiz.startUntil} />
        </div>
        {counts === null ? null : <RoomCounts counts={counts} />}
      </section>
    </div>
  );
}

/** The same, small and at the foot of the picture, while the lesson goes on. */
export function ScreenQuizCorner({ quiz, counts }: ScreenQuiz): ReactElement {
  const { t } = useTranslation();
  const entry = useEntry();
  const allIn = isAllIn(counts);
  const startsClosed = useStartsClosed(quiz.startUntil);
  return (
    <section className="quiz-corner" aria-label={t(`quizClass.kind.${quiz.kind}`)}>
      {entry === null || allIn || startsClosed ? null : (
        <Code className="quiz-corner__code" path={entry.path} quizId={quiz.quizId} />
      )}
      <p className="quiz-corner__title">
        <bdi>{quiz.title}</bdi>
      </p>
      <p>
        <TimeLeft closesAt={quiz.closesAt} />
      </p>
      {counts === null ? null : (
        <p className="figures" role="status">
          {allIn
            ? t('quizClass.screen.allIn')
            : t('quizClass.screen.corner', { count: counts.handedIn, total: counts.expected })}
        </p>
      )}
    </section>
  );
}

function isAllIn(counts: QuizRoomCounts | null): boolean {
  return counts !== null && counts.expected > 0 && counts.handedIn >= counts.expected;
}

function useStartsClosed(startUntil: number | null): boolean {
  const now = useClock();
  return startUntil !== null && now >= startUntil;
}

/** A phone that was in before opens the paper with one tap; any other says first whose it is. */
function WhereToSit({ quizId, startUntil }: { quizId: string; startUntil: number | null }): ReactElement {
  const { t } = useTranslation();
  const entry = useEntry();
  const startsClosed = useStartsClosed(startUntil);
  if (startsClosed)
    return <p className="far-screen__phone quiz-screen__phone">{t('quizClass.startClosed')}</p>;
  if (entry === null)
    return <p className="far-screen__phone quiz-screen__phone">{t('quizClass.screen.onPhone')}</p>;
  return (
    <aside className="far-screen__where quiz-screen__where">
      <p>{t('quizClass.screen.scan')}</p>
      <Code className="quiz-screen__code" path={entry.path} quizId={quizId} />
      <p className="quiz-screen__typed">
        <span>{location.host}</span> <span className="figures">{entry.code}</span>
      </p>
    </aside>
  );
}

function Code(props: { path: string; quizId: string; className: string }): ReactElement {
  const { path, quizId, className } = props;
  const { t } = useTranslation();
  const link = `${location.origin}${quizPath(path, quizId)}`;
  return (
    <div className={className} data-link={link}>
      <Pending fallback={null}>
        <QrCode link={link} label={t('quizClass.screen.scan')} size="100%" />
      </Pending>
    </div>
  );
}

const figures = ['opened', 'answering', 'handedIn'] as const;

function RoomCounts({ counts }: { counts: QuizRoomCounts }): ReactElement {
  const { t } = useTranslation();
  return (
    <footer className="quiz-screen__counts" role="status">
      <p className="quiz-screen__room">
        {isAllIn(counts) ? t('quizClass.screen.allIn') : t('quizClass.screen.room')}
      </p>
      <dl>
        {figures.map((figure) => (
          <div key={figure}>
            <dt>{t(`quizClass.${figure}`)}</dt>
            <dd className="figures">
              {counts[figure]}
              {figure === 'answering' ? null : <small> / {counts.expected}</small>}
            </dd>
          </div>
        ))}
      </dl>
    </footer>
  );
}
