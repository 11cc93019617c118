import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useConnection } from '../../hooks/use-connection.ts';
import { Loading } from './loading.tsx';
import { ErrorPage, NoticePage } from './notice.tsx';
import { ReplacedPage } from './replaced-page.tsx';
import { clockTime } from './time.ts';

export interface ClassGateProps {
  theme: 'dark' | 'light';
  /** Rendered once the classroom is entered, and kept while the line is down. */
  children: ReactNode;
}

const reload = (): void => location.reload();

/** The states that every page has before there is something to show, and after there is nothing more to come. */
export function ClassGate({ theme, children }: ClassGateProps): ReactElement {
  const { t } = useTranslation();
  const connection = useConnection();
  const { entry } = useClassroom();
  if (connection.kind === 'replaced') return <ReplacedPage theme={theme} />;
  if (connection.kind === 'revoked') {
    return (
      <NoticePage
        theme={theme}
        urgent
        title={t('state.revokedTitle')}
        actions={
          <a className="button" href="/">
            {t('common.openLink')}
          </a>
        }
      >
        <p>{t('state.revokedText')}</p>
      </NoticePage>
    );
  }
  if (connection.kind === 'failed')
    return <ErrorPage theme={theme} error={connection.error} onRetry={reload} />;
  if (entry.kind === 'refused') return <Refused theme={theme} />;
  if (entry.kind === 'joined') return <>{children}</>;
  if (connection.kind === 'reconnecting' || connection.kind === 'stopping') {
    const { since, attempt } = connection;
    return (
      <NoticePage theme={theme} title={t('state.offlineTitle')}>
        <p>{t('state.offlineText')}</p>
        <p className="quiet figures" role="status">
          {t('connection.reconnecting', { time: clockTime(since), attempt })}
        </p>
      </NoticePage>
    );
  }
  return <Loading theme={theme} />;
}

/** The server did not let this page in: two of its reasons are no error but a matter of time. */
function Refused({ theme }: { theme: 'dark' | 'light' }): ReactElement | null {
  const { t } = useTranslation();
  const { classroom } = useClassSession();
  const { entry } = useClassroom();
  if (entry.kind !== 'refused') return null;
  const titles = { no_lesson: t('state.noLessonTitle'), lesson_ended: t('state.endedTitle') } as const;
  const { error } = entry;
  const title = error.code === 'no_lesson' || error.code === 'lesson_ended' ? titles[error.code] : undefined;
  const retry = (): void => void classroom.moveOn().catch(reload);
  return (
    <ErrorPage theme={theme} error={error} {...(title === undefined ? {} : { title })} onRetry={retry} />
  );
}
