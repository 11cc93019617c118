import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { OpenQuiz } from '../../../src/contract/paper.ts';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { useNews } from '../../hooks/use-news.ts';
import { useRequest } from '../../hooks/use-request.ts';
import { openQuiz } from '../../session/paper-address.ts';
import { Icon } from '../common/icon.tsx';
import { countdown, dueQuiz, useQuizWords } from './quiz-words.ts';
import '../../i18n/paper.ts';
import './quiz-now.css';

/**
 * The quiz that is to be sat now, as the one large thing, and below it all quizzes and exams with what came of them.
 * @param children what there is to see while none is to be sat
 */
export function QuizNow({ children }: { children: ReactNode }): ReactElement {
  const { lesson } = useClassroom();
  const courseId = lesson?.courseId;
  const { reload, ...answer } = useRequest(
    'GET /api/courses/:courseId/sittings',
    courseId === undefined ? null : { params: { courseId } },
  );
  useNews(['quiz.changed', 'score.changed', 'attendance.signedIn'], reload);
  const quizzes = answer.kind === 'ready' ? answer.data.quizzes : [];
  const due = dueQuiz(quizzes);
  const others = quizzes.filter((quiz) => quiz !== due);
  return (
    <>
      {due === null ? children : <DueCard quiz={due} />}
      {others.length === 0 ? null : <QuizList quizzes={others} />}
    </>
  );
}

function DueCard({ quiz }: { quiz: OpenQuiz }): ReactElement {
  const { t } = useTranslation();
  const now = useClock();
  const words = useQuizWords();
  const begun = quiz.papers.at(-1);
  const endsAt = begun?.endsAt ?? null;
  const isExam = quiz.kind === 'exam';
  return (
    <section className="quiz-due card" role="status">
      <p className="quiz-due__kind">{t(`paper.kind.${quiz.kind}`)}</p>
      <h1>
        <bdi>{quiz.title}</bdi>
      </h1>
      {begun === undefined ? (
        <ul className="quiz-due__facts">
          {words.facts(quiz, now).map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      ) : endsAt === null ? null : (
        <p className="figures quiz-due__left">
          {t('paper.sitting.leftSpoken', { time: countdown(endsAt - now) })}
        </p>
      )}
      {quiz.refusal === 'notSignedIn' && begun === undefined ? (
        <p className="quiz-due__wait">{t('paper.now.signIn')}</p>
      ) : (
        <button
          type="button"
          className="button button--primary quiz-due__begin"
          // An exam says first what it asks for; its time must not begin with a slip of the thumb.
          onClick={() => openQuiz(quiz.quizId, begun === undefined && !isExam)}
        >
          {begun !== undefined ? t('paper.now.goOn') : isExam ? t('paper.now.look') : t('paper.now.begin')}
        </button>
      )}
    </section>
  );
}

function QuizList({ quizzes }: { quizzes: readonly OpenQuiz[] }): ReactElement {
  const { t } = useTranslation();
  const now = useClock(60_000);
  const words = useQuizWords();
  return (
    <section className="quiz-list card" aria-labelledby="quiz-list">
      <h2 id="quiz-list">{t('paper.now.list')}</h2>
      <ul>
        {quizzes.map((quiz) => (
          <li key={quiz.quizId}>
            <button type="button" className="quiz-list__row" onClick={() => openQuiz(quiz.quizId)}>
              <span className="quiz-list__name">
                <bdi>{quiz.title}</bdi>
                <span className="quiet figures">
                  {t(`paper.kind.${quiz.kind}`)} · {words.line(quiz, now)}
                </span>
              </span>
              <Icon name="chevron" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
