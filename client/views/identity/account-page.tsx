import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnSession } from '../../../src/contract/identity.ts';
import type { RouteOutput } from '../../../src/contract/index.ts';
import { currentLanguage } from '../../i18n/index.ts';
import { createApi } from '../../session/api.ts';
import { ClientError } from '../../session/client-error.ts';
import { switchPlace } from '../../session/entrance.ts';
import { remembered } from '../../session/remember.ts';
import { rolePath } from '../../session/page.ts';
import { lazyView, Pending } from '../common/lazy-view.tsx';
import { Loading } from '../common/loading.tsx';
import { ErrorText } from '../common/error-text.tsx';
import { ErrorPage } from '../common/notice.tsx';
import { usePageTheme } from '../common/page-theme.ts';
import { calendarDay, clockTime } from '../common/time.ts';
import { Topline } from '../common/topline.tsx';
import { deviceWords } from './device-words.ts';
import { PasswordForm } from './password-form.tsx';
import { PlaceList } from './place-list.tsx';
import { useProof } from './use-proof.tsx';
import '../../i18n/identity.ts';
import './identity.css';

// Trainees' and liaisons' phones come here, too, and have no account.
const FactorSection = lazyView(async () => (await import('./factor-section.tsx')).FactorSection);

type Own = RouteOutput<'GET /api/sessions'>;

export interface AccountPageProps {
  sessionId: string;
  onGo: (path: string) => void;
}

/** Where the person behind this session is signed in, and their account if they have one. */
export function AccountPage({ sessionId, onGo }: AccountPageProps): ReactElement {
  const { t } = useTranslation();
  usePageTheme('light', t('identity.account.title'));
  const [own, setOwn] = useState<Own | null>(null);
  const [error, setError] = useState<ClientError | null>(null);
  const [turn, setTurn] = useState(0);
  const reload = (): void => setTurn((n) => n + 1);
  useEffect(() => {
    let current = true;
    createApi(sessionId)
      .request('GET /api/sessions', {})
      .then(
        (answer) => {
          if (current) setOwn(answer);
        },
        (thrown: unknown) => {
          if (current) setError(ClientError.from(thrown));
        },
      );
    return () => {
      current = false;
    };
  }, [sessionId, turn]);
  if (error !== null) return <ErrorPage theme="light" error={error} />;
  if (own === null) return <Loading theme="light" />;
  return <AccountView own={own} sessionId={sessionId} onGo={onGo} onChanged={reload} />;
}

export interface AccountViewProps extends AccountPageProps {
  own: Own;
  /** Something ended or changed: ask again. */
  onChanged: () => void;
}

/** The page itself, with what the server has said. */
export function AccountView({ own, sessionId, onGo, onChanged }: AccountViewProps): ReactElement {
  const { t } = useTranslation();
  const current = own.sessions.find((session) => session.current);
  return (
    <div className="page" data-theme="light">
      <Topline>
        {current === undefined ? null : (
          <a className="button button--plain" href={rolePath(current)}>
            {t('identity.account.back')}
          </a>
        )}
      </Topline>
      <main className="account">
        <h1>{own.account === null ? t('identity.account.title') : own.account.name}</h1>
        <SessionList sessions={own.sessions} sessionId={sessionId} onGo={onGo} onChanged={onChanged} />
        {own.account === null || own.account.places.length < 2 ? null : (
          <section className="entrance__form card">
            <h2>{t('identity.account.places')}</h2>
            <PlaceList
              places={own.account.places}
              onChoose={(place) => switchPlace(sessionId, place.id)}
              onEntered={(participant) => onGo(rolePath(participant))}
            />
          </section>
        )}
        {own.account === null ? null : (
          <>
            <Pending fallback={null}>
              <FactorSection
                factor={own.account.secondFactor}
                name={own.account.name}
                sessionId={sessionId}
                onChanged={onChanged}
              />
            </Pending>
            <PasswordForm sessionId={sessionId} onChanged={onChanged} />
          </>
        )}
      </main>
    </div>
  );
}

function SessionList(
  props: Omit<AccountViewProps, 'own'> & { sessions: readonly OwnSession[] },
): ReactElement {
  const { t } = useTranslation();
  const { sessions, sessionId, onGo, onChanged } = props;
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<ClientError | null>(null);
  const api = createApi(sessionId);
  const { prove, proofDialog } = useProof(api);
  const end = ({ sessionId: ended, current }: OwnSession): void => {
    setBusy(ended);
    setError(null);
    const params = { sessionId: ended };
    prove(() => api.request('DELETE /api/sessions/:sessionId', { params }))
      .then(
        () => {
          if (current) remembered.forgetPerson();
          if (current) onGo('/');
          else onChanged();
        },
        (thrown: unknown) => setError(ClientError.from(thrown)),
      )
      .finally(() => setBusy(null));
  };
  return (
    <section className="account__sessions">
      <h2>{t('identity.account.sessions')}</h2>
      <p className="quiet">{t('identity.account.sessionsText')}</p>
      {error === null ? null : <ErrorText error={error} />}
      {proofDialog}
      <ul className="account__sessions">
        {sessions.map((session) => (
          <li key={session.sessionId} className="account__session card">
            <div>
              <strong>{deviceWords(session.userAgent, t)}</strong>
              <span>
                {t(`role.${session.role}`)} · {session.courseName ?? t('identity.wholeServer')}
              </span>
              <span className="quiet figures">
                {session.current
                  ? t('identity.account.thisDevice')
                  : t('identity.account.lastSeen', {
                      when: `${calendarDay(session.lastSeenAt, currentLanguage())} ${clockTime(session.lastSeenAt)}`,
                    })}
              </span>
            </div>
            <button
              type="button"
              className="button"
              aria-busy={busy === session.sessionId}
              onClick={() => end(session)}
            >
              {session.current ? t('identity.account.signOutHere') : t('identity.account.signOut')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
