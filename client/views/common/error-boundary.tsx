import { Component, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NoticePage } from './notice.tsx';

/** One broken part must not leave a blank page: says what happened, what is safe, and offers the way back. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <BrokenPage /> : this.props.children;
  }
}

function BrokenPage(): ReactElement {
  const { t } = useTranslation();
  return (
    <NoticePage
      theme="dark"
      urgent
      title={t('error.pageTitle')}
      actions={
        <button type="button" className="button button--primary" onClick={() => location.reload()}>
          {t('common.reload')}
        </button>
      }
    >
      <p>{t('error.pageText')}</p>
    </NoticePage>
  );
}
