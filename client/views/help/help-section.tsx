import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useObservable } from '../../hooks/use-observable.ts';
import '../../i18n/help.ts';
import { ClientError } from '../../session/client-error.ts';
import { ticketBook } from '../../session/ticket-book.ts';
import { ErrorText } from '../common/error-text.tsx';
import { HelpSheet } from './help-sheet.tsx';
import { OwnTickets } from './own-tickets.tsx';
import './help.css';

/** A liaison's requests for help with their answers, and the way to the next one. */
export function HelpSection(): ReactElement {
  const { t } = useTranslation();
  const book = ticketBook(useClassSession());
  const { own, unsent } = useObservable(book.state);
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  useEffect(() => {
    let current = true;
    book.load().then(
      () => current && setError(null),
      (thrown: unknown) => current && setError(ClientError.from(thrown)),
    );
    return () => {
      current = false;
    };
  }, [book]);
  return (
    <div className="help">
      <p>{t('help.section.text')}</p>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        {t('help.section.ask')}
      </button>
      {error !== null && own === null ? <ErrorText error={error} /> : null}
      {own?.length === 0 && unsent.length === 0 ? <p className="quiet">{t('help.section.none')}</p> : null}
      <OwnTickets />
      {asking ? <HelpSheet onClose={() => setAsking(false)} /> : null}
    </div>
  );
}
