import { useState, type ReactElement, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntryQuestion } from '../../../src/contract/entry.ts';
import { Field, SubmitRow, useSubmission } from './form-parts.tsx';

/**
 * A trainee gives name and number; the phone is known from then on.
 * @param props.identify compares them with the roster; rejects with ClientError
 * @param props.submitLabel what the button does; by default it lets in
 */
export function IdentifyForm<Entered>(props: {
  question: EntryQuestion;
  identify: (who: { name: string; number: string }) => Promise<Entered>;
  onEntered: (entered: Entered) => void;
  submitLabel?: string;
}): ReactElement {
  const { t } = useTranslation();
  const { question, identify, onEntered } = props;
  const [name, setName] = useState('');
  const [number, setNumber] = useState('');
  const [looked, setLooked] = useState(false);
  const { busy, error, wait, submit } = useSubmission(() => identify({ name, number }), onEntered);
  const numberWords = t(`identity.trainee.part.${question.numberPart}`, {
    what: question.numberLabel === '' ? t('identity.trainee.number') : question.numberLabel,
  });
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    setLooked(true);
    if (name.trim() !== '' && number.trim() !== '') submit();
  };
  return (
    <form className="entrance__form card" onSubmit={send} noValidate>
      <h1>{t('identity.trainee.title')}</h1>
      <p className="quiet">{t('identity.trainee.text')}</p>
      <Field
        label={t('identity.name')}
        value={name}
        onChange={setName}
        autoComplete="name"
        problem={looked && name.trim() === '' ? t('identity.nameMissing') : null}
      />
      <Field
        label={numberWords}
        value={number}
        onChange={setNumber}
        autoComplete="off"
        problem={
          looked && number.trim() === '' ? t('identity.trainee.numberMissing', { what: numberWords }) : null
        }
      />
      <SubmitRow
        label={props.submitLabel ?? t('identity.trainee.submit')}
        busy={busy}
        wait={wait}
        error={error}
      />
    </form>
  );
}
