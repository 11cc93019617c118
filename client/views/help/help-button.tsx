import { useEffect, useRef, useState, type ReactElement } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useObservable } from '../../hooks/use-observable.ts';
import '../../i18n/help.ts';
import { ticketBook } from '../../session/ticket-book.ts';
import { Icon } from '../common/icon.tsx';
import { HelpSheet } from './help-sheet.tsx';
import './help.css';

/**
 * The way to help, at the same place on every page; a mark says that there is an answer. The sheet comes with it: whoever has no
 * line could not load it any more.
 */
export function HelpButton(): ReactElement {
  const { t } = useTranslation();
  const book = ticketBook(useClassSession());
  const { unseen } = useObservable(book.state);
  const button = useRef<HTMLButtonElement>(null);
  const [place, setPlace] = useState<Element | null>(null);
  useEffect(() => book.start(), [book]);
  return (
    <>
      <button
        ref={button}
        type="button"
        className="button button--plain help-button"
        title={t('help.button')}
        // The sheet stands outside of the line that the button is in, which may fade meanwhile; it keeps the page's colours.
        onClick={() => setPlace(button.current?.closest('[data-theme]') ?? document.body)}
      >
        <Icon name="help" />
        <span className="help-button__word">{t('help.button')}</span>
        {unseen === 0 ? null : (
          <span className="help-button__mark figures">
            <span aria-hidden="true">{unseen}</span>
            <span className="only-spoken">{t('help.newAnswers', { count: unseen })}</span>
          </span>
        )}
      </button>
      {place === null ? null : createPortal(<HelpSheet onClose={() => setPlace(null)} />, place)}
    </>
  );
}
