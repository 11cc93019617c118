import type { QuestionProblem } from '../../contract/bank.ts';
import { longestBlock, sourceOf, type RawQuestion } from './question-check.ts';
import { linesOf } from './text-lines.ts';

const optionLine = /^([A-Z])[.)]\s+(.*)$/;
const answerLine = /^ANSWER:\s*(.*)$/;

/**
 * The questions of an Aiken text (the format: Moodle's documentation, "Aiken format"): the question, options that begin with
 * a capital letter and `.` or `)`, then `ANSWER:` and the letter.
 */
export function* readAiken(text: string): Generator<RawQuestion> {
  let lines: string[] = [];
  let begins = 0;
  for (const { line, number } of linesOf(text)) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    if (lines.length === 0) begins = number;
    lines.push(trimmed);
    if (!answerLine.test(trimmed)) continue;
    yield readQuestion(lines, begins);
    lines = [];
  }
  if (lines.length > 0) yield readQuestion(lines, begins);
}

function readQuestion(lines: readonly string[], row: number): RawQuestion {
  const source = sourceOf(lines.join('\n'));
  const failed = (field: string, code: QuestionProblem['code']): RawQuestion => ({
    row,
    source,
    input: null,
    problems: [{ field, code }],
  });
  if (lines.reduce((sum, line) => sum + line.length, 0) > longestBlock) return failed('text', 'too_long');
  const key = answerLine.exec(lines.at(-1) ?? '')?.[1]?.trim();
  const body = key === undefined ? lines : lines.slice(0, -1);
  const first = body.findIndex((line) => optionLine.test(line));
  if (first < 0) return failed('options', 'too_few_options');
  if (first === 0) return failed('text', 'missing');
  const options: { letter: string; text: string }[] = [];
  for (const line of body.slice(first)) {
    const [, letter = '', text = ''] = optionLine.exec(line) ?? [];
    if (letter !== '') options.push({ letter, text });
    else return failed('options', 'unreadable');
  }
  if (key === undefined || key === '') return failed('correct', 'no_key');
  if (!/^[A-Z]$/.test(key))
    return failed('correct', /^[A-Z][\s,A-Z]*$/.test(key) ? 'many_keys' : 'unreadable');
  const correct = options.findIndex(({ letter }) => letter === key);
  if (correct < 0) return failed('correct', 'key_not_an_option');
  return {
    row,
    source,
    problems: [],
    input: {
      text: body.slice(0, first).join('\n'),
      content: { kind: 'single', options: options.map(({ text }) => ({ text })), correct },
    },
  };
}

/** Whether a text is Aiken: it names an answer the way only Aiken does, and has none of GIFT's braces. */
export function isAiken(text: string): boolean {
  return /^ANSWER:/m.test(text) && !/(^|[^\\])\{/.test(text);
}
