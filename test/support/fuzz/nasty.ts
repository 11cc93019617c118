import fc from 'fast-check';

/** Texts that have broken somebody's program before. */
const texts = [
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\u202e\u2066示例\u2069',
  '\u200b',
  'e\u0301'.repeat(40),
  '\uffff\ufffe',
  '\u{10ffff}',
  '\r\n\r\nHTTP/1.1 200 OK',
  "'; drop table course; --",
  '../../../../etc/passwd',
  '%00%2e%2e%2f',
  '{{7*7}}${7*7}<script>alert(1)</script>',
  '=cmd|calc!A1',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'null',
  'NaN',
  '1e309',
  '-1',
  '0x10',
  '9'.repeat(400),
  '',
  ' ',
  '\n',
];
export const nastyText: fc.Arbitrary<string> = fc.constantFrom(...texts);

/** So deep that a function that calls itself for each level runs out of stack, and still within a request's bounds. */
function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

const numbers = [
  ...[0, -0, -1, 1.5, -1.5, 1e21, 1e308, -1e308, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53), 5e-324],
  ...[8.64e15 + 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, NaN, Infinity, -Infinity],
];

/** Values of every wrong kind. */
export const nastyValue: fc.Arbitrary<unknown> = fc.oneof(
  nastyText,
  fc.constantFrom<unknown>(...numbers),
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    [],
    {},
    [[]],
    [null],
    { length: 1e9 },
    { then: 1 },
    { $ne: null },
  ),
  fc.constantFrom<unknown>({ toString: 1 }, { valueOf: null }, { toJSON: 'x' }, { hasOwnProperty: 1 }),
  fc.constantFrom('x', '示', '\u0000').map((character) => character.repeat(20_000)),
  fc.constantFrom(100, 5_000).map((length) => Array.from({ length }, (_, index) => index)),
  fc.constantFrom(50, 1_000).map(nested),
);

/** The JSON of a value; of nothing at all, a `null`. */
export function jsonOf(value: unknown): string {
  return value === undefined ? 'null' : JSON.stringify(value);
}

/** What a mutation does to one place in an input. */
export type Mutation =
  | { how: 'replace'; value: unknown }
  | { how: 'drop' }
  | { how: 'add'; key: string; value: unknown }
  | { how: 'repeat'; times: number };

export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 5, arbitrary: nastyValue.map((value) => ({ how: 'replace', value }) as const) },
  { weight: 1, arbitrary: fc.constant({ how: 'drop' } as const) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('__proto__', 'constructor', 'prototype', 'isAdmin', 'role', 'courseId', ''),
        nastyValue,
      )
      .map(([key, value]) => ({ how: 'add', key, value }) as const),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(2, 300, 5_000).map((times) => ({ how: 'repeat', times }) as const),
  },
);

/** The input with one place changed. @param place where: at each level it says whether to go on, and into which field */
export function mutate(input: unknown, place: number, change: Mutation): unknown {
  if (typeof input !== 'object' || input === null || input instanceof Uint8Array || 'toJSON' in input)
    return changed(input, change);
  const fields: [string, unknown][] = Object.entries(input);
  const [chosen, deeper] = [place % (fields.length + 1), Math.floor(place / (fields.length + 1))];
  const field = fields[chosen];
  if (!field) return changed(input, change);
  const [key, value] = field;
  const isDropped = change.how === 'drop' && (typeof value !== 'object' || deeper % 2 === 0);
  const made = isDropped ? [] : [[key, mutate(value, deeper, change)] as const];
  const after = [...fields.slice(0, chosen), ...made, ...fields.slice(chosen + 1)];
  return Array.isArray(input) ? after.map(([, item]) => item) : Object.fromEntries(after);
}

/** Characters of JSON that a repetition makes at most. */
const longestRepetition = 200_000;

function changed(value: unknown, change: Mutation): unknown {
  switch (change.how) {
    case 'replace':
      return change.value;
    case 'drop':
      return undefined;
    case 'add':
      // Defined, not assigned: `__proto__` has to become a key.
      return Object.fromEntries([
        ...Object.entries(typeof value === 'object' && value !== null ? value : {}),
        [change.key, change.value],
      ]);
    case 'repeat': {
      const times = Math.ceil(longestRepetition / jsonOf(value).length);
      return Array.from({ length: Math.min(change.times, times) }, () => value);
    }
  }
}
