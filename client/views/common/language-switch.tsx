import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { changeLanguage, currentLanguage } from '../../i18n/index.ts';
import { Icon } from './icon.tsx';

/** One click to the other language; the label is in the language that it leads to. */
export function LanguageSwitch(): ReactElement {
  useTranslation();
  const chinese = currentLanguage() === 'zh-CN';
  return (
    <button
      type="button"
      className="button button--plain"
      lang={chinese ? 'en' : 'zh-CN'}
      onClick={() => void changeLanguage(chinese ? 'en' : 'zh-CN')}
    >
      <Icon name="language" />
      {chinese ? 'English' : '中文'}
    </button>
  );
}
