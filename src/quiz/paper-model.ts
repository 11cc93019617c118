import type { QuestionContent } from '../contract/bank.ts';
import type { PaperAnswer, PaperItem } from '../contract/paper.ts';
import type { QuizSettings } from '../contract/quiz.ts';
import { Seeded } from './seeded.ts';

/** A question as the papers of one quiz ask it. */
export interface Item {
  id: string;
  text: string;
  pictureId: string | null;
  content: QuestionContent;
  /** Hundredths. */
  points: number;
  explanation: string;
  topic: string;
  difficulty: number;
}

/** What an item is drawn by. */
type Drawable = Pick<Item, 'topic' | 'difficulty'>;
type Draw = Extract<QuizSettings['selection'], { how: 'drawn' }>['draws'][number];

/**
 * How often a paper is drawn anew when one draw took what another one needed: two of them, one by topic and one by difficulty,
 * can want the same items. So many are enough to find what there is; a bank that is too small is said to be so.
 */
const drawAttempts = 20;

/** What of a quiz's settings decides what is on a paper. */
export type PaperSettings = Pick<QuizSettings, 'selection' | 'shuffleQuestions' | 'shuffleOptions'>;

/**
 * The items of one paper in its order, as the seed decides. Of the draws those that can choose least go first, so that a draw
 * of any topic takes nothing that a narrower one needs. Null when there are too few items.
 */
export function drawItems<T extends Drawable>(
  settings: PaperSettings,
  items: readonly T[],
  seed: string,
): T[] | null {
  const { selection, shuffleQuestions } = settings;
  if (selection.how === 'fixed') {
    return shuffleQuestions ? new Seeded(seed, 'items').shuffled(items) : [...items];
  }
  for (let attempt = 0; attempt < drawAttempts; attempt += 1) {
    const seeded = new Seeded(seed, attempt === 0 ? 'items' : `items ${attempt}`);
    const drawn = drawOnce(selection.draws, items, seeded);
    if (drawn) return shuffleQuestions ? seeded.shuffled(drawn) : drawn;
  }
  return null;
}

function drawOnce<T extends Drawable>(
  draws: readonly Draw[],
  items: readonly T[],
  seeded: Seeded,
): T[] | null {
  const left = new Set(items);
  const ordered = draws
    .map((draw, place) => ({ ...draw, place }))
    .sort((a, b) => openness(a) - openness(b) || a.place - b.place);
  const drawn: { place: number; items: T[] }[] = [];
  for (const { topic, difficulty, count, place } of ordered) {
    const fitting = [...left].filter(
      (item) =>
        (topic === null || item.topic === topic) && (difficulty === null || item.difficulty === difficulty),
    );
    if (fitting.length < count) return null;
    const taken = seeded.some(fitting, count);
    for (const item of taken) left.delete(item);
    drawn.push({ place, items: taken });
  }
  return drawn.sort((a, b) => a.place - b.place).flatMap((draw) => draw.items);
}

function openness({ topic, difficulty }: { topic: string | null; difficulty: number | null }): number {
  return (topic === null ? 2 : 0) + (difficulty === null ? 1 : 0);
}

/**
 * Where what stands in the bank stands on a paper: `order[place]` is the place in the bank. Of a matching `order` is that of
 * the right sides; the left ones stay as they are.
 */
export function arrangement(
  item: Pick<Item, 'id' | 'content'>,
  paper: { seed: string; shuffleOptions: boolean },
): number[] {
  const { content } = item;
  const places = Array.from({ length: partsOf(content) }, (_, place) => place);
  // What is right could be read from an order that is not mixed.
  const always = content.kind === 'ordering' || content.kind === 'matching';
  if (!always && !paper.shuffleOptions) return places;
  const mixed = new Seeded(paper.seed, `options of ${item.id}`).shuffled(places);
  const unmixed = always && mixed.every((place, index) => place === index);
  return unmixed ? [...mixed.slice(1), ...mixed.slice(0, 1)] : mixed;
}

/** An item on a paper, with the arrangement of its options there. */
export interface Laid {
  item: Item;
  order: readonly number[];
}

/** The items of a paper in its order. */
export function layOut(
  { itemIds, seed }: { itemIds: readonly string[]; seed: string },
  items: ReadonlyMap<string, Item>,
  shuffleOptions: boolean,
): Laid[] {
  return itemIds.flatMap((itemId) => {
    const item = items.get(itemId);
    return item ? [{ item, order: arrangement(item, { seed, shuffleOptions }) }] : [];
  });
}

function partsOf(content: QuestionContent): number {
  switch (content.kind) {
    case 'single':
    case 'multiple':
      return content.options.length;
    case 'ordering':
      return content.items.length;
    case 'matching':
      return content.pairs.length;
    case 'trueFalse':
    case 'fill':
    case 'short':
      return 0;
  }
}

/** What the person sees of an item. Nothing of what is right is in it. */
export function toPaperItem(item: Item, order: readonly number[]): PaperItem {
  const { id: itemId, text, pictureId, points, content } = item;
  const base = { itemId, kind: content.kind, text, pictureId, points, options: [], rights: [], blanks: [] };
  switch (content.kind) {
    case 'single':
    case 'multiple':
      return { ...base, options: order.flatMap((place) => content.options[place] ?? []) };
    case 'ordering':
      return {
        ...base,
        options: order.flatMap((place) => ({ text: content.items[place] ?? '', pictureId: null })),
      };
    case 'matching':
      return {
        ...base,
        options: content.pairs.map(({ left }) => ({ text: left, pictureId: null })),
        rights: order.map((place) => content.pairs[place]?.right ?? ''),
      };
    case 'fill':
      return { ...base, blanks: content.blanks.map(({ of }) => of) };
    case 'trueFalse':
    case 'short':
      return base;
  }
}

/** What is right, in the person's own order; null where a person marks. Of a blank the first accepted form. */
export function keyOf(content: QuestionContent, order: readonly number[]): PaperAnswer | null {
  const onPaper = (place: number): number => order.indexOf(place);
  switch (content.kind) {
    case 'single':
      return { kind: 'single', choice: onPaper(content.correct) };
    case 'multiple':
      return { kind: 'multiple', choices: content.correct.map(onPaper).sort((a, b) => a - b) };
    case 'trueFalse':
      return { kind: 'trueFalse', value: content.correct };
    case 'fill':
      return {
        kind: 'fill',
        blanks: content.blanks.map((blank) =>
          blank.of === 'number' ? String(blank.value) : (blank.accepted[0] ?? ''),
        ),
      };
    case 'ordering':
      return { kind: 'ordering', order: content.items.map((_, place) => onPaper(place)) };
    case 'matching':
      return { kind: 'matching', rights: content.pairs.map((_, place) => onPaper(place)) };
    case 'short':
      return null;
  }
}
