import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { FeedbackResult } from '../../../../src/contract/feedback.ts';
import { useAgain } from '../../../hooks/use-again.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { calendarDay } from '../../common/time.ts';
import { EmptyList } from '../records/empty.tsx';
import { FailedList } from '../records/record-page.tsx';
import './feedback-desk.css';
import { ExportMenu, type SaveFile } from '../records/export-menu.tsx';

/** Milliseconds between two looks for what was said meanwhile: nobody waits for it. */
const againMs = 30_000;

/** What trainees say of each lesson and of the course. */
export function FeedbackResults({ courseId }: { courseId: string }): ReactElement | null {
  const { t } = useTranslation();
  const list = useRequest('GET /api/courses/:courseId/feedback', { params: { courseId } });
  const [chosen, setChosen] = useState<string | null | undefined>(undefined);
  useAgain(list.reload, againMs);
  if (list.kind === 'failed') return <FailedList error={list.error} onRetry={list.reload} />;
  if (list.kind === 'loading') return null;
  const { results } = list.data;
  // The course alone: nothing was taught yet.
  if (results.length < 2) return <EmptyList text={t('feedback.desk.empty')} />;
  const shown =
    results.find(({ lessonId }) => lessonId === chosen) ??
    results.findLast(({ answered }) => answered > 0) ??
    results[0];
  return (
    <div className="desk__section">
      <div className="records__head">
        <span />
        <ExportFeedback courseId={courseId} />
      </div>
      <div className="feedback-desk">
        <nav className="feedback-desk__list" aria-label={t('feedback.desk.choose')}>
          {results.map((one) => (
            <button
              key={one.lessonId}
              type="button"
              className="feedback-desk__one"
              aria-current={one === shown ? 'true' : undefined}
              onClick={() => setChosen(one.lessonId)}
            >
              <bdi>{one.lessonId === null ? t('feedback.desk.course') : one.title}</bdi>
              <span className="feedback-desk__mean figures">{meanWords(one)}</span>
              <span className="quiet figures">
                {t('feedback.desk.answered', { answered: one.answered, expected: one.expected })}
              </span>
            </button>
          ))}
        </nav>
        {shown === undefined ? null : <Result result={shown} />}
      </div>
    </div>
  );
}

/** The mean with one decimal, as people say it. */
function meanWords({ mean }: FeedbackResult): string {
  return mean === null ? '–' : (mean / 100).toFixed(1);
}

function Result({ result }: { result: FeedbackResult }): ReactElement {
  const { t } = useTranslation();
  const { answered, ratings, words, lessonId, title, mean } = result;
  return (
    <section className="feedback-desk__result card">
      <h2>
        <bdi>{lessonId === null ? t('feedback.desk.course') : title}</bdi>
      </h2>
      {mean === null ? (
        <p className="quiet">{t('feedback.desk.noMean')}</p>
      ) : (
        <p>
          {t('feedback.desk.mean')}{' '}
          <strong className="feedback-desk__large figures">{meanWords(result)}</strong>
        </p>
      )}
      <dl className="feedback-desk__bars">
        {([5, 4, 3, 2, 1] as const).map((rating) => {
          const times = ratings[rating - 1] ?? 0;
          return (
            <div key={rating}>
              <dt>
                <span className="figures">{rating}</span> {t(`feedback.rate.r${rating}`)}
              </dt>
              <dd className="figures">
                <span
                  className="feedback-desk__bar"
                  style={{ inlineSize: `${answered === 0 ? 0 : (times / answered) * 100}%` }}
                />
                <span>{times}</span>
              </dd>
            </div>
          );
        })}
      </dl>
      <h3>
        {t('feedback.desk.words')}{' '}
        <span className="quiet figures">
          {words.length === 0 ? '' : t('feedback.desk.wordsShown', { count: words.length })}
        </span>
      </h3>
      {words.length === 0 ? <p className="quiet">{t('feedback.desk.noWords')}</p> : null}
      <ul className="feedback-desk__words">
        {words.map(({ rating, text, by, branchName, at }, place) => (
          // Words have no name of their own: what is anonymous must not be told apart.
          <li key={`${place} ${text}`}>
            <strong className="figures">{rating}</strong>
            <p>
              <bdi className="feedback-desk__text">{text}</bdi>
              <small className="quiet figures">
                <bdi>{by ?? t('feedback.desk.nobody')}</bdi>
                {branchName === null ? '' : ` · ${branchName}`} · {calendarDay(at, currentLanguage())}
              </small>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ExportFeedback({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const choose = (key: (typeof choices)[number]['key'], save: SaveFile): void =>
    save('GET /api/courses/:courseId/feedback-export', {
      params: { courseId },
      query: { format: key === 'csv' ? 'csv' : 'xlsx', language: currentLanguage() },
    });
  const choices = [
    { key: 'xlsx', label: t('feedback.desk.xlsx') },
    { key: 'csv', label: t('feedback.desk.csv') },
  ] as const;
  return <ExportMenu choices={choices} onChoose={choose} />;
}
