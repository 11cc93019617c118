import { paperRoutes, type Paper } from '../../src/contract/paper.ts';
import { quizRecord, quizRoutes } from '../../src/contract/quiz.ts';
import { z } from 'zod';
import type { Demo } from './demo.ts';
import { paperOf, quizSettings } from './quiz.ts';
import { signIn, type Session } from './wire.ts';

const questions = 4;
/** What a paper scores of which all but the last answer are right, in hundredths of a percent. */
export const steadyScore = 7_500;

const paperSchema = paperRoutes['GET /api/courses/:courseId/papers/:paperId'].output;

/** An exam of four questions that everybody may sit at once. Resolves to its id. */
export async function openExam(demo: Demo): Promise<string> {
  const course = `/api/courses/${demo.courseId}`;
  const questionIds: string[] = [];
  for (let index = 0; index < questions; index += 1) {
    const draft = {
      text: `示例第 ${index} 题`,
      content: { kind: 'trueFalse', correct: true },
      points: 1_000,
    };
    const added = await demo.organiser.request('POST', `${course}/bank`, draft);
    questionIds.push(z.looseObject({ id: z.string() }).parse(await added.json()).id);
  }
  const settings = {
    ...quizSettings,
    kind: 'exam',
    lessonId: null,
    selection: { how: 'fixed', questionIds },
    showAnswers: 'atOnce',
  };
  const made = await demo.organiser.request('POST', `${course}/quizzes`, settings);
  const { id } = quizRecord.parse(await made.json());
  await demo.organiser.request('POST', `${course}/quizzes/${id}/opening`, {});
  return id;
}

/** Everybody's paper that is handed in, as the organiser's list has them. */
export async function handedIn(organiser: Session, courseId: string, quizId: string) {
  const path = `/api/courses/${courseId}/quizzes/${quizId}/sittings?state=handedIn`;
  const listed = await organiser.request('GET', path);
  return quizRoutes['GET /api/courses/:courseId/quizzes/:quizId/sittings'].output.parse(await listed.json());
}

export interface Exam {
  url: string;
  courseId: string;
  quizId: string;
  /** Nobody sends anything until it resolves. */
  quiet?: () => Promise<void>;
}

/** Somebody who answers one question after the other and hands in, sending each until it is acknowledged, as the page does. */
export class SteadySitter {
  /** Items whose answer was acknowledged. */
  readonly saved = new Set<string>();
  receipt: Paper['receipt'] = null;
  readonly #exam: Exam;
  readonly #who: Session;
  readonly #paper: Paper;

  private constructor(exam: Exam, who: Session, paper: Paper) {
    this.#exam = exam;
    this.#who = who;
    this.#paper = paper;
  }

  static async begin(exam: Exam, link: string): Promise<SteadySitter> {
    const who = await signIn(exam.url, link);
    const path = `/api/courses/${exam.courseId}/quizzes/${exam.quizId}/papers`;
    return new SteadySitter(exam, who, await paperOf(who, 'POST', path, {}));
  }

  /** All are right but the last one, which is handed in with the paper. */
  async sit(): Promise<void> {
    const answers = this.#paper.items.map(({ itemId }, index) => {
      const value = index < questions - 1;
      return { itemId, answer: { kind: 'trueFalse', value }, version: index + 1 };
    });
    for (const one of answers.slice(0, -1)) {
      await this.#send('PUT', '/answers', { answers: [one] });
      this.saved.add(one.itemId);
    }
    // With everything once more: what is on record counts once.
    this.receipt = paperSchema.parse(await this.#send('POST', '/submission', { answers })).receipt;
  }

  read(): Promise<Paper> {
    return paperOf(this.#who, 'GET', this.#path);
  }

  get #path(): string {
    return `/api/courses/${this.#exam.courseId}/papers/${this.#paper.paperId}`;
  }

  async #send(method: string, path: string, body: unknown): Promise<unknown> {
    for (;;) {
      await this.#exam.quiet?.();
      const response = await this.#who.request(method, `${this.#path}${path}`, body).catch(() => undefined);
      const answer: unknown = await response?.json().catch(() => undefined);
      if (response?.ok === true && answer !== undefined) return answer;
      if (response && response.status < 500) throw new Error(JSON.stringify(answer));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
