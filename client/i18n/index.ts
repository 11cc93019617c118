import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { remembered } from '../session/remember.ts';
import { commonZhCN } from './common.zh-CN.ts';
import type { Translation } from './translation.ts';

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

/** Some of the texts, under their own keys. */
type Part<Texts> = { [Key in keyof Texts]?: Texts[Key] extends string ? string : Part<Texts[Key]> };

/** Adds the English of what was added, for each part whose English nobody has needed yet. */
const missingEnglish = new Set<() => Promise<void>>();

// Resources that are given make this synchronous: `addTexts` may follow at once, and nothing is left to wait for.
void i18next.use(initReactI18next).init({
  resources: {},
  lng: 'zh-CN',
  fallbackLng: 'zh-CN',
  interpolation: { escapeValue: false },
  returnNull: false,
});

/**
 * Adds one area's texts to those of the page. Every area has a module that calls this, and what shows the area's texts
 * imports that module: the texts come with the page or panel that needs them, and `lazyView` waits for the language.
 *
 * @param zhCN is part of the importing chunk
 * @param en is loaded when somebody reads English, so that phones load one language
 */
export function addTexts<Texts extends Part<Translation>>(zhCN: Texts, en: () => Promise<Texts>): void {
  i18next.addResourceBundle('zh-CN', 'translation', zhCN, true);
  const addEnglish = async (): Promise<void> => {
    i18next.addResourceBundle('en', 'translation', await en(), true);
    missingEnglish.delete(addEnglish);
  };
  missingEnglish.add(addEnglish);
}

addTexts(commonZhCN, async () => (await import('./common.en.ts')).commonEn);

/** Resolves when all texts that were added are here in this language, those added meanwhile too. Rejects as import() does. */
async function load(language: Language): Promise<void> {
  while (language === 'en' && missingEnglish.size > 0) {
    await Promise.all([...missingEnglish].map((addEnglish) => addEnglish()));
  }
}

/** Must be awaited before the first render of what came with `addTexts`; see `lazyView`. Rejects as import() does. */
export async function textsReady(): Promise<void> {
  await load(currentLanguage());
}

export function isLanguage(value: string | null): value is Language {
  return languages.some((language) => language === value);
}

/** The language that is shown now. */
export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : 'zh-CN';
}

async function show(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** Changes the language of the whole page and remembers it in this browser. */
export async function changeLanguage(language: Language): Promise<void> {
  await show(language);
  remembered.set('language', language);
}

/** Must be awaited before the first render. `?lang=en` in the address wins over what this browser remembers. */
export async function setUpLanguage(search: string): Promise<void> {
  const asked = new URLSearchParams(search).get('lang');
  const stored = remembered.get('language');
  await show([asked, stored].find(isLanguage) ?? 'zh-CN');
}
