import type { QuestionDraft } from '../../contract/bank.ts';
import { escapeGift, startsWithFormat } from './gift-text.ts';
import { blanksIn } from './question-check.ts';

/**
 * Questions as GIFT text, which `readGift` reads back to the same. What GIFT has no form for (an order, several blanks,
 * pictures) stands in it as a comment, so that whoever opens it sees that it is missing.
 */
export function* writeGift(questions: Iterable<QuestionDraft>): Generator<string> {
  let topic: string | undefined;
  for (const question of questions) {
    if (topic !== question.topic) {
      ({ topic } = question);
      const step = topic === '' ? '' : `/${topic.replaceAll('/', '//')}`;
      yield `$CATEGORY: $course$/top${step}\n\n`;
    }
    yield writeQuestion(question);
  }
}

function writeQuestion(question: QuestionDraft): string {
  const answer = hasPicture(question) ? undefined : answerOf(question);
  if (answer === undefined) return `// - ${escapeGift(question.text)}\n\n`;
  const { points, difficulty, explanation, content, text } = question;
  const guide =
    content.kind === 'short' && content.guide !== '' ? `// guide: ${escapeGift(content.guide)}\n` : '';
  const general = explanation === '' ? '' : `\n####${worded(explanation)}`;
  const tags = `// [tag:points:${points / 100}] [tag:difficulty:${difficulty}]\n`;
  return `${tags}${guide}[plain]${escapeGift(text)} {${answer}${general}}\n\n`;
}

function hasPicture({ pictureId, content }: QuestionDraft): boolean {
  if (pictureId !== null) return true;
  const options = content.kind === 'single' || content.kind === 'multiple' ? content.options : [];
  return options.some((option) => option.pictureId !== null);
}

/** Undefined for what GIFT cannot say. */
function answerOf({ content, text }: QuestionDraft): string | undefined {
  switch (content.kind) {
    case 'single':
      return content.options
        .map(({ text: option }, index) => (index === content.correct ? right(option) : wrong(option)))
        .join('');
    case 'multiple': {
      const share = percent(100 / content.correct.length);
      const off = percent(-100 / Math.max(1, content.options.length - content.correct.length));
      return content.options
        .map(
          ({ text: option }, index) =>
            `\n\t~%${content.correct.includes(index) ? share : off}%${worded(option)}`,
        )
        .join('');
    }
    case 'trueFalse':
      return content.correct ? 'TRUE' : 'FALSE';
    case 'fill':
      return blankAnswer(content.blanks, text);
    case 'matching':
      return content.pairs.some(({ left }) => left.includes('->'))
        ? undefined
        : content.pairs
            .map(({ left, right: other }) => `\n\t=${worded(left)} -> ${escapeGift(other)}`)
            .join('');
    case 'ordering':
      return undefined;
    case 'short':
      return '';
  }
}

type Blanks = Extract<QuestionDraft['content'], { kind: 'fill' }>['blanks'];

function blankAnswer(blanks: Blanks, text: string): string | undefined {
  const [blank] = blanks;
  if (!blank || blanks.length > 1 || blanksIn(text) !== 1) return undefined;
  if (blank.of === 'number') return `#${blank.value}:${blank.tolerance}`;
  // With an arrow it would be a pair.
  if (blank.accepted.some((form) => form.includes('->'))) return undefined;
  return blank.accepted.map(right).join('');
}

const weightLike = /^%-?[\d.]+%/;

function right(text: string): string {
  return `\n\t=${weightLike.test(text) ? '%100%' : ''}${worded(text)}`;
}

function wrong(text: string): string {
  return `\n\t~${weightLike.test(text) ? '%0%' : ''}${worded(text)}`;
}

function worded(text: string): string {
  return `${startsWithFormat(text) ? '[plain]' : ''}${escapeGift(text)}`;
}

/** As Moodle writes its weights: five digits, without zeros at the end. */
function percent(share: number): string {
  return String(Number(share.toFixed(5)));
}
