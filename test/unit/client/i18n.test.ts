import { describe, expect, it } from 'vitest';
import { en } from '../../../client/i18n/en.ts';
import { zhCN } from '../../../client/i18n/zh-CN.ts';

type Texts = { [key: string]: string | Texts };

function flatten(texts: Texts, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === 'string') flat.set(prefix + key, value);
    else for (const [below, text] of flatten(value, `${prefix}${key}.`)) flat.set(below, text);
  }
  return flat;
}

const chinese = flatten(zhCN);
const english = flatten(en);
const placeholders = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe('the languages', () => {
  it('have the same keys', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  it('leave no text empty', () => {
    const empty = [...chinese, ...english].filter(([, text]) => text.trim() === '').map(([key]) => key);
    expect(empty).toEqual([]);
  });

  it('fill the same placeholders', () => {
    for (const [key, text] of chinese) {
      expect(placeholders(english.get(key) ?? ''), key).toEqual(placeholders(text));
    }
  });

  it('stay calm: no exclamation marks', () => {
    const loud = [...chinese, ...english].filter(([, text]) => /[!!]/.test(text)).map(([key]) => key);
    expect(loud).toEqual([]);
  });

  it('has no Chinese left in the English text', () => {
    const untranslated = [...english].filter(([, text]) => /\p{Script=Han}/u.test(text)).map(([key]) => key);
    expect(untranslated).toEqual([]);
  });
});
