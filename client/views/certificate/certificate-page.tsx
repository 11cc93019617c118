import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteOutput } from '../../../src/contract/index.ts';
import { currentLanguage } from '../../i18n/index.ts';
import { createApi } from '../../session/api.ts';
import { ClientError } from '../../session/client-error.ts';
import { Icon } from '../common/icon.tsx';
import { ErrorText } from '../common/error-text.tsx';
import { usePageTheme } from '../common/page-theme.ts';
import { longDate } from '../common/time.ts';
import { Topline } from '../common/topline.tsx';
import '../../i18n/score-certificate.ts';
import './certificate.css';

type Confirmed = RouteOutput<'GET /api/certificates/:code'>;

type Answer =
  | { kind: 'asking' }
  | { kind: 'confirmed'; certificate: Confirmed }
  | { kind: 'unknown' }
  | { kind: 'failed'; error: ClientError };

/** Confirms a certificate to whoever has its code: name, course and date, and nothing else. */
export function CertificatePage({ code }: { code: string }): ReactElement {
  const { t } = useTranslation();
  usePageTheme('light', t('scoreCertificate.title'));
  const [answer, retry] = useAnswer(code);
  return (
    <div className="page" data-theme="light">
      <Topline />
      <main className="certificate">
        <Shown answer={answer} onRetry={retry} />
        <p className="quiet figures certificate__code">{t('scoreCertificate.code', { code })}</p>
      </main>
    </div>
  );
}

function useAnswer(code: string): [Answer, () => void] {
  const [answer, setAnswer] = useState<Answer>({ kind: 'asking' });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let current = true;
    void createApi()
      .request('GET /api/certificates/:code', { params: { code } })
      .then(
        (certificate): Answer => ({ kind: 'confirmed', certificate }),
        (thrown: unknown): Answer => {
          const error = ClientError.from(thrown);
          // What is too short or too long to be one is none either.
          const isUnknown = error.code === 'not_found' || error.code === 'invalid_input';
          return isUnknown ? { kind: 'unknown' } : { kind: 'failed', error };
        },
      )
      .then((next) => {
        if (current) setAnswer(next);
      });
    return () => {
      current = false;
    };
  }, [code, turn]);
  const retry = (): void => {
    setAnswer({ kind: 'asking' });
    setTurn(turn + 1);
  };
  return [answer, retry];
}

function Shown({ answer, onRetry }: { answer: Answer; onRetry: () => void }): ReactElement {
  const { t } = useTranslation();
  switch (answer.kind) {
    case 'asking':
      return (
        <p className="quiet" aria-busy="true">
          {t('common.loading')}
        </p>
      );
    case 'unknown':
      return (
        <section className="certificate__card card certificate__card--unknown" role="alert">
          <h1>{t('scoreCertificate.unknown')}</h1>
          <p>{t('scoreCertificate.unknownText')}</p>
        </section>
      );
    case 'failed':
      return (
        <section className="certificate__card card" role="alert">
          <h1>{t('error.title')}</h1>
          <ErrorText error={answer.error} />
          <button type="button" className="button button--primary" onClick={onRetry}>
            {t('common.retry')}
          </button>
        </section>
      );
    case 'confirmed':
      return <ConfirmedCard certificate={answer.certificate} />;
  }
}

function ConfirmedCard({ certificate }: { certificate: Confirmed }): ReactElement {
  const { t } = useTranslation();
  const { name, courseName, issuedAt } = certificate;
  return (
    <section className="certificate__card card certificate__card--good">
      <h1>
        <Icon name="check" />
        {t('scoreCertificate.confirmed')}
      </h1>
      <dl>
        <div>
          <dt className="quiet">{t('scoreCertificate.name')}</dt>
          <dd>
            <bdi>{name}</bdi>
          </dd>
        </div>
        <div>
          <dt className="quiet">{t('scoreCertificate.course')}</dt>
          <dd>
            <bdi>{courseName}</bdi>
          </dd>
        </div>
        <div>
          <dt className="quiet">{t('scoreCertificate.date')}</dt>
          <dd className="figures">{longDate(issuedAt, currentLanguage())}</dd>
        </div>
      </dl>
      <p className="quiet">{t('scoreCertificate.only')}</p>
    </section>
  );
}
