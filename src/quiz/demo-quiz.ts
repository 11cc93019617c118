import { asc, eq } from 'drizzle-orm';
import type { QuizSettings } from '../contract/quiz.ts';
import { usualQuiz } from '../contract/usual-quiz.ts';
import type { Clock } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Store } from '../store/port.ts';
import { lesson, quiz } from '../store/schema/index.ts';
import { exampleQuestions } from './bank/examples.ts';
import { insertQuestions } from './bank/repository.ts';

/** Gives the artificial course an artificial question of each kind, and its first lesson a quiz that can be opened at once. */
export async function addDemoQuiz(
  { store, clock }: { store: Pick<Store, 'transaction'>; clock: Clock },
  courseId: string,
): Promise<void> {
  const at = new Date(clock.now());
  const questions = exampleQuestions.map((draft) => ({ id: newId(), draft }));
  // What a person has to mark would keep the score back that a first try wants to see.
  const marked = questions.filter(({ draft }) => draft.content.kind !== 'short');
  await store.transaction(async (queries) => {
    await insertQuestions(queries, courseId, { questions, at });
    const [first] = await queries
      .select({ id: lesson.id })
      .from(lesson)
      .where(eq(lesson.courseId, courseId))
      .orderBy(asc(lesson.startsAt))
      .limit(1);
    if (!first) return;
    const settings: QuizSettings = {
      title: '示例第 1 课 随堂测试',
      kind: 'quiz',
      lessonId: first.id,
      selection: { how: 'fixed', questionIds: marked.map(({ id }) => id) },
      ...usualQuiz,
      showPlace: true,
      multipleChoice: 'proportional',
    };
    await queries.insert(quiz).values({ id: newId(), courseId, lessonId: first.id, settings, createdAt: at });
  });
}
