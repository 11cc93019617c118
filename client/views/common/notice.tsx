import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClientError } from '../../session/types.ts';
import { ErrorText } from './error-text.tsx';
import { Topline } from './topline.tsx';

export { ErrorText, useErrorSentence } from './error-text.tsx';

export interface NoticeProps {
  title: string;
  /** Sentences: what happened, what is safe, what to do. */
  children?: ReactNode;
  actions?: ReactNode;
  /** Read out at once by screen readers: for what interrupts. */
  urgent?: boolean;
}

/** One calm message with what to do next. */
export function Notice({ title, children, actions, urgent = false }: NoticeProps): ReactElement {
  return (
    <section className="notice" role={urgent ? 'alert' : undefined}>
      <h1>{title}</h1>
      {children}
      {actions === undefined ? null : <div className="notice__actions">{actions}</div>}
    </section>
  );
}

/** The same as a page of its own. */
export function NoticePage({ theme, ...notice }: NoticeProps & { theme: 'dark' | 'light' }): ReactElement {
  return (
    <div className="page" data-theme={theme}>
      <Topline />
      <main className="notice-page">
        <Notice {...notice} />
      </main>
    </div>
  );
}

/** An error that takes the whole page. */
export function ErrorPage(props: {
  error: Pick<ClientError, 'code' | 'reference'>;
  theme: 'dark' | 'light';
  title?: string;
  onRetry?: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { error, theme, title, onRetry } = props;
  // Whoever is not signed in any more can try as often as they like: only their link helps.
  const isFinal = error.code === 'not_signed_in';
  return (
    <NoticePage
      theme={theme}
      urgent
      title={title ?? t('error.title')}
      actions={
        <>
          {onRetry === undefined || isFinal ? null : (
            <button type="button" className="button button--primary" onClick={onRetry}>
              {t('common.retry')}
            </button>
          )}
          <a className="button" href="/">
            {t('common.openLink')}
          </a>
        </>
      }
    >
      <ErrorText error={error} />
    </NoticePage>
  );
}
