import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '../../../src/contract/help.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useObservable } from '../../hooks/use-observable.ts';
import '../../i18n/help.ts';
import '../../i18n/messages.ts';
import { ClientError } from '../../session/client-error.ts';
import { ticketBook, type TicketsState } from '../../session/ticket-book.ts';
import { ErrorText } from '../common/error-text.tsx';
import { whenWords } from '../common/when-words.ts';

/** Requests for help that a phone shows; older ones are settled long ago. */
const mostShown = 10;

/** The own requests for help: what waits to be sent, and what became of the others. */
export function OwnTickets(): ReactElement | null {
  const { t } = useTranslation();
  const { own, unsent } = useObservable(ticketBook(useClassSession()).state);
  if (unsent.length === 0 && (own === null || own.length === 0)) return null;
  return (
    <section className="tickets" aria-label={t('help.own')}>
      <h3>{t('help.own')}</h3>
      <ul>
        {unsent.map((one) => (
          <UnsentCard key={one.id} ticket={one} />
        ))}
        {own?.slice(0, mostShown).map((one) => (
          <TicketCard key={one.id} ticket={one} />
        ))}
      </ul>
    </section>
  );
}

function UnsentCard({ ticket }: { ticket: TicketsState['unsent'][number] }): ReactElement {
  const { t } = useTranslation();
  const book = ticketBook(useClassSession());
  const { id, kind, text, error } = ticket;
  return (
    <li className="ticket" data-state="unsent">
      <p className="ticket__head">
        <strong>{t(`help.kind.${kind}`)}</strong>
        <span className="ticket__state">{t(error === null ? 'help.waiting' : 'help.refused')}</span>
      </p>
      {text === '' ? null : (
        <p className="ticket__text">
          <bdi>{text}</bdi>
        </p>
      )}
      {error === null ? null : <ErrorText error={error} />}
      {error === null ? null : (
        <button type="button" className="button" onClick={() => book.discard(id)}>
          {t('help.discard')}
        </button>
      )}
    </li>
  );
}

function TicketCard({ ticket }: { ticket: Ticket }): ReactElement {
  const { t } = useTranslation();
  const session = useClassSession();
  const book = ticketBook(session);
  const { id, kind, text, state, answers, at } = ticket;
  const now = session.classroom.serverNow();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const close = (): void => {
    setBusy(true);
    setError(null);
    book
      .close(id)
      .catch((thrown: unknown) => setError(ClientError.from(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <li className="ticket" data-state={state}>
      <p className="ticket__head">
        <strong>{t(`help.kind.${kind}`)}</strong>
        <time className="quiet figures">{whenWords(at, now)}</time>
        <span className="ticket__state">{t(`help.state.${state}`)}</span>
      </p>
      {text === '' ? null : (
        <p className="ticket__text">
          <bdi>{text}</bdi>
        </p>
      )}
      {answers.map((answer) => (
        <div key={answer.id} className="ticket__answer">
          <p className="quiet">
            <bdi>{answer.by}</bdi> <time className="figures">{whenWords(answer.at, now)}</time>
          </p>
          <p className="ticket__text">
            <bdi>{answer.text}</bdi>
          </p>
        </div>
      ))}
      {error === null ? null : <ErrorText error={error} />}
      {state === 'closed' ? null : (
        <button type="button" className="button" disabled={busy} onClick={close}>
          {t('help.works')}
        </button>
      )}
    </li>
  );
}
