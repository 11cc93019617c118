import type { QuestionProblem } from '../../contract/bank.ts';
import { hideEscapes, plainOf, showEscapes } from './gift-text.ts';
import { blanksIn, longestBlock, sourceOf, type RawQuestion } from './question-check.ts';
import { linesOf } from './text-lines.ts';

/** What stands before a question and belongs to it. */
interface Before {
  topic: string;
  points: number | undefined;
  difficulty: number | undefined;
  guide: string;
}

/**
 * The questions of a GIFT text, one after the other (the format: Moodle's documentation, "GIFT format"). Blank lines stand
 * between questions, `//` begins a comment, `$CATEGORY:` names the topic of what follows. Of our own files the comments also
 * say points, difficulty and who marks what.
 */
export function* readGift(text: string): Generator<RawQuestion> {
  let topic = '';
  let before = emptyBefore;
  let block: string[] = [];
  let begins = 0;
  const take = (): RawQuestion => {
    const question = readBlock(block.join('\n'), begins, { ...before, topic });
    before = emptyBefore;
    block = [];
    return question;
  };
  for (const { line, number } of linesOf(text)) {
    const trimmed = line.trim();
    if (trimmed.startsWith('//')) {
      before = commented(trimmed, before);
    } else if (trimmed === '') {
      if (block.length > 0) yield take();
    } else if (trimmed.startsWith('$CATEGORY:')) {
      if (block.length > 0) yield take();
      topic = topicOf(trimmed.slice('$CATEGORY:'.length));
    } else {
      if (block.length === 0) begins = number;
      block.push(line);
    }
  }
  if (block.length > 0) yield take();
}

const emptyBefore: Before = { topic: '', points: undefined, difficulty: undefined, guide: '' };

function commented(line: string, before: Before): Before {
  const guide = /^\/\/ guide: (.*)$/.exec(line)?.[1];
  if (guide !== undefined) return { ...before, guide: showEscapes(hideEscapes(guide)) };
  const points = /\[tag:points:(\d{1,3}(?:\.\d{1,2})?)\]/.exec(line)?.[1];
  const difficulty = /\[tag:difficulty:([1-5])\]/.exec(line)?.[1];
  return {
    ...before,
    ...(points === undefined ? {} : { points: Math.round(Number(points) * 100) }),
    ...(difficulty === undefined ? {} : { difficulty: Number(difficulty) }),
  };
}

/** The last step of a path such as `$course$/top/Safety`; a `/` within a step is written twice. */
function topicOf(path: string): string {
  const steps = path
    .trim()
    .replace(/\/\//g, '\u0001')
    .split('/')
    .map((step) => step.replaceAll('\u0001', '/').trim());
  const named = /^\$\w+\$$/.test(steps[0] ?? '') ? steps.slice(1) : steps;
  const below = named[0] === 'top' ? named.slice(1) : named;
  return below.at(-1) ?? '';
}

function readBlock(block: string, row: number, before: Before): RawQuestion {
  const source = sourceOf(block);
  const failed = (field: string, code: QuestionProblem['code']): RawQuestion => ({
    row,
    source,
    input: null,
    problems: [{ field, code }],
  });
  if (block.length > longestBlock) return failed('text', 'too_long');
  const hidden = hideEscapes(block).replace(/^\s*::[\s\S]*?::/, '');
  const open = hidden.indexOf('{');
  const close = hidden.indexOf('}');
  if (open < 0 && close < 0) return failed('description', 'unsupported');
  if (open < 0 || close < open) return failed('text', 'unreadable');
  const asked = plainOf(hidden.slice(0, open), 'moodle');
  const tail = showEscapes(hidden.slice(close + 1));
  if (hidden.slice(close + 1).includes('{')) return failed('blanks', 'unsupported');
  if (asked.picture) return failed('picture', 'unsupported');
  const [body = '', ...general] = hidden.slice(open + 1, close).split('####');
  const answer = readAnswer(body.trim(), asked.format);
  if ('field' in answer) return failed(answer.field, answer.code);
  const { text, content } = worded(asked.text, tail, answer.content);
  const explanation = plainOf(general.join('####'), asked.format).text || answer.feedback;
  const full = content['kind'] === 'short' ? { ...content, guide: before.guide } : content;
  const { topic, points, difficulty } = before;
  return {
    row,
    source,
    problems: [],
    input: { text, content: full, topic, points, difficulty, explanation },
  };
}

/** Where the answers stand in the middle of a sentence there is a blank; a short answer always has one. */
function worded(text: string, tail: string, content: Content): { text: string; content: Content } {
  if (tail !== '') return { text: `${text} ____ ${tail}`, content };
  if (content['kind'] === 'fill' && blanksIn(text) === 0) return { text: `${text} ____`, content };
  return { text, content };
}

type Content = Readonly<Record<string, unknown>>;
type Answer = { content: Content; feedback: string } | QuestionProblem;

function readAnswer(body: string, format: string): Answer {
  if (body === '') return { content: { kind: 'short', guide: '' }, feedback: '' };
  if (body.startsWith('#')) return readNumber(body.slice(1));
  const truth = /^(TRUE|FALSE|T|F)\s*(?=#|$)/i.exec(body);
  if (truth) {
    const [, wrong = '', right = ''] = body.split('#');
    const correct = truth[1]?.toUpperCase().startsWith('T') === true;
    return { content: { kind: 'trueFalse', correct }, feedback: plainOf(right || wrong, format).text };
  }
  const pieces = readPieces(body, format);
  if (pieces === undefined) return { field: 'options', code: 'unreadable' };
  if (pieces.some(({ picture }) => picture)) return { field: 'picture', code: 'unsupported' };
  if (pieces.some(({ sign }) => sign === '~')) return readChoice(pieces);
  return body.includes('->') ? readMatching(pieces) : readWords(pieces);
}

interface Piece {
  sign: '=' | '~';
  /** Percent; undefined when nothing is said. */
  weight: number | undefined;
  text: string;
  feedback: string;
  picture: boolean;
}

/** Undefined when something stands before the first mark. */
function readPieces(body: string, format: string): Piece[] | undefined {
  const pieces: Piece[] = [];
  if (!/^[=~]/.test(body)) return undefined;
  for (const match of body.matchAll(/([=~])([^=~]*)/g)) {
    const [said = '', ...feedback] = (match[2] ?? '').split('#');
    const weighted = /^\s*%(-?\d{1,3}(?:\.\d{1,7})?)%/.exec(said);
    const { text, picture } = plainOf(weighted ? said.slice(weighted[0].length) : said, format);
    pieces.push({
      sign: match[1] === '=' ? '=' : '~',
      weight: weighted ? Number(weighted[1]) : undefined,
      text,
      feedback: plainOf(feedback.join('#'), format).text,
      picture,
    });
  }
  return pieces;
}

function readChoice(pieces: readonly Piece[]): Answer {
  const options = pieces.map(({ text }) => ({ text: text.replace(/\s*\n\s*/g, ' ') }));
  const sure = indexes(pieces, ({ sign, weight }) => sign === '=' && (weight ?? 100) === 100);
  const partly = indexes(pieces, ({ sign, weight = 0 }) => sign === '~' && weight > 0);
  const feedback = pieces.find((_, index) => sure.includes(index))?.feedback ?? '';
  if (sure.length > 1) return { field: 'correct', code: 'many_keys' };
  // One right answer and others that are worth something: we know right and wrong only.
  if (sure.length === 1 && partly.length > 0) return { field: 'weight', code: 'unsupported' };
  if (sure.length === 1) return { content: { kind: 'single', options, correct: sure[0] }, feedback };
  if (partly.length === 0) return { field: 'correct', code: 'no_key' };
  return { content: { kind: 'multiple', options, correct: partly }, feedback: '' };
}

function indexes(pieces: readonly Piece[], wanted: (piece: Piece) => boolean): number[] {
  return pieces.flatMap((piece, index) => (wanted(piece) ? [index] : []));
}

function readMatching(pieces: readonly Piece[]): Answer {
  const pairs = pieces.map(({ text }) => {
    const at = text.indexOf('->');
    return at < 0 ? undefined : { left: text.slice(0, at).trim(), right: text.slice(at + 2).trim() };
  });
  if (pairs.some((pair) => pair === undefined)) return { field: 'pairs', code: 'unreadable' };
  // A right side without a left one only misleads; we ask for pairs.
  if (pairs.some((pair) => pair?.left === '')) return { field: 'pairs', code: 'unsupported' };
  return { content: { kind: 'matching', pairs }, feedback: '' };
}

function readWords(pieces: readonly Piece[]): Answer {
  if (pieces.some(({ weight }) => weight !== undefined && weight !== 100)) {
    return { field: 'weight', code: 'unsupported' };
  }
  const accepted = pieces.map(({ text }) => text);
  return {
    content: { kind: 'fill', blanks: [{ of: 'text', accepted }] },
    feedback: pieces[0]?.feedback ?? '',
  };
}

const decimal = '([-+]?\\d{1,13}(?:\\.\\d{1,15})?(?:[eE][-+]?\\d{1,2})?)';
const around = new RegExp(`^${decimal}(?:\\s*:\\s*${decimal})?$`);
const between = new RegExp(`^${decimal}\\s*\\.\\.\\s*${decimal}$`);

function readNumber(body: string): Answer {
  const many = body.trim().startsWith('=') ? body.trim().slice(1).split('=') : [body];
  if (many.length > 1) return { field: 'weight', code: 'unsupported' };
  const [said = '', ...feedback] = (many[0] ?? '').split('#');
  const text = said
    .trim()
    .replace(/^%100(?:\.0+)?%/, '')
    .trim();
  if (text.startsWith('%')) return { field: 'weight', code: 'unsupported' };
  const told = showEscapes(feedback.join('#'));
  const near = around.exec(text);
  if (near) return number(Number(near[1]), Number(near[2] ?? 0), told);
  const range = between.exec(text);
  if (!range) return { field: 'blanks', code: 'not_a_number' };
  const [low, high] = [Number(range[1]), Number(range[2])];
  return number((low + high) / 2, (high - low) / 2, told);
}

function number(value: number, tolerance: number, feedback: string): Answer {
  return { content: { kind: 'fill', blanks: [{ of: 'number', value, tolerance }] }, feedback };
}
