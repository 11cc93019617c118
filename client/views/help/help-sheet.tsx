import { useEffect, useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { helpKinds, helpLimits, type HelpKind } from '../../../src/contract/help-limits.ts';
import type { PageFacts } from '../../../src/contract/help.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useObservable } from '../../hooks/use-observable.ts';
import '../../i18n/help.ts';
import { gatherFacts } from '../../session/page-facts.ts';
import { ticketBook } from '../../session/ticket-book.ts';
import { Dialog } from '../common/dialog.tsx';
import { newClientId } from '../messages/use-outbox.ts';
import { FactList } from './fact-list.tsx';
import { OwnTickets } from './own-tickets.tsx';
import './help.css';

/** Something does not work: what, in a word and a few more, with what the page knows; below it what was answered before. */
export function HelpSheet({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const book = ticketBook(useClassSession());
  const { own, unsent } = useObservable(book.state);
  const [sent, setSent] = useState(false);
  useEffect(() => {
    // Without a line there is nothing to show but what waits here.
    book.load().then(
      () => book.read(),
      () => undefined,
    );
  }, [book]);
  useEffect(() => book.read(), [book, own]);
  const isAnswered = own?.some(({ state }) => state === 'answered') ?? false;
  const tickets = <OwnTickets />;
  return (
    <Dialog
      title={t('help.title')}
      onClose={onClose}
      actions={
        <button type="button" className="button" onClick={onClose}>
          {t('common.close')}
        </button>
      }
    >
      <div className="help">
        {isAnswered || sent ? tickets : null}
        {sent ? (
          <div>
            <p role="status" className="help__sent">
              {t(unsent.length > 0 ? 'help.keptText' : 'help.sentText')}
            </p>
            <button type="button" className="button" onClick={() => setSent(false)}>
              {t('help.another')}
            </button>
          </div>
        ) : (
          <AskForm onSent={() => setSent(true)} />
        )}
        {isAnswered || sent ? null : tickets}
      </div>
    </Dialog>
  );
}

/** What the page knows; null while it is being gathered. */
function useFacts(): PageFacts | null {
  const session = useClassSession();
  const [facts, setFacts] = useState<PageFacts | null>(null);
  useEffect(() => {
    let current = true;
    void gatherFacts(session).then((gathered) => {
      if (current) setFacts(gathered);
    });
    return () => {
      current = false;
    };
  }, [session]);
  return facts;
}

function AskForm({ onSent }: { onSent: () => void }): ReactElement {
  const { t } = useTranslation();
  const session = useClassSession();
  const facts = useFacts();
  const textId = useId();
  const [kind, setKind] = useState<HelpKind | null>(null);
  const [text, setText] = useState('');
  const send = (): void => {
    if (kind === null || facts === null) return;
    const lessonId = session.classroom.state.get().lesson?.id ?? null;
    ticketBook(session).send({ id: newClientId(), kind, text: text.trim(), lessonId, facts });
    onSent();
  };
  return (
    <form
      className="help__form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <fieldset className="help__kinds">
        <legend>{t('help.what')}</legend>
        {helpKinds.map((one) => (
          <label key={one} className="help__kind">
            <input type="radio" name="kind" checked={kind === one} onChange={() => setKind(one)} />
            <span>{t(`help.kind.${one}`)}</span>
          </label>
        ))}
      </fieldset>
      <label htmlFor={textId}>{t('help.more')}</label>
      <textarea
        id={textId}
        className="field"
        rows={3}
        maxLength={helpLimits.text}
        placeholder={t('help.moreHint')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <details className="help__facts">
        <summary>{t('help.factsTitle')}</summary>
        {facts === null ? (
          <p className="quiet" aria-busy="true">
            {t('help.gathering')}
          </p>
        ) : (
          <FactList facts={facts} />
        )}
        <p className="quiet">{t('help.factsText')}</p>
      </details>
      <button
        type="submit"
        className="button button--primary button--wide"
        disabled={kind === null || facts === null}
      >
        {t('help.send')}
      </button>
    </form>
  );
}
