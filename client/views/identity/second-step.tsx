import { useState, type ReactElement, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Entered, SecondStep as Step, StepAsked } from '../../session/entrance.ts';
import '../../i18n/factor.ts';
import { AppSetUp } from './app-set-up.tsx';
import { Field, SubmitRow, useSubmission } from './form-parts.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

export interface SecondStepProps {
  asked: StepAsked;
  /** The name that was given with the password. */
  name: string;
  /** Sends name and password again, with the second step. Rejects with ClientError. */
  send: (step: Step) => Promise<Entered>;
  /** Whoever sent it keeps the answer. */
  onEntered: () => void;
  onBack: () => void;
}

/** After the password: a code from the app, or setting the app up where there has to be one. */
export function SecondStep(props: SecondStepProps): ReactElement {
  const { t } = useTranslation();
  const { asked, name, send, onEntered, onBack } = props;
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes !== null) return <RecoveryCodes codes={codes} onDone={onEntered} />;
  if (asked === 'code') return <CodeForm send={send} onEntered={onEntered} onBack={onBack} />;
  return (
    <section className="entrance__form card" aria-live="polite">
      <h2>{t('factor.setUp')}</h2>
      <p className="quiet">{t('factor.app.required')}</p>
      <AppSetUp
        name={name}
        send={send}
        onDone={({ recoveryCodes }) => (recoveryCodes === undefined ? onEntered() : setCodes(recoveryCodes))}
      />
      <button type="button" className="button button--plain" onClick={onBack}>
        {t('factor.step.back')}
      </button>
    </section>
  );
}

function CodeForm(props: Pick<SecondStepProps, 'send' | 'onEntered' | 'onBack'>): ReactElement {
  const { t } = useTranslation();
  const { send, onEntered, onBack } = props;
  const [code, setCode] = useState('');
  const { busy, error, wait, submit } = useSubmission(() => send({ factorCode: code.trim() }), onEntered);
  return (
    <form
      className="entrance__form card"
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        if (code.trim() !== '') submit();
      }}
      noValidate
    >
      <h2>{t('factor.step.title')}</h2>
      <p className="quiet">{t('factor.step.text')}</p>
      <CodeField value={code} onChange={setCode} hint={t('factor.step.codeHint')} autoFocus />
      <SubmitRow label={t('factor.step.submit')} busy={busy} wait={wait} error={error} />
      <button type="button" className="button button--plain" onClick={onBack}>
        {t('factor.step.back')}
      </button>
    </form>
  );
}

/** Six digits, or a recovery code with its letters: phones offer digits first. */
export function CodeField(props: {
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  autoFocus?: boolean;
}): ReactElement {
  const { t } = useTranslation();
  return <Field label={t('factor.step.code')} autoComplete="one-time-code" {...props} />;
}
