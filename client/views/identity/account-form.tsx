import { useState, type ReactElement, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntryQuestion } from '../../../src/contract/entry.ts';
import type { Participant } from '../../../src/contract/identity.ts';
import { createAccount, type SecondStep as Step } from '../../session/entrance.ts';
import { Field, SubmitRow } from './form-parts.tsx';
import { LazyStep } from './lazy-step.tsx';
import { useNewPassword } from './use-new-password.tsx';
import { useTwoSteps } from './use-two-steps.ts';

/** Makes an account by a link, or adds the link's role to the account that one has. */
export function AccountForm(props: {
  token: string;
  question: EntryQuestion;
  onEntered: (participant: Participant) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { token, question, onEntered } = props;
  const [name, setName] = useState('');
  const { password, check, fields } = useNewPassword(t('identity.password'));
  const [looked, setLooked] = useState(false);
  const make = (step: Step) => createAccount(token, { name, password, ...step });
  const entered = ({ participant }: { participant: Participant }): void => onEntered(participant);
  const { asked, back, busy, error, wait, submit } = useTwoSteps(make, entered);
  if (asked !== null) {
    return <LazyStep asked={asked} name={name} send={make} onEntered={entered} onBack={back} />;
  }
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    setLooked(true);
    const isRight = check();
    if (name.trim() !== '' && isRight) submit();
  };
  const first = question.courseName === null;
  return (
    <form className="entrance__form card" onSubmit={send} noValidate>
      <h1>{first ? t('identity.newAccount.firstTitle') : t('identity.newAccount.title')}</h1>
      <p className="quiet">{first ? t('identity.newAccount.firstText') : t('identity.newAccount.text')}</p>
      <Field
        label={t('identity.name')}
        value={name}
        onChange={setName}
        autoComplete="username"
        hint={t('identity.newAccount.nameHint')}
        problem={looked && name.trim() === '' ? t('identity.nameMissing') : null}
      />
      {fields}
      <SubmitRow label={t('identity.newAccount.submit')} busy={busy} wait={wait} error={error} />
    </form>
  );
}
