import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Participant, Place } from '../../../src/contract/identity.ts';
import { ClientError } from '../../session/client-error.ts';
import { Icon } from '../common/icon.tsx';
import { useErrorSentence } from '../common/error-text.tsx';
import '../../i18n/identity.ts';
import './identity.css';

/** The roles of an account as large buttons. */
export function PlaceList(props: {
  places: readonly Place[];
  onChoose: (place: Place) => Promise<Participant>;
  onEntered: (participant: Participant) => void;
}): ReactElement {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<ClientError | null>(null);
  const choose = (place: Place): void => {
    if (busy !== null) return;
    setBusy(place.id);
    props
      .onChoose(place)
      .then(props.onEntered, (thrown: unknown) => setError(ClientError.from(thrown)))
      .finally(() => setBusy(null));
  };
  return (
    <>
      <ul className="places">
        {props.places.map((place) => (
          <li key={place.id}>
            <button
              type="button"
              className="button places__one"
              aria-busy={busy === place.id}
              onClick={() => choose(place)}
            >
              <span>
                <strong>{t(`role.${place.role}`)}</strong>
                <span className="quiet">
                  {place.courseName ?? t('identity.wholeServer')}
                  {place.branchName === null ? '' : ` · ${place.branchName}`}
                </span>
              </span>
              <Icon name="chevron" />
            </button>
          </li>
        ))}
      </ul>
      {error === null ? null : (
        <p className="entrance__problem" role="alert">
          {sentence(error.code)}
        </p>
      )}
    </>
  );
}
