import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useRequest } from '../../hooks/use-request.ts';
import { Loading } from './loading.tsx';
import { NoticePage } from './notice.tsx';

const reload = (): void => location.reload();

/**
 * The place of this page is taken. By another window of this browser: one tap takes it back. By another device, on which the
 * link was opened: this browser's sign-in is over then, and only opening the link again helps.
 */
export function ReplacedPage({ theme }: { theme: 'dark' | 'light' }): ReactElement {
  const { t } = useTranslation();
  const { sessionId } = useClassSession();
  const self = useRequest('GET /api/sessions/:sessionId', { params: { sessionId } });
  if (self.kind === 'loading') return <Loading theme={theme} />;
  const isElsewhere = self.kind === 'failed' && self.error.code === 'not_signed_in';
  return (
    <NoticePage
      theme={theme}
      urgent
      title={t(isElsewhere ? 'state.movedTitle' : 'state.replacedTitle')}
      actions={
        isElsewhere ? (
          <a className="button" href="/">
            {t('common.openLink')}
          </a>
        ) : (
          <button type="button" className="button button--primary" onClick={reload}>
            {t('state.replacedAction')}
          </button>
        )
      }
    >
      <p>{t(isElsewhere ? 'state.movedText' : 'state.replacedText')}</p>
    </NoticePage>
  );
}
