/** What a spreadsheet takes for the beginning of a formula, also in full width. */
const formula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const mark = "'";

/** The text of a cell that no spreadsheet takes for a formula: with an apostrophe before it where one would. */
export function withMark(text: string): string {
  return formula.test(text) ? `${mark}${text}` : text;
}

/** What was meant with a cell: without the apostrophe of `withMark`, and without the one that people put before digits, to keep zeros. */
export function withoutMark(text: string): string {
  const rest = text.slice(mark.length);
  return text.startsWith(mark) && (formula.test(rest) || /^\d/.test(rest)) ? rest : text;
}
