/** The lines of a text one after the other, so that whoever reads it can pause; numbers from 1. */
export function* linesOf(text: string): Generator<{ line: string; number: number }> {
  const ends = /\r\n|\r|\n/g;
  let from = 0;
  for (let number = 1; from <= text.length; number += 1) {
    ends.lastIndex = from;
    const end = ends.exec(text);
    yield { line: text.slice(from, end?.index ?? text.length), number };
    from = end ? end.index + end[0].length : text.length + 1;
  }
}
