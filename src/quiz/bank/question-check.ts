import {
  questionDraft,
  type QuestionContent,
  type QuestionDraft,
  type QuestionProblem,
} from '../../contract/bank.ts';
import { quizLimits } from '../../contract/quiz-limits.ts';
import { comparable } from './comparable.ts';

/** Four underscores or more stand for one blank. */
const blankMark = /_{4,}/g;

/** How many blanks a question's text has. */
export function blanksIn(text: string): number {
  return text.match(blankMark)?.length ?? 0;
}

/** What is wrong with a question whose shape is right: what one field says of another. Empty when it can be asked. */
export function checkQuestion({ text, content }: Pick<QuestionDraft, 'text' | 'content'>): QuestionProblem[] {
  switch (content.kind) {
    case 'single':
      return [...duplicates(content.options), ...keyProblems([content.correct], content.options.length)];
    case 'multiple':
      return [...duplicates(content.options), ...keyProblems(content.correct, content.options.length)];
    case 'fill':
      return blanksIn(text) === content.blanks.length ? [] : [{ field: 'text', code: 'blanks_differ' }];
    case 'ordering':
      return same(content.items) ? [{ field: 'items', code: 'duplicate_option' }] : [];
    case 'matching': {
      // Two equal right sides would make one person's right answer another's wrong one.
      const twice =
        same(content.pairs.map(({ left }) => left)) || same(content.pairs.map(({ right }) => right));
      return twice ? [{ field: 'pairs', code: 'duplicate_option' }] : [];
    }
    default:
      return [];
  }
}

type Options = Extract<QuestionContent, { kind: 'single' }>['options'];

function duplicates(options: Options): QuestionProblem[] {
  const twice = same(options.map(({ text, pictureId }) => `${pictureId ?? ''} ${text}`));
  return twice ? [{ field: 'options', code: 'duplicate_option' }] : [];
}

function keyProblems(correct: readonly number[], options: number): QuestionProblem[] {
  const wrong = correct.some((key) => key >= options) || new Set(correct).size !== correct.length;
  return wrong ? [{ field: 'correct', code: 'key_not_an_option' }] : [];
}

function same(texts: readonly string[]): boolean {
  return new Set(texts.map(comparable)).size !== texts.length;
}

/** A question that was read from a file, before anybody has looked at what it says. */
export interface RawQuestion {
  /** Its row or line, from 1. */
  row: number;
  /** What stands there, for people to find it again. */
  source: string;
  /** What it was understood as, to be parsed; null when it could not be understood. */
  input: unknown;
  /** What reading it met. */
  problems: QuestionProblem[];
}

/** Parses and checks what was read. The draft is null while something is wrong with it. */
export function understand(raw: RawQuestion): { draft: QuestionDraft | null; problems: QuestionProblem[] } {
  if (raw.problems.length > 0 || raw.input === null) return { draft: null, problems: raw.problems };
  const parsed = questionDraft.safeParse(raw.input);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, code }): QuestionProblem => {
      const field = fieldOf(path);
      return { field, code: problemOf(code, path, field) };
    });
    return { draft: null, problems: once(problems) };
  }
  const problems = checkQuestion(parsed.data);
  return { draft: problems.length > 0 ? null : parsed.data, problems };
}

function fieldOf(path: readonly PropertyKey[]): string {
  const [first, second] = path;
  const field = first === 'content' && typeof second === 'string' ? second : first;
  return String(field ?? 'text').slice(0, 40);
}

function problemOf(code: string, path: readonly PropertyKey[], field: string): QuestionProblem['code'] {
  const isList = path.length <= 2 && ['options', 'items', 'pairs'].includes(field);
  if (code === 'too_big') {
    if (field === 'points' || field === 'difficulty') return 'not_a_number';
    return isList ? 'too_many_options' : 'too_long';
  }
  if (code === 'too_small') {
    if (field === 'points' || field === 'difficulty') return 'not_a_number';
    if (field === 'correct') return 'no_key';
    return isList ? 'too_few_options' : 'missing';
  }
  if (field === 'correct') return 'no_key';
  if (field === 'points' || field === 'difficulty') return 'not_a_number';
  return field === 'kind' ? 'unknown_kind' : 'missing';
}

function once(problems: readonly QuestionProblem[]): QuestionProblem[] {
  return problems.filter(({ field }, index) => problems.findIndex((one) => one.field === field) === index);
}

/** Characters of what stands in a file that are shown beside a problem. */
const sourceShown = 200;

/** The beginning of what stands in a file, in one line. */
export function sourceOf(text: string): string {
  const line = text
    .slice(0, 2 * sourceShown)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > sourceShown ? `${line.slice(0, sourceShown)}…` : line;
}

/** Every picture that a question shows. */
export function picturesOf({ pictureId, content }: Pick<QuestionDraft, 'pictureId' | 'content'>): string[] {
  const options = content.kind === 'single' || content.kind === 'multiple' ? content.options : [];
  return [pictureId, ...options.map((option) => option.pictureId)].filter((id) => id !== null);
}

/** Characters of one question in a text file; an honest one has the longest of each part at most. */
export const longestBlock =
  quizLimits.text + 2 * quizLimits.explanation + quizLimits.options * 8 * quizLimits.option;
