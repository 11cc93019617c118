import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import i18next from 'i18next';
import { describe, expect, it, vi } from 'vitest';
import { en } from '../../../client/i18n/en.ts';
import { changeLanguage, textsReady } from '../../../client/i18n/index.ts';
import { zhCN } from '../../../client/i18n/zh-CN.ts';

type Texts = { [key: string]: string | Texts };

const root = join(import.meta.dirname, '../../../client');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => join(root, name));
const source = new Map(sources.map((file) => [file, readFileSync(file, 'utf8')]));

function imported(file: string, pattern: RegExp): string[] {
  const found = [...(source.get(file) ?? '').matchAll(pattern)];
  return found.map(([, path]) => join(dirname(file), path ?? '')).filter((path) => source.has(path));
}

const name = (file: string): string => file.slice(root.length + 1);

const staticImport = /^(?:import|export) (?!type\b)(?:[^;'"]*? from )?'(\.[^']+)';/gm;
const lazyImport = /\bimport\('(\.[^']+)'\)/g;

/** What comes when this file is loaded: itself and all that it imports statically. */
function loadedWith(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const next of imported(file, staticImport)) loadedWith(next, seen);
  return seen;
}

function textAt(key: string): string | Texts | undefined {
  return key.split('.').reduce<string | Texts | undefined>((texts, part) => {
    return typeof texts === 'object' && Object.hasOwn(texts, part) ? texts[part] : undefined;
  }, zhCN);
}

/** Keys of texts in a file; of `area.word.${name}` the part before the variable. */
function keysIn(file: string): string[] {
  // Names of stories look like keys, and only views show texts.
  if (!name(file).startsWith('views/') || file.endsWith('/stories.ts')) return [];
  const quoted = [...(source.get(file) ?? '').matchAll(/['"`]([a-z]\w*(?:\.\w+)*)(\.\$\{[^`]*)?['"`]/gi)];
  return quoted.flatMap(([, key = '', variable]) => {
    const text = textAt(key);
    return key.includes('.') && typeof text === 'string' ? [key] : variable && text ? [`${key}.`] : [];
  });
}

function flatten(texts: Texts, prefix = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : flatten(value, `${prefix}${key}.`),
  );
}

const shown = (language: string): Texts =>
  (i18next.getResourceBundle(language, 'translation') ?? {}) as Texts;

/** The modules that add texts, with the keys that each adds; `index.ts` brings what every page has. */
async function areas(): Promise<Map<string, string[]>> {
  const added = new Map([[join(root, 'i18n/index.ts'), flatten(shown('zh-CN'))]]);
  for (const [file, text] of source) {
    if (!text.includes('\naddTexts(') || file.endsWith('index.ts')) continue;
    const before = new Set(flatten(shown('zh-CN')));
    await import(file);
    added.set(
      file,
      flatten(shown('zh-CN')).filter((key) => !before.has(key)),
    );
  }
  return added;
}

const added = await areas();

describe('texts', () => {
  it('come with every page and panel that shows them', () => {
    const main = join(root, 'main.tsx');
    const first = loadedWith(main);
    const starts = new Set([main, ...sources.flatMap((file) => imported(file, lazyImport))]);
    const missing = [...starts].flatMap((start) => {
      const loaded = loadedWith(start);
      const here = [...first, ...loaded].flatMap((file) => added.get(file) ?? []);
      const has = (key: string): boolean =>
        key.endsWith('.') ? here.some((one) => one.startsWith(key)) : here.includes(key);
      return [...loaded].flatMap((file) => {
        const absent = keysIn(file).filter((key) => !has(key));
        return absent.length === 0 ? [] : [`${name(start)} loads ${name(file)} without ${absent.join(', ')}`];
      });
    });
    expect(missing).toEqual([]);
  });

  it('of all areas can be loaded, in both languages', async () => {
    vi.stubGlobal('document', { documentElement: { lang: '' } });
    expect(flatten(shown('zh-CN')).sort()).toEqual(flatten(zhCN).sort());
    expect(shown('en')).toEqual({});
    await changeLanguage('en');
    expect(shown('en')).toEqual(en);
    await expect(textsReady()).resolves.toBeUndefined();
  });

  it('are waited for by every view that is fetched later: none is React’s own `lazy`', () => {
    const own = [...source].filter(([, text]) => /\blazy\(/.test(text)).map(([file]) => file);
    expect(own).toEqual([]);
  });
});
