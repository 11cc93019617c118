import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isErrorCode } from '../../../src/contract/error-codes.ts';
import type { PageFacts } from '../../../src/contract/help.ts';
import '../../i18n/help.ts';
import '../../i18n/identity.ts';
import { localErrorCodes, type ClientErrorCode } from '../../session/client-error.ts';
import { useErrorSentence } from '../common/error-text.tsx';
import { clockTime } from '../common/time.ts';
import { deviceWords } from '../identity/device-words.ts';
import './help.css';

/** What a page knows, in words: the same for whoever sends it and for whoever helps. */
export function FactList({ facts }: { facts: PageFacts }): ReactElement {
  const { t } = useTranslation();
  const { userAgent, window, pingMs, online, path, loss, kbps, errors } = facts;
  const words = useCodeWords();
  const paths = usePathWords();
  const figures = [
    kbps === null ? null : t('help.fact.kbps', { value: Math.round(kbps) }),
    loss === null ? null : t('help.fact.loss', { value: (loss * 100).toFixed(1) }),
  ].filter((one) => one !== null);
  return (
    <dl className="fact-list">
      <dt>{t('help.fact.line')}</dt>
      <dd className="figures">
        {t(online ? 'help.fact.online' : 'help.fact.offline')}
        {pingMs === null ? '' : ` · ${t('help.fact.ping', { value: Math.round(pingMs) })}`}
      </dd>
      <dt>{t('help.fact.media')}</dt>
      <dd className="figures">
        {path === null ? t('help.fact.noMedia') : [paths(path), ...figures].join(' · ')}
      </dd>
      <dt>{t('help.fact.device')}</dt>
      <dd>
        {deviceWords(userAgent, t)} · <span className="figures">{window.replace('x', ' × ')}</span>
        <small className="quiet fact-list__raw">{userAgent}</small>
      </dd>
      <dt>{t('help.fact.errors')}</dt>
      <dd>
        {errors.length === 0 ? (
          t('help.fact.noErrors')
        ) : (
          <ul className="fact-list__errors">
            {errors.map(({ code, reference, at }) => (
              <li key={`${code} ${at}`}>
                <span className="figures">{clockTime(at, true)}</span> {words(code)}
                {reference === '' ? null : <small className="quiet figures"> {reference}</small>}
              </li>
            ))}
          </ul>
        )}
      </dd>
    </dl>
  );
}

/** How packets travel, in words; a way that this page does not know stays as it is. */
export function usePathWords(): (path: string) => string {
  const { t } = useTranslation();
  return (path) => (path === 'udp' || path === 'tcp' || path === 'relay' ? t(`help.path.${path}`) : path);
}

/** An error's code in words; a code that this page does not know stays as it is. */
export function useCodeWords(): (code: string) => string {
  const sentence = useErrorSentence();
  return (code) => (isKnown(code) ? firstSentence(sentence(code)) : code);
}

function isKnown(code: string): code is ClientErrorCode {
  return isErrorCode(code) || localErrorCodes.some((one) => one === code);
}

/** What happened; what to do about it stands in the sentences after it. */
function firstSentence(text: string): string {
  return /^.*?[。.](?=\s|$|[^\s\d])/u.exec(text)?.[0].replace(/[。.]$/u, '') ?? text;
}
