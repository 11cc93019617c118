import { dictionary } from '@zxcvbn-ts/language-common';

/** From leaks, the commonest first. */
const { passwords } = dictionary;

/** All that have 10 characters or more: shorter ones are not taken anyway. */
export const commonPasswords: ReadonlySet<string> = new Set(passwords.filter(({ length }) => length >= 10));

/** The 4,000 commonest of 4 to 9 letters, to which people add digits. */
export const commonWords: ReadonlySet<string> = new Set(
  passwords.filter((password) => /^[a-z]{4,9}$/.test(password)).slice(0, 4_000),
);
