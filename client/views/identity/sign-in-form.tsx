import { useState, type ReactElement, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Participant, Place } from '../../../src/contract/identity.ts';
import { signIn, switchPlace, type SecondStep as Step } from '../../session/entrance.ts';
import { Field, SubmitRow } from './form-parts.tsx';
import { LazyStep } from './lazy-step.tsx';
import { PlaceList } from './place-list.tsx';
import { useTwoSteps } from './use-two-steps.ts';

export interface SignInFormProps {
  onEntered: (participant: Participant) => void;
}

/** Staff sign in with name and password; whoever has several roles chooses one. */
export function SignInForm({ onEntered }: SignInFormProps): ReactElement {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [signedIn, setSignedIn] = useState<{ participant: Participant; places: Place[] } | null>(null);
  const send = (step: Step) => signIn({ name, password, ...step });
  const entered = ({ participant, places }: Awaited<ReturnType<typeof send>>): void => {
    if (places.length > 1) setSignedIn({ participant, places });
    else onEntered(participant);
  };
  const { asked, back, busy, error, wait, submit } = useTwoSteps(send, entered);
  if (signedIn !== null) return <ChoosePlace {...signedIn} onEntered={onEntered} />;
  if (asked !== null) {
    return <LazyStep asked={asked} name={name} send={send} onEntered={entered} onBack={back} />;
  }
  const complete = name.trim() !== '' && password !== '';
  return (
    <form
      className="entrance__form card"
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        if (complete) submit();
      }}
      noValidate
    >
      <h2>{t('identity.signIn.title')}</h2>
      <p className="quiet">{t('identity.signIn.text')}</p>
      <Field label={t('identity.name')} value={name} onChange={setName} autoComplete="username" />
      <Field
        label={t('identity.password')}
        type="password"
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
      />
      <SubmitRow label={t('identity.signIn.submit')} busy={busy} wait={wait} error={error} />
    </form>
  );
}

function ChoosePlace(props: {
  participant: Participant;
  places: Place[];
  onEntered: (participant: Participant) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { participant, places, onEntered } = props;
  return (
    <section className="entrance__form card" aria-live="polite">
      <h2>{t('identity.choose.title')}</h2>
      <p className="quiet">{t('identity.choose.text')}</p>
      <PlaceList
        places={places}
        onChoose={(place) =>
          // The first one is open already.
          place.id === places[0]?.id
            ? Promise.resolve(participant)
            : switchPlace(participant.sessionId, place.id)
        }
        onEntered={onEntered}
      />
    </section>
  );
}
