import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { paperRoutes, type Paper } from '../../src/contract/paper.ts';
import { quizRecord, quizRoutes } from '../../src/contract/quiz.ts';
import { at } from '../support/course.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { paperOf, quizSettings } from '../support/quiz.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { signIn, type Session } from '../support/wire.ts';

/** People who sit the quiz around each kill. */
const people = 24;
const kills = 2;
const questions = 4;

let server: TestServer;
let demo: Demo;
let quizId: string;

beforeAll(async () => {
  server = await startServer();
  demo = await makeDemo(server);
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
  quizId = quizRecord.parse(await made.json()).id;
  await demo.organiser.request('POST', `${course}/quizzes/${quizId}/opening`, {});
});
afterAll(() => server.close());

/** Nobody sends anything until it resolves: what is on record is looked at before anything is sent again. */
let quiet: Promise<void> = Promise.resolve();

/** Somebody who answers one question after the other and hands in, sending each until it is acknowledged, as the page does. */
class Sitter {
  /** Items whose answer was acknowledged. */
  readonly saved = new Set<string>();
  receipt: Paper['receipt'] = null;
  readonly #who: Session;
  readonly #paper: Paper;

  private constructor(who: Session, paper: Paper) {
    this.#who = who;
    this.#paper = paper;
  }

  static async begin(link: string): Promise<Sitter> {
    const who = await signIn(server.url, link);
    return new Sitter(
      who,
      await paperOf(who, 'POST', `/api/courses/${demo.courseId}/quizzes/${quizId}/papers`, {}),
    );
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
    return `/api/courses/${demo.courseId}/papers/${this.#paper.paperId}`;
  }

  async #send(method: string, path: string, body: unknown): Promise<unknown> {
    for (;;) {
      await quiet;
      const response = await this.#who.request(method, `${this.#path}${path}`, body).catch(() => undefined);
      const answer: unknown = await response?.json().catch(() => undefined);
      if (response?.ok === true && answer !== undefined) return answer;
      if (response && response.status < 500) throw new Error(JSON.stringify(answer));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const paperSchema = paperRoutes['GET /api/courses/:courseId/papers/:paperId'].output;

it('loses nothing that was acknowledged when the server is killed, and counts nothing twice', async () => {
  for (let round = 0; round < kills; round += 1) {
    const links = demo.paths('trainee').slice(round * people, (round + 1) * people);
    const sitters = await Promise.all(links.map((link) => Sitter.begin(link)));
    const sitting = sitters.map(async (sitter, index) => {
      // The first have handed in when the server is killed, the last have not begun to answer.
      await new Promise((resolve) => setTimeout(resolve, index * 15));
      await sitter.sit();
    });
    const handedIn = () => sitters.filter(({ receipt }) => receipt !== null).length;
    await expect.poll(handedIn, { interval: 5, timeout: 20_000 }).toBeGreaterThan(people / 6);
    let speak = (): void => undefined;
    quiet = new Promise<void>((resolve) => (speak = resolve));
    await server.kill();
    const before = sitters.map(({ saved, receipt }) => ({ saved: [...saved], receipt }));
    expect(before.some(({ receipt }) => receipt === null)).toBe(true);
    await server.start();
    for (const [index, { saved, receipt }] of before.entries()) {
      const paper = await at(sitters, index).read();
      expect(Object.keys(paper.answers)).toEqual(expect.arrayContaining(saved));
      if (receipt) expect(paper.receipt).toEqual(receipt);
    }
    speak();
    await Promise.all(sitting);
    for (const sitter of sitters) {
      const { receipt, result } = await sitter.read();
      expect(receipt).toEqual(sitter.receipt);
      expect(result).toMatchObject({ score: 7_500, given: 3_000, most: 4_000 });
      expect(result?.items.reduce((sum, { given }) => sum + (given ?? 0), 0)).toBe(3_000);
    }
  }
  const path = `/api/courses/${demo.courseId}/quizzes/${quizId}`;
  const listed = await demo.organiser.request('GET', `${path}/sittings?state=handedIn`);
  const { sittings, total } = quizRoutes['GET /api/courses/:courseId/quizzes/:quizId/sittings'].output.parse(
    await listed.json(),
  );
  expect(total).toBe(people * kills);
  expect(new Set(sittings.map(({ traineeId }) => traineeId)).size).toBe(people * kills);
  expect(sittings.every(({ score, attempt }) => score === 7_500 && attempt === 1)).toBe(true);
});
