import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useObservable } from '../../hooks/use-observable.ts';
import { errorSentences } from '../../i18n/error-sentences.ts';
import { currentLanguage } from '../../i18n/index.ts';
import type { ClientError, ClientErrorCode } from '../../session/types.ts';

// Asked for before anything goes wrong: an error may be that nothing can be loaded any more.
errorSentences();

/** What an error says to people, in the language that is shown now. */
export function useErrorSentence(): (code: ClientErrorCode) => string {
  const { t } = useTranslation();
  const sentences = useObservable(errorSentences());
  return (code) => {
    if (code === 'offline' || code === 'timeout' || code === 'unsupported' || code === 'closed') {
      return t(`error.${code}`);
    }
    if (sentences === null) return t('error.title');
    return currentLanguage() === 'en' ? sentences[code].en : sentences[code].zh;
  };
}

/** What happened, what is safe, what to do, and the number for the help desk; with `onRetry` the button that tries again. */
export function ErrorText(props: {
  error: Pick<ClientError, 'code' | 'reference'>;
  onRetry?: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { error, onRetry } = props;
  const sentence = useErrorSentence();
  return (
    <>
      <p>{sentence(error.code)}</p>
      <p className="quiet">{t('error.safe')}</p>
      {error.reference === undefined ? null : (
        <p className="notice__number figures">
          <HelpNumber reference={error.reference} />
        </p>
      )}
      {onRetry === undefined ? null : (
        <button type="button" className="button" onClick={onRetry}>
          {t('common.retry')}
        </button>
      )}
    </>
  );
}

/** The number by which the help desk finds what happened; it is read out and typed, so it stays in one piece. */
export function HelpNumber({ reference }: { reference: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      {t('error.number')} <span className="unbroken">{reference}</span>
    </>
  );
}
