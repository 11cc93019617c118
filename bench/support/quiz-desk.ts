import { z } from 'zod';
import type { PaperAnswer, Paper } from '../../src/contract/paper.ts';
import { quizRoutes, type QuizSettings } from '../../src/contract/quiz.ts';
import { usualQuiz } from '../../src/contract/usual-quiz.ts';
import { request } from './plenum-client.ts';
import type { PlenumServer } from './plenum-server.ts';

/** Questions of one quiz, and points of each in hundredths. */
export const QUESTIONS = 10;
const POINTS = 1_000;
/** How many people one page of the sittings has at most. */
const PAGE = 1_000;

const settings: Omit<QuizSettings, 'selection'> = {
  title: '示例测试',
  kind: 'exam',
  lessonId: null,
  ...usualQuiz,
  durationS: 3_600,
  showPlace: true,
  multipleChoice: 'proportional',
};

const options = ['示例甲', '示例乙', '示例丙', '示例丁'];
/** Places in `options`: what is right differs from question to question. */
const rightOf = (question: number) => question % options.length;
const allRight = [0, 2];

/** Of three questions two are choices, every third has two right options. */
function content(question: number) {
  const texts = options.map((text) => ({ text: `${text} ${question}` }));
  return question % 3 === 2
    ? { kind: 'multiple', options: texts, correct: allRight }
    : { kind: 'single', options: texts, correct: rightOf(question) };
}

/** A quiz as its organiser runs it, over the public wire. */
export class QuizDesk {
  readonly #server: PlenumServer;
  readonly #questionIds: string[] = [];

  constructor(server: PlenumServer) {
    this.#server = server;
  }

  /** Writes the questions into the bank. */
  async prepare(): Promise<void> {
    const bank = `/api/courses/${this.#server.courseId}/bank`;
    for (let question = 0; question < QUESTIONS; question++) {
      const draft = { text: `示例第 ${question} 题`, content: content(question), points: POINTS };
      const added = await this.#request('POST', bank, draft);
      this.#questionIds.push(z.looseObject({ id: z.string() }).parse(added).id);
    }
  }

  /** A new exam that is open to all. */
  async open(): Promise<string> {
    const path = `/api/courses/${this.#server.courseId}/quizzes`;
    const selection = { how: 'fixed', questionIds: this.#questionIds };
    const made = await this.#request('POST', path, { ...settings, selection });
    const { id } = quizRoutes['POST /api/courses/:courseId/quizzes'].output.parse(made);
    await this.#request('POST', `${path}/${id}/opening`);
    return id;
  }

  /** What the organiser's list says of everybody's paper, by trainee: each paper that is begun. */
  async sittings(quizId: string): Promise<Map<string, { state: string; score: number | null }[]>> {
    const key = 'GET /api/courses/:courseId/quizzes/:quizId/sittings';
    const found = new Map<string, { state: string; score: number | null }[]>();
    for (let offset = 0; ; offset += PAGE) {
      const query = `offset=${offset}&limit=${PAGE}`;
      const path = `/api/courses/${this.#server.courseId}/quizzes/${quizId}/sittings?${query}`;
      const { sittings, total } = quizRoutes[key].output.parse(await this.#request('GET', path));
      for (const { traineeId, state, score } of sittings) {
        if (state !== 'notBegun') found.set(traineeId, [...(found.get(traineeId) ?? []), { state, score }]);
      }
      if (offset + PAGE >= total) return found;
    }
  }

  #request(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
    return request(this.#server.baseUrl, this.#server.organiser, method, path, body);
  }
}

/** What somebody answers to the item in that place of the own paper: the right thing, or for certain a wrong one. */
export function answerTo(item: Paper['items'][number], isRight: boolean): PaperAnswer {
  const question = Number(/\d+/.exec(item.text)?.[0]);
  const place = (option: number) =>
    item.options.findIndex(({ text }) => text === `${options[option] ?? ''} ${question}`);
  if (item.kind === 'multiple')
    return { kind: 'multiple', choices: isRight ? allRight.map(place) : [place(1)] };
  return { kind: 'single', choice: place((rightOf(question) + (isRight ? 0 : 1)) % options.length) };
}

/** The percent in hundredths that so many right answers earn. */
export function scoreOf(right: number): number {
  return (right * 10_000) / QUESTIONS;
}
