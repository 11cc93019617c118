import type {
  BankQuestion,
  QuestionContent,
  QuestionDraft,
  QuestionKind,
} from '../../../../src/contract/bank.ts';

/** One option, item, pair or blank while it is written. */
export interface Part {
  text: string;
  /** The right side of a pair. */
  other: string;
  pictureId: string | null;
  /** Of a choice: it is right. */
  right: boolean;
}

/** A question while it is written: what one kind needs stays when another is tried. */
export interface QuestionState {
  kind: QuestionKind;
  text: string;
  pictureId: string | null;
  parts: Part[];
  truth: boolean;
  guide: string;
  /** Points, not hundredths. */
  points: number;
  topic: string;
  difficulty: number;
  explanation: string;
}

export const emptyPart: Part = { text: '', other: '', pictureId: null, right: false };

export const emptyQuestion: QuestionState = {
  kind: 'single',
  text: '',
  pictureId: null,
  parts: [emptyPart, emptyPart, emptyPart, emptyPart],
  truth: true,
  guide: '',
  points: 1,
  topic: '',
  difficulty: 3,
  explanation: '',
};

export function stateOf(question: BankQuestion): QuestionState {
  const { content, text, pictureId, points, topic, difficulty, explanation } = question;
  return {
    ...emptyQuestion,
    kind: content.kind,
    text,
    pictureId,
    points: points / 100,
    topic,
    difficulty,
    explanation,
    parts: partsOf(content),
    truth: content.kind === 'trueFalse' ? content.correct : true,
    guide: content.kind === 'short' ? content.guide : '',
  };
}

function partsOf(content: QuestionContent): Part[] {
  switch (content.kind) {
    case 'single':
      return content.options.map((one, index) => ({
        ...emptyPart,
        ...one,
        right: index === content.correct,
      }));
    case 'multiple':
      return content.options.map((one, index) => ({
        ...emptyPart,
        ...one,
        right: content.correct.includes(index),
      }));
    case 'fill':
      return content.blanks.map((blank) => ({
        ...emptyPart,
        text: blank.of === 'number' ? `${blank.value}±${blank.tolerance}` : blank.accepted.join(' | '),
      }));
    case 'ordering':
      return content.items.map((text) => ({ ...emptyPart, text }));
    case 'matching':
      return content.pairs.map(({ left, right }) => ({ ...emptyPart, text: left, other: right }));
    default:
      return emptyQuestion.parts;
  }
}

/** What is sent; empty parts are left out. Whether it can be asked is for the server to say. */
export function draftOf(state: QuestionState): QuestionDraft {
  const { text, pictureId, points, topic, difficulty, explanation } = state;
  return {
    text,
    pictureId,
    content: contentOf(state),
    points: Math.round(points * 100),
    topic,
    difficulty,
    explanation,
  };
}

function contentOf({ kind, parts, truth, guide }: QuestionState): QuestionContent {
  const used = parts.filter(({ text, pictureId }) => text.trim() !== '' || pictureId !== null);
  const options = used.map(({ text, pictureId }) => ({ text, pictureId }));
  const right = used.flatMap((part, index) => (part.right ? [index] : []));
  switch (kind) {
    case 'single':
      return { kind, options, correct: right[0] ?? options.length };
    case 'multiple':
      return { kind, options, correct: right };
    case 'trueFalse':
      return { kind, correct: truth };
    case 'fill':
      return { kind, blanks: used.map(({ text }) => blankOf(text)) };
    case 'ordering':
      return { kind, items: used.map(({ text }) => text) };
    case 'matching':
      return { kind, pairs: used.map(({ text, other }) => ({ left: text, right: other })) };
    case 'short':
      return { kind, guide };
  }
}

function blankOf(text: string): Extract<QuestionContent, { kind: 'fill' }>['blanks'][number] {
  const number = /^\s*(-?\d+(?:\.\d+)?)\s*±\s*(\d+(?:\.\d+)?)\s*$/.exec(text);
  if (number) return { of: 'number', value: Number(number[1]), tolerance: Number(number[2]) };
  const accepted = text.split('|').map((form) => form.trim());
  return { of: 'text', accepted: accepted.filter((form) => form !== '') };
}

/** What the server would refuse to read at all; null when it can be sent. */
export function missingOf(state: QuestionState): 'missing' | 'too_few_options' | 'no_key' | null {
  const { kind } = state;
  if (state.text.trim() === '') return 'missing';
  const used = state.parts.filter(({ text, pictureId }) => text.trim() !== '' || pictureId !== null);
  if (kind === 'trueFalse' || kind === 'short') return null;
  if (kind === 'fill') return used.length === 0 ? 'no_key' : null;
  if (used.length < 2) return 'too_few_options';
  if (kind === 'matching' && used.some(({ other }) => other.trim() === '')) return 'missing';
  const choice = kind === 'single' || kind === 'multiple';
  return choice && !used.some(({ right }) => right) ? 'no_key' : null;
}
