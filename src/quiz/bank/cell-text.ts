/*
 * How one cell holds more than a text: accepted forms stand with `|` between them, a pair with `=>`, a number with `±` and
 * how far an answer may be off; a backslash takes the meaning away from any of them.
 */

/** Forms, a side of a pair or a number's text as it stands in a cell. */
export function escapeCell(text: string): string {
  return text.replace(/[\\|±]|=>|^\[图:/g, (mark) => `\\${mark}`);
}

/** The parts of a cell between `mark`, with their escapes undone. */
export function splitCell(cell: string, mark: '|' | '=>' | '±'): string[] {
  const parts = [''];
  for (let at = 0; at < cell.length;) {
    if (cell.startsWith('\\', at) && at + 1 < cell.length) {
      const escaped = cell.startsWith('=>', at + 1) ? '=>' : cell.charAt(at + 1);
      // A backslash before anything else is one that somebody wrote.
      const known = ['\\', '|', '±', '=>', '['].includes(escaped);
      parts.push(`${parts.pop() ?? ''}${known ? '' : '\\'}${escaped}`);
      at += 1 + escaped.length;
    } else if (cell.startsWith(mark, at)) {
      parts.push('');
      at += mark.length;
    } else {
      parts.push(`${parts.pop() ?? ''}${cell.charAt(at)}`);
      at += 1;
    }
  }
  return parts.map((part) => part.trim());
}

/** A cell that holds one text only. */
export function plainCell(cell: string): string {
  return splitCell(cell, '|').join('|');
}

const picture = /^\[图:([\w-]{1,64})\]/;

/** The picture that an option begins with, and its words. */
export function pictured(cell: string): { pictureId: string | null; text: string } {
  const found = picture.exec(cell);
  return { pictureId: found?.[1] ?? null, text: cell.slice(found?.[0].length ?? 0).trim() };
}
