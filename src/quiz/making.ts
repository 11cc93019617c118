import { setImmediate as nextTurn } from 'node:timers/promises';
import { and, eq, inArray } from 'drizzle-orm';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Queries } from '../store/port.ts';
import { paper, quiz, quizItem, trainee } from '../store/schema/index.ts';
import { drawItems, type Item } from './paper-model.ts';
import { isEnough } from './preparing.ts';
import * as repository from './repository.ts';
import type { PaperRow, QuizRow } from './repository.ts';

/** Papers that are made between two turns of the event loop. */
const papersAtOnce = 25;
const itemsPerStatement = 500;

type NewPaper = Pick<PaperRow, 'id' | 'quizId' | 'traineeId' | 'attempt' | 'seed' | 'itemIds' | 'most'>;

/** Copies the questions and makes a paper for everybody whom it is for, once. Throws `quiz_empty`. */
export async function makePapers(queries: Queries, found: QuizRow, now: Date): Promise<void> {
  if (found.madeAt !== null) return;
  const { id: quizId, courseId, settings } = found;
  const pool = await repository.findBank(queries, found);
  if (!isEnough(settings, pool)) throw new AppError('quiz_empty');
  const items: Item[] = [];
  const copies = pool.map((question, position) => {
    const { text, pictureId, content, points, explanation, topic, difficulty } = question;
    const copy = { id: newId(), text, pictureId, content, points, explanation, topic, difficulty };
    items.push(copy);
    return { ...copy, quizId, questionId: question.id, position };
  });
  for (let start = 0; start < copies.length; start += itemsPerStatement) {
    await queries.insert(quizItem).values(copies.slice(start, start + itemsPerStatement));
  }
  const { audience } = settings;
  const named = audience.who === 'named' ? inArray(trainee.id, audience.traineeIds) : undefined;
  const people = await queries
    .select({ id: trainee.id })
    .from(trainee)
    .where(and(eq(trainee.courseId, courseId), named));
  for (let start = 0; start < people.length; start += papersAtOnce) {
    const papers = people.slice(start, start + papersAtOnce).map((one) => newPaper(found, items, one.id, 1));
    await queries.insert(paper).values(papers).onConflictDoNothing();
    await nextTurn();
  }
  await queries.update(quiz).set({ madeAt: now }).where(eq(quiz.id, quizId));
}

/** A paper of its own seed. Throws `quiz_empty`. */
export function newPaper(
  { id: quizId, settings }: QuizRow,
  items: readonly Item[],
  traineeId: string,
  attempt: number,
): NewPaper {
  const seed = newId();
  const drawn = drawItems(settings, items, seed);
  if (!drawn) throw new AppError('quiz_empty');
  const most = drawn.reduce((sum, { points }) => sum + points, 0);
  return { id: newId(), quizId, traineeId, attempt, seed, itemIds: drawn.map(({ id }) => id), most };
}
