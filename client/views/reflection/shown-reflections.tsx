import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import '../../i18n/reflection.ts';
import { ClientError } from '../../session/client-error.ts';
import { ErrorText } from '../common/error-text.tsx';

interface ShownReflection {
  traineeName: string;
  text: string;
}

/** What others wrote, as far as it was chosen to be shown; it comes a few at a time when somebody asks for it. */
export function ShownReflections({ courseId, count }: { courseId: string; count: number }): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const [found, setFound] = useState<readonly ShownReflection[]>([]);
  const [total, setTotal] = useState(count);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const more = (): void => {
    setBusy(true);
    setError(null);
    api
      .request('GET /api/courses/:courseId/reflections/shown', {
        params: { courseId },
        query: { offset: found.length },
      })
      .then(
        (page) => {
          setFound([...found, ...page.shown]);
          setTotal(page.total);
        },
        (thrown: unknown) => setError(ClientError.from(thrown)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <section className="reflection" aria-label={t('reflection.shown')}>
      {found.length === 0 ? null : <h3>{t('reflection.shown')}</h3>}
      {found.map(({ traineeName, text }, place) => (
        // Nobody has two, and people of the same name stay in their order.
        <article key={`${place} ${traineeName}`} className="reflection__one">
          <p className="quiet">
            <bdi>{traineeName}</bdi>
          </p>
          <p className="reflection__text">
            <bdi>{text}</bdi>
          </p>
        </article>
      ))}
      {error === null ? null : <ErrorText error={error} />}
      {found.length >= total ? null : (
        <button type="button" className="button" disabled={busy} onClick={more}>
          {found.length === 0 ? t('reflection.showShown', { count: total }) : t('reflection.more')}
        </button>
      )}
    </section>
  );
}
