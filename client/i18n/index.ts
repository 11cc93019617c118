import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { remembered } from '../session/remember.ts';
import { zhCN } from './zh-CN.ts';

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

/** Chinese is part of the page; English comes when somebody asks for it, so that phones load one language. */
async function load(language: Language): Promise<void> {
  if (language === 'zh-CN' || i18next.hasResourceBundle(language, 'translation')) return;
  const { en } = await import('./en.ts');
  i18next.addResourceBundle(language, 'translation', en);
}

export function isLanguage(value: string | null): value is Language {
  return languages.some((language) => language === value);
}

/** The language that is shown now. */
export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : 'zh-CN';
}

/** Changes the language of the whole page and remembers it in this browser. */
export async function changeLanguage(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  remembered.set('language', language);
}

/** Must be awaited before the first render. `?lang=en` in the address wins over what this browser remembers. */
export async function setUpLanguage(search: string): Promise<void> {
  const asked = new URLSearchParams(search).get('lang');
  const stored = remembered.get('language');
  const language = [asked, stored].find(isLanguage) ?? 'zh-CN';
  await i18next.use(initReactI18next).init({
    resources: { 'zh-CN': { translation: zhCN } },
    lng: 'zh-CN',
    fallbackLng: 'zh-CN',
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  if (language !== 'zh-CN') {
    await load(language);
    await i18next.changeLanguage(language);
  }
  document.documentElement.lang = language;
}
