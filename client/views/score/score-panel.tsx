import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScoreDetail, ScorePart } from '../../../src/contract/score.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useNews } from '../../hooks/use-news.ts';
import { useRequest } from '../../hooks/use-request.ts';
import { currentLanguage } from '../../i18n/index.ts';
import { ErrorText } from '../common/error-text.tsx';
import { longDate } from '../common/time.ts';
import { OwnLedger } from './own-ledger.tsx';
import { components, exactPoints, shownPoints, useRule } from './score-words.ts';
import './score.css';

/** The own score: what it comes to, what it is made of, every line, and the certificate. */
export function ScorePanel(props: { courseId: string; traineeId: string }): ReactElement {
  const { t } = useTranslation();
  const { courseId } = props;
  const own = useRequest('GET /api/courses/:courseId/scores/own', { params: { courseId } });
  useNews(['score.changed'], own.reload);
  if (own.kind === 'failed') {
    return (
      <div className="own-score" role="alert">
        <ErrorText error={own.error} />
        <button type="button" className="button" onClick={own.reload}>
          {t('common.retry')}
        </button>
      </div>
    );
  }
  if (own.kind === 'loading') {
    return (
      <p className="quiet" aria-busy="true">
        {t('common.loading')}
      </p>
    );
  }
  const { data } = own;
  return (
    <div className="own-score">
      <Total detail={data} />
      <Certificate {...props} detail={data} />
      <Parts detail={data} />
      <OwnLedger courseId={courseId} detail={data} onChanged={own.reload} />
    </div>
  );
}

function Total({ detail }: { detail: ScoreDetail }): ReactElement {
  const { t } = useTranslation();
  const rule = useRule();
  const { score, policy, frozen } = detail;
  const shown = (value: number | null): string =>
    value === null ? t('score.notYet') : shownPoints(value, policy.decimals);
  return (
    <section className="own-score__total">
      <p className="quiet">{t(frozen === null ? 'score.totalSoFar' : 'score.total')}</p>
      <p className="own-score__figure figures">
        {shown(score.total)}
        {score.passed === null ? null : (
          <span className={score.passed ? 'own-score__passed' : 'quiet'}>
            {t(score.passed ? 'score.passed' : 'score.notPassed')}
          </span>
        )}
      </p>
      <p className="quiet figures">
        {t('score.outOf', { mark: exactPoints(policy.passMark) })}
        {' · '}
        {frozen === null
          ? t('score.soFar')
          : t('score.final', { date: longDate(frozen.at, currentLanguage()) })}
      </p>
      <dl className="own-score__components">
        {components.map((component) => (
          <div key={component}>
            <dt className="quiet">{t(`score.component.${component}`)}</dt>
            <dd className="figures">{shown(score[component])}</dd>
          </div>
        ))}
        {score.bonus === 0 ? null : (
          <div>
            <dt className="quiet">{t('score.component.bonus')}</dt>
            <dd className="figures">+{exactPoints(score.bonus)}</dd>
          </div>
        )}
      </dl>
      {rule(policy).map((sentence) => (
        <p key={sentence} className="quiet own-score__rule">
          {sentence}
        </p>
      ))}
    </section>
  );
}

function Certificate(props: {
  courseId: string;
  traineeId: string;
  detail: ScoreDetail;
}): ReactElement | null {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { courseId, traineeId, detail } = props;
  const { certificate } = detail;
  if (certificate === null) return null;
  const { code } = certificate;
  const file = api.address('GET /api/courses/:courseId/certificates/:traineeId', {
    params: { courseId, traineeId },
  });
  return (
    <section className="own-score__certificate card">
      <h3>{t('score.certificate')}</h3>
      <p className="figures">{t('score.certificateText', { code })}</p>
      <a className="button button--primary" href={file} download>
        {t('score.certificateSave')}
      </a>
      <a className="button" href={`/c/${code}`} target="_blank" rel="noreferrer">
        {t('score.certificateCheck')}
      </a>
    </section>
  );
}

/** What each lesson, quiz and exam came to. */
function Parts({ detail }: { detail: ScoreDetail }): ReactElement | null {
  const { t } = useTranslation();
  if (detail.parts.length === 0) return null;
  return (
    <section className="own-score__section">
      <h3>{t('score.parts')}</h3>
      <ul className="own-score__parts">
        {components.flatMap((component) =>
          detail.parts
            .filter((part) => part.component === component)
            .map((part) => (
              <li key={`${component} ${part.sourceId}`}>
                <span>
                  <bdi>{part.title}</bdi>
                  <small className="quiet">{t(`score.component.${component}`)}</small>
                </span>
                <PartWorth part={part} />
              </li>
            )),
        )}
      </ul>
    </section>
  );
}

function PartWorth({ part: { value, due, excused } }: { part: ScorePart }): ReactElement {
  const { t } = useTranslation();
  if (excused) return <span className="quiet">{t('score.excused')}</span>;
  if (value !== null) return <strong className="figures">{exactPoints(value)}</strong>;
  if (!due) return <span className="quiet">{t('score.open')}</span>;
  return (
    <span className="own-score__missing">
      <strong className="figures">0</strong>
      <small className="quiet">{t('score.missing')}</small>
    </span>
  );
}
