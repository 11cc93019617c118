import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** Below this, a skeleton would only flicker. */
const quietMs = 300;

/** Nothing for 300 ms, then the outline of a page with a word for screen readers and for impatient people. */
export function Loading({ theme, label }: { theme: 'dark' | 'light'; label?: string }): ReactElement {
  const { t } = useTranslation();
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), quietMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="page" data-theme={theme} aria-busy="true">
      {visible ? <LoadingOutline label={label ?? t('common.loading')} /> : null}
    </div>
  );
}

function LoadingOutline({ label }: { label: string }): ReactElement {
  return (
    <main className="loading" role="status">
      <div className="skeleton loading__bar" />
      <div className="skeleton loading__picture" />
      <div className="skeleton loading__line" />
      <p className="quiet">{label}</p>
    </main>
  );
}
