/*
 * The escapes of GIFT, as Moodle's documentation has them: a backslash before ~ = # { } : takes their meaning away, `\n` is
 * a line break, and `\\` a backslash.
 */
const escapes = ['~', '=', '#', '{', '}', ':', '\\', '\n'] as const;
/** What each of them is while a question is taken apart; control characters are taken out of the text before. */
const standIn = (index: number): string => String.fromCharCode(index + 1);

/** The text with its escaped characters hidden, so that every mark that is left means something. */
export function hideEscapes(text: string): string {
  const clean = Array.from(text, (letter) => (letter < '\t' ? '' : letter)).join('');
  return clean.replace(/\\([~=#{}:\\n])/g, (_, letter: string) =>
    standIn(escapes.findIndex((one) => one === (letter === 'n' ? '\n' : letter))),
  );
}

/** The same characters as what they stand for. */
export function showEscapes(text: string): string {
  return Array.from(text, (letter) => escapes[letter.charCodeAt(0) - 1] ?? letter)
    .join('')
    .trim();
}

/** A text as it stands in a file; see `hideEscapes`. */
export function escapeGift(text: string): string {
  return text.replace(/[~=#{}:\\]/g, (letter) => `\\${letter}`).replace(/\n/g, '\\n');
}

const format = /^\s*\[(html|moodle|plain|markdown)\]/;

/** Whether a text would be taken for one that names its format. */
export function startsWithFormat(text: string): boolean {
  return format.test(text);
}

/** A text without the name of its format; HTML becomes what it says. */
export function plainOf(text: string, inherited: string): { text: string; format: string; picture: boolean } {
  const own = format.exec(text);
  const name = own?.[1] ?? inherited;
  const rest = own ? text.slice(own[0].length) : text;
  const shown = showEscapes(rest);
  const html = name === 'html' || (name === 'moodle' && /<\/?(p|br|b|i|em|strong|span|img)\b/i.test(shown));
  return html
    ? { text: withoutTags(shown), format: name, picture: /<img\b/i.test(shown) }
    : { text: shown, format: name, picture: false };
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  '#39': "'",
};

function withoutTags(html: string): string {
  return html
    .replace(/<br\s*\/?>|<\/p>|<\/li>|<\/div>/gi, '\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (whole, name: string) => entities[name] ?? whole)
    .trim();
}
