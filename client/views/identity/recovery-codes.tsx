import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import '../../i18n/factor.ts';
import './factor.css';

/** The recovery codes, this one time: to be copied, printed or written down. */
export function RecoveryCodes({
  codes,
  onDone,
}: {
  codes: readonly string[];
  onDone: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    void navigator.clipboard.writeText(codes.join('\n')).then(() => setCopied(true));
  };
  return (
    <section className="entrance__form card factor__codes" aria-live="polite">
      <h2>{t('factor.codes.title')}</h2>
      <p>{t('factor.codes.text')}</p>
      <ul className="factor__list figures">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="factor__actions">
        {/* Browsers copy on secure pages only. */}
        {window.isSecureContext ? (
          <button type="button" className="button" onClick={copy} aria-live="polite">
            {copied ? t('factor.codes.copied') : t('factor.codes.copy')}
          </button>
        ) : null}
        <button type="button" className="button" onClick={() => window.print()}>
          {t('factor.codes.print')}
        </button>
      </div>
      <button type="button" className="button button--primary button--wide" onClick={onDone}>
        {t('factor.codes.done')}
      </button>
    </section>
  );
}
