import type { QuestionProblem } from '../../contract/bank.ts';
import { pictured, splitCell } from './cell-text.ts';
import { columnsOf, kindOf, letters } from './columns.ts';
import { sourceOf, type RawQuestion } from './question-check.ts';

/** A cell as a spreadsheet has it. */
export interface SheetCell {
  text: string;
  /** Set when its text is not what the person meant. */
  problem?: string;
}

/** A row as a spreadsheet has it, counted from 1. */
export interface SheetRow {
  row: number;
  cells: readonly (SheetCell | undefined)[];
}

/** The rows among which the headings have to be: offices put titles and notes above them. */
const headingWithin = 20;

/** Takes the rows of one sheet in their order and makes questions of them. */
export class QuestionSheet {
  readonly #onQuestion: (question: RawQuestion) => void;
  #columns: (string | undefined)[] | undefined;
  #seen = 0;

  constructor(onQuestion: (question: RawQuestion) => void) {
    this.#onQuestion = onQuestion;
  }

  /** False when no more rows are wanted. */
  add({ row, cells }: SheetRow): boolean {
    if (cells.every((cell) => cell === undefined || cell.text.trim() === '')) return true;
    if (this.#columns === undefined) {
      this.#columns = columnsOf(cells.map((cell) => cell?.text ?? ''));
      this.#seen += 1;
      return this.#columns !== undefined || this.#seen < headingWithin;
    }
    const named = new Map<string, SheetCell>();
    this.#columns.forEach((key, index) => {
      const cell = cells[index];
      if (key !== undefined && cell !== undefined && !named.has(key)) named.set(key, cell);
    });
    this.#onQuestion(readRow(row, named));
    return true;
  }

  /** Whether a row named the columns. */
  get found(): boolean {
    return this.#columns !== undefined;
  }
}

type Content = Readonly<Record<string, unknown>>;

function isProblem(one: Content | QuestionProblem): one is QuestionProblem {
  return 'field' in one && 'code' in one;
}

function readRow(row: number, cells: ReadonlyMap<string, SheetCell>): RawQuestion {
  const problems: QuestionProblem[] = [];
  for (const [field, { problem }] of cells)
    if (problem !== undefined) problems.push({ field, code: 'unreadable' });
  const text = (key: string) => cells.get(key)?.text.trim() ?? '';
  const source = sourceOf(`${text('kind')} ${text('text')}`);
  if (text('text') === '') problems.push({ field: 'text', code: 'missing' });
  const parts = letters.map((letter) => ({ letter, text: text(`option${letter}`) }));
  const content = contentOf(text('kind'), {
    parts: parts.filter((one) => one.text !== ''),
    answer: text('answer'),
  });
  if (isProblem(content)) problems.push(content);
  const points = decimalOf(text('points'));
  if (Number.isNaN(points)) problems.push({ field: 'points', code: 'not_a_number' });
  const difficulty = decimalOf(text('difficulty'));
  if (Number.isNaN(difficulty)) problems.push({ field: 'difficulty', code: 'not_a_number' });
  const input = {
    text: text('text'),
    pictureId: text('picture') === '' ? null : text('picture'),
    content,
    points: points === undefined ? undefined : Math.round(points * 100),
    topic: text('topic'),
    difficulty,
    explanation: text('explanation'),
  };
  return { row, source, input: problems.length > 0 ? null : input, problems };
}

/** Undefined for nothing, NaN for what is no number. */
function decimalOf(text: string): number | undefined {
  const plain = text.normalize('NFKC').replace(/\s/g, '').replace(/分$/, '');
  if (plain === '') return undefined;
  return /^-?\d{1,13}(\.\d{1,15})?(e[-+]?\d{1,2})?$/i.test(plain) ? Number(plain) : NaN;
}

interface Parts {
  parts: readonly { letter: string; text: string }[];
  answer: string;
}

function contentOf(kindName: string, { parts, answer }: Parts): Content | QuestionProblem {
  if (kindName === '') return { field: 'kind', code: 'missing' };
  const kind = kindOf(kindName);
  switch (kind) {
    case undefined:
      return { field: 'kind', code: 'unknown_kind' };
    case 'single':
    case 'multiple':
      return choiceOf(kind, parts, answer);
    case 'trueFalse': {
      const correct = truthOf(answer);
      if (correct !== undefined) return { kind, correct };
      return { field: 'correct', code: answer === '' ? 'no_key' : 'key_not_an_option' };
    }
    case 'fill':
      return blanksOf(parts.length > 0 ? parts.map(({ text }) => text) : [answer]);
    case 'ordering':
      return { kind, items: parts.map(({ text }) => text) };
    case 'matching':
      return pairsOf(parts.map(({ text }) => text));
    case 'short':
      return { kind, guide: answer };
  }
}

function choiceOf(
  kind: 'single' | 'multiple',
  parts: Parts['parts'],
  answer: string,
): Content | QuestionProblem {
  const keys = answer
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s,;、，；]/g, '');
  if (keys === '') return { field: 'correct', code: 'no_key' };
  const correct = Array.from(keys, (key) => parts.findIndex(({ letter }) => letter === key));
  if (correct.includes(-1)) return { field: 'correct', code: 'key_not_an_option' };
  const options = parts.map(({ text }) => pictured(text));
  if (kind === 'multiple') return { kind, options, correct };
  return correct.length > 1
    ? { field: 'correct', code: 'many_keys' }
    : { kind, options, correct: correct[0] };
}

const right = new Set(['对', '正确', '是', '√', '✓', '✔', 't', 'true', 'yes', 'y', 'right', '1']);
const wrong = new Set(['错', '错误', '否', '×', 'x', 'f', 'false', 'no', 'n', 'wrong', '0']);

function truthOf(answer: string): boolean | undefined {
  const word = answer.normalize('NFKC').toLowerCase();
  if (right.has(word)) return true;
  return wrong.has(word) ? false : undefined;
}

function blanksOf(cells: readonly string[]): Content | QuestionProblem {
  if (cells.every((cell) => cell === '')) return { field: 'blanks', code: 'no_key' };
  const blanks = cells.map((cell) => {
    const [value, tolerance, ...more] = splitCell(cell, '±');
    if (tolerance === undefined || more.length > 0) return { of: 'text', accepted: splitCell(cell, '|') };
    return { of: 'number', value: decimalOf(value ?? ''), tolerance: decimalOf(tolerance) };
  });
  const strange = blanks.some(
    (blank) => 'value' in blank && (!Number.isFinite(blank.value) || !Number.isFinite(blank.tolerance)),
  );
  return strange ? { field: 'blanks', code: 'not_a_number' } : { kind: 'fill', blanks };
}

function pairsOf(cells: readonly string[]): Content | QuestionProblem {
  const pairs = cells.map((cell) => splitCell(cell, '=>'));
  if (pairs.some((pair) => pair.length !== 2)) return { field: 'pairs', code: 'unreadable' };
  return { kind: 'matching', pairs: pairs.map(([left, other]) => ({ left, right: other })) };
}
