import { useEffect, useState, type ReactElement, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Participant } from '../../../src/contract/identity.ts';
import { rolePath } from '../../session/page.ts';
import type { RememberedPage } from '../../session/remember.ts';
import { usePageTheme } from '../common/page-theme.ts';
import { Topline } from '../common/topline.tsx';
import { SignInForm } from '../identity/sign-in-form.tsx';
import { tokenFromInput } from './token.ts';
import './welcome.css';

export interface WelcomePageProps {
  /** The page that this browser showed before. */
  last: RememberedPage | null;
  /** Goes to an address of this server. */
  onGo: (path: string) => void;
  /** Somebody has signed in with name and password. */
  onEntered: (participant: Participant) => void;
}

/** The bare address: type a code, paste a link, sign in, or go back to where this device was. */
export function WelcomePage({ last, onGo, onEntered }: WelcomePageProps): ReactElement {
  const { t } = useTranslation();
  usePageTheme('light', 'Plenum');
  return (
    <div className="page" data-theme="light">
      <Topline />
      <main className="welcome">
        {last === null ? null : <LastPage last={last} onGo={onGo} />}
        <LinkForm onGo={onGo} />
        <SignInForm onEntered={onEntered} />
        <section className="welcome__help">
          <h2>{t('welcome.helpTitle')}</h2>
          <ul>
            <li>{t('welcome.help1')}</li>
            <li>{t('welcome.help2')}</li>
            <li>{t('welcome.help3')}</li>
          </ul>
        </section>
      </main>
    </div>
  );
}

function LinkForm({ onGo }: Pick<WelcomePageProps, 'onGo'>): ReactElement {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [invalid, setInvalid] = useState(false);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const token = tokenFromInput(text);
    setInvalid(token === null);
    if (token !== null) onGo(`/j/${token}`);
  };
  return (
    <form className="welcome__form card" onSubmit={submit} noValidate>
      <h1>{t('welcome.title')}</h1>
      <p className="quiet">{t('welcome.text')}</p>
      <label htmlFor="link">{t('welcome.label')}</label>
      <input
        id="link"
        className="field"
        type="text"
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        placeholder={t('welcome.placeholder')}
        value={text}
        aria-invalid={invalid}
        aria-describedby={invalid ? 'link-problem' : undefined}
        onChange={(event) => setText(event.target.value)}
      />
      {invalid ? (
        <p id="link-problem" className="welcome__problem" role="alert">
          {t('welcome.invalid')}
        </p>
      ) : null}
      <button type="submit" className="button button--primary button--wide">
        {t('welcome.open')}
      </button>
    </form>
  );
}

/** Seconds until a big screen goes back to its lesson by itself: nobody may be there after a power cut. */
const screenReturnSeconds = 10;

function LastPage({ last, onGo }: { last: RememberedPage; onGo: (path: string) => void }): ReactElement {
  const { t } = useTranslation();
  const [left, setLeft] = useState(last.role === 'screen' ? screenReturnSeconds : null);
  const path = rolePath(last);
  useEffect(() => {
    if (left === null) return undefined;
    const timer = setTimeout(() => {
      if (left <= 1) onGo(path);
      else setLeft(left - 1);
    }, 1000);
    return () => clearTimeout(timer);
  }, [left, path, onGo]);
  return (
    <section className="welcome__last card">
      <p>
        {t('welcome.lastText', { role: t(`role.${last.role}`) })}
        {left === null ? null : (
          <span className="quiet figures"> · {t('welcome.autoScreen', { seconds: left })}</span>
        )}
      </p>
      <div className="notice__actions">
        <a className="button button--primary" href={path}>
          {t('welcome.last')}
        </a>
        {left === null ? null : (
          <button type="button" className="button" onClick={() => setLeft(null)}>
            {t('welcome.stay')}
          </button>
        )}
      </div>
    </section>
  );
}
