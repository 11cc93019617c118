import { useEffect, useState, type ReactElement, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteOutput } from '../../../src/contract/index.ts';
import { createApi } from '../../session/api.ts';
import { ClientError } from '../../session/client-error.ts';
import '../../i18n/factor.ts';
import { ErrorText } from '../common/error-text.tsx';
import { QrCode } from '../desk/links/qr-code.tsx';
import { Field, SubmitRow, useSubmission } from './form-parts.tsx';
import './factor.css';

type Draft = RouteOutput<'POST /api/second-factor-drafts'>;

/**
 * Shows an authenticator app its secret, and asks for the first code.
 * @param props.send brings the code and the draft to the server; rejects with ClientError
 */
export function AppSetUp<T>(props: {
  /** The account's name, by which the app shows it. */
  name: string;
  send: (step: { factorCode: string; factorDraft: string }) => Promise<T>;
  onDone: (result: T) => void;
  /** What else is asked for, above the code, and whether it was given. */
  children?: ReactNode;
  complete?: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const { name, ...form } = props;
  const { draft, error, again } = useDraft(name);
  if (error !== null) {
    return (
      <>
        <ErrorText error={error} />
        <button type="button" className="button" onClick={again}>
          {t('factor.app.again')}
        </button>
      </>
    );
  }
  if (draft === null) return <p className="quiet factor__loading">{t('factor.app.loading')}</p>;
  return <SetUpForm {...form} key={draft.secret} draft={draft} onAgain={again} />;
}

/** A secret of the server, anew with each turn. */
function useDraft(name: string): { draft: Draft | null; error: ClientError | null; again: () => void } {
  const [draft, setDraft] = useState<Draft | null>(null);
  const [error, setError] = useState<ClientError | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let current = true;
    createApi()
      .request('POST /api/second-factor-drafts', { body: { name } })
      .then(
        (answer) => {
          if (!current) return;
          setError(null);
          setDraft(answer);
        },
        (thrown: unknown) => {
          if (current) setError(ClientError.from(thrown));
        },
      );
    return () => {
      current = false;
    };
  }, [name, turn]);
  return { draft, error, again: () => setTurn((n) => n + 1) };
}

function SetUpForm<T>(props: {
  draft: Draft;
  send: (step: { factorCode: string; factorDraft: string }) => Promise<T>;
  onDone: (result: T) => void;
  onAgain: () => void;
  children?: ReactNode;
  complete?: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const { draft, send, onDone, onAgain, children, complete = true } = props;
  const [code, setCode] = useState('');
  const { busy, error, wait, submit } = useSubmission(
    () => send({ factorCode: code.trim(), factorDraft: draft.draft }),
    onDone,
  );
  const check = (event: SubmitEvent): void => {
    event.preventDefault();
    if (complete && code.trim() !== '') submit();
  };
  return (
    <form className="factor__set-up" onSubmit={check} noValidate>
      <ol className="factor__steps">
        <li>{t('factor.app.step1')}</li>
        <li>
          {t('factor.app.step2')}
          <div className="factor__picture">
            <QrCode link={draft.uri} label={t('factor.app.qr')} size="200px" />
            <p>
              <span className="quiet">{t('factor.app.secret')}</span>
              <code className="factor__secret figures">{inGroups(draft.secret)}</code>
              <a className="button factor__here" href={draft.uri}>
                {t('factor.app.here')}
              </a>
            </p>
          </div>
        </li>
        <li>{t('factor.app.step3')}</li>
      </ol>
      {children}
      <Field
        label={t('factor.step.code')}
        value={code}
        onChange={setCode}
        autoComplete="one-time-code"
        inputMode="numeric"
      />
      <SubmitRow label={t('factor.app.submit')} busy={busy} wait={wait} error={error} />
      {error?.code === 'factor_draft_old' ? (
        <button type="button" className="button" onClick={onAgain}>
          {t('factor.app.again')}
        </button>
      ) : null}
    </form>
  );
}

/** In fours, as people copy it. */
function inGroups(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(' ') ?? '';
}
