import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { questionDraft, type QuestionDraft } from '../../../../src/contract/bank.ts';
import { isAiken, readAiken } from '../../../../src/quiz/bank/aiken-read.ts';
import { exampleQuestions } from '../../../../src/quiz/bank/examples.ts';
import { readGift } from '../../../../src/quiz/bank/gift-read.ts';
import { writeGift } from '../../../../src/quiz/bank/gift-write.ts';
import { checkQuestion, understand, type RawQuestion } from '../../../../src/quiz/bank/question-check.ts';
import { columns } from '../../../../src/quiz/bank/columns.ts';
import { QuestionSheet } from '../../../../src/quiz/bank/sheet-read.ts';
import { rowOf } from '../../../../src/quiz/bank/sheet-write.ts';

const all = (raw: Iterable<RawQuestion>) => [...raw].map((one) => ({ row: one.row, ...understand(one) }));
const gift = (text: string) => all(readGift(text));
const aiken = (text: string) => all(readAiken(text));

function sheet(rows: readonly (readonly (string | number)[])[]) {
  const read: RawQuestion[] = [];
  const taker = new QuestionSheet((question) => read.push(question));
  rows.forEach((cells, index) =>
    taker.add({ row: index + 1, cells: cells.map((cell) => ({ text: String(cell) })) }),
  );
  return all(read);
}

describe('GIFT', () => {
  it('reads the kinds of question that Moodle writes', () => {
    const read = gift(`// true/false
::Q1:: 1+1\\=2 {T}

::Q2:: What's between orange and green in the spectrum?
{ =yellow # right; good! ~red # wrong, it's yellow ~blue # wrong, it's yellow }

::Q3:: Two plus {=two =2} equals four.

::Q4:: Which animal eats which food? { =cat -> cat food =dog -> dog food }

::Q5:: What is a number from 1 to 5? {#3:2}

::Q6:: What is a number from 1 to 5? {#1..5}

::Q7:: Which of these are even? {
  ~%50%two
  ~%-50%three
  ~%50%four
  ####Two and four.
}

Write a short biography. {}
`);
    expect(read.map(({ row, problems }) => [row, problems])).toEqual(
      [2, 4, 7, 9, 11, 13, 15, 22].map((row) => [row, []]),
    );
    expect(read.map(({ draft }) => draft?.content)).toMatchObject([
      { kind: 'trueFalse', correct: true },
      { kind: 'single', correct: 0, options: [{ text: 'yellow' }, { text: 'red' }, { text: 'blue' }] },
      { kind: 'fill', blanks: [{ of: 'text', accepted: ['two', '2'] }] },
      {
        kind: 'matching',
        pairs: [
          { left: 'cat', right: 'cat food' },
          { left: 'dog', right: 'dog food' },
        ],
      },
      { kind: 'fill', blanks: [{ of: 'number', value: 3, tolerance: 2 }] },
      { kind: 'fill', blanks: [{ of: 'number', value: 3, tolerance: 2 }] },
      { kind: 'multiple', correct: [0, 2] },
      { kind: 'short' },
    ]);
    expect(read[0]?.draft?.text).toBe('1+1=2');
    expect(read[1]?.draft?.explanation).toBe('right; good!');
    expect(read[2]?.draft?.text).toBe('Two plus ____ equals four.');
    expect(read[6]?.draft?.explanation).toBe('Two and four.');
  });

  it('undoes escapes, and takes topics, formats and comments for what they are', () => {
    const read = gift(`$CATEGORY: $course$/top/Safety//Fire

// a comment with { and =
[html]<p>What is 2 \\= 1 \\+ 1, \\{a\\}\\: b\\~c\\#d &amp; e?</p>{=\\=yes ~\\~no}`);
    expect(read[0]?.draft).toMatchObject({
      topic: 'Safety/Fire',
      text: 'What is 2 = 1 \\+ 1, {a}: b~c#d & e?',
      content: { kind: 'single', options: [{ text: '=yes' }, { text: '~no' }] },
    });
  });

  it.each([
    ['only words', 'description', 'unsupported'],
    ['open {=a', 'text', 'unreadable'],
    ['many {=a =b ~c}', 'correct', 'many_keys'],
    ['none {~a ~b}', 'correct', 'no_key'],
    ['partly {=a ~%50%b ~c}', 'weight', 'unsupported'],
    ['number {#three}', 'blanks', 'not_a_number'],
    ['picture [html]{=<img src\\="x"> ~b}', 'picture', 'unsupported'],
    ['twice {=a ~A}', 'options', 'duplicate_option'],
    ['two {=a} blanks {=b}', 'blanks', 'unsupported'],
  ])('says what is wrong with %s', (text, field, code) => {
    expect(
      gift(`fine {T}\n\n${text.startsWith('picture') ? '[html]Which?{=<img src\\="x"> ~b}' : text}`),
    ).toMatchObject([{ problems: [] }, { row: 3, draft: null, problems: [{ field, code }] }]);
  });

  it('is not held up by a hostile text', () => {
    const started = performance.now();
    for (const text of [
      '{'.repeat(1e6),
      '::'.repeat(5e5),
      '=~'.repeat(5e5),
      '\\'.repeat(1e6),
      'a {=b}\n\n'.repeat(5_000),
    ])
      gift(text);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

describe('Aiken', () => {
  it('reads questions, and says what is wrong with those that are none', () => {
    const text = `What is the sum of 1 + 1?
A. 1
B) 2
ANSWER: B

No option is right
A. a
B. b
ANSWER: C

Several
A. a
B. b
ANSWER: A, B`;
    expect(isAiken(text)).toBe(true);
    expect(isAiken('A question {=a}\nANSWER: A')).toBe(false);
    expect(aiken(text)).toMatchObject([
      { row: 1, draft: { content: { kind: 'single', correct: 1, options: [{ text: '1' }, { text: '2' }] } } },
      { row: 6, problems: [{ field: 'correct', code: 'key_not_an_option' }] },
      { row: 11, problems: [{ field: 'correct', code: 'many_keys' }] },
    ]);
  });
});

describe('a spreadsheet of questions', () => {
  const heading = columns.map(({ title }) => title['zh-CN']);

  it('says what is wrong with each row', () => {
    const line = (kind: string, text: string, options: string[], answer: string) => [
      kind,
      text,
      ...Array.from({ length: 10 }, (_, index) => options[index] ?? ''),
      answer,
    ];
    const read = sheet([
      ['示例题库'],
      heading,
      line('单选', '示例一', ['甲', '乙'], 'B'),
      line('单选题', '示例二', ['甲', '乙'], 'AB'),
      line('选择', '示例三', [], 'A'),
      line('填空题', '示例 ____ 和 ____', ['甲|乙'], ''),
      line('判断题', '示例五', [], '√'),
      line('匹配题', '示例六', ['甲 => 一', '乙'], ''),
      line('多选题', '示例七', ['甲', '', '乙'], 'a、C'),
    ]);
    expect(read.map(({ row, problems }) => [row, problems[0]?.code ?? ''])).toEqual([
      [3, ''],
      [4, 'many_keys'],
      [5, 'unknown_kind'],
      [6, 'blanks_differ'],
      [7, ''],
      [8, 'unreadable'],
      [9, ''],
    ]);
    expect(read[6]?.draft?.content).toMatchObject({ correct: [0, 1] });
  });
});

const words = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 20 }),
    fc
      .array(
        fc.constantFrom(
          '~',
          '=',
          '#',
          '{',
          '}',
          ':',
          '\\',
          '|',
          '=>',
          '->',
          '±',
          '[html]',
          '//',
          '%50%',
          '题',
          'n',
          ' ',
        ),
        { minLength: 1, maxLength: 8 },
      )
      .map((parts) => parts.join('')),
  )
  .map((text) => `词${text}`);
const textOf = words.map((text) => text.replaceAll('_', ' '));
const optionsOf = fc.uniqueArray(words, {
  minLength: 2,
  maxLength: 5,
  selector: (text) => text.normalize('NFKC').toLowerCase(),
});
const content = fc.oneof(
  optionsOf.chain((texts) =>
    fc
      .nat(texts.length - 1)
      .map((correct) => ({ kind: 'single', options: texts.map((text) => ({ text })), correct })),
  ),
  optionsOf.chain((texts) =>
    fc.uniqueArray(fc.nat(texts.length - 1), { minLength: 1 }).map((correct) => ({
      kind: 'multiple',
      options: texts.map((text) => ({ text })),
      correct: correct.sort(),
    })),
  ),
  fc.boolean().map((correct) => ({ kind: 'trueFalse', correct })),
  fc.record({ kind: fc.constant('ordering'), items: optionsOf }),
  fc.tuple(optionsOf, optionsOf).map(([left, right]) => {
    const length = Math.min(left.length, right.length);
    return {
      kind: 'matching',
      pairs: left.slice(0, length).map((one, index) => ({ left: one, right: right[index] })),
    };
  }),
  fc.record({ kind: fc.constant('short'), guide: fc.oneof(fc.constant(''), words) }),
  fc.record({
    kind: fc.constant('fill'),
    blanks: fc.array(
      fc.oneof(
        fc.record({ of: fc.constant('text'), accepted: fc.array(words, { minLength: 1, maxLength: 3 }) }),
        fc.record({
          of: fc.constant('number'),
          value: fc.integer({ min: -1e6, max: 1e6 }).map((value) => value / 1000),
          tolerance: fc.nat(1000).map((value) => value / 100),
        }),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  }),
);
/** Any question that the model takes. */
const question = fc
  .record({
    text: textOf,
    content,
    points: fc.integer({ min: 1, max: 10_000 }),
    topic: fc.oneof(fc.constant(''), words),
    difficulty: fc.integer({ min: 1, max: 5 }),
    explanation: fc.oneof(fc.constant(''), words),
  })
  .map((one) => {
    const blanks = one.content.kind === 'fill' && 'blanks' in one.content ? one.content.blanks.length : 0;
    return questionDraft.safeParse({ ...one, text: `${one.text}${' ____'.repeat(blanks)}` });
  })
  .filter((parsed) => parsed.success && checkQuestion(parsed.data).length === 0)
  .map((parsed) => parsed.data as QuestionDraft);

describe('an export', () => {
  it('reads back as the same questions from a spreadsheet', () => {
    fc.assert(
      fc.property(
        fc.array(question, { maxLength: 4 }),
        fc.constantFrom('zh-CN' as const, 'en' as const),
        (questions, language) => {
          const rows = [
            columns.map(({ title }) => title[language]),
            ...questions.map((one) => rowOf(one, language)),
          ];
          expect(sheet(rows).map(({ draft }) => draft)).toEqual(questions);
        },
      ),
    );
    const examples = exampleQuestions.map((one) => rowOf(one, 'zh-CN'));
    expect(sheet([columns.map(({ title }) => title.en), ...examples]).map(({ draft }) => draft)).toEqual(
      exampleQuestions,
    );
  });

  it('reads back as the same questions from GIFT, but for what GIFT cannot say', () => {
    const sayable = question.filter(({ content: one }) => {
      if (one.kind === 'ordering') return false;
      if (one.kind === 'matching') return !one.pairs.some(({ left }) => left.includes('->'));
      if (one.kind !== 'fill') return true;
      const [blank] = one.blanks;
      return (
        one.blanks.length === 1 &&
        !(blank?.of === 'text' && blank.accepted.some((form) => form.includes('->')))
      );
    });
    fc.assert(
      fc.property(fc.array(sayable, { maxLength: 4 }), (questions) => {
        expect(gift([...writeGift(questions)].join('')).map(({ draft }) => draft)).toEqual(questions);
      }),
    );
  });
});
