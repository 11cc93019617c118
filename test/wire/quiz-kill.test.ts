import { afterAll, beforeAll, expect, it } from 'vitest';
import { at } from '../support/course.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { handedIn as listHandedIn, openExam, SteadySitter, steadyScore } from '../support/steady-sitter.ts';

/** People who sit the quiz around each kill. */
const people = 24;
const kills = 2;

let server: TestServer;
let demo: Demo;
let quizId: string;

beforeAll(async () => {
  server = await startServer();
  demo = await makeDemo(server);
  quizId = await openExam(demo);
});
afterAll(() => server.close());

/** Nobody sends anything until it resolves: what is on record is looked at before anything is sent again. */
let quiet: Promise<void> = Promise.resolve();

it('loses nothing that was acknowledged when the server is killed, and counts nothing twice', async () => {
  for (let round = 0; round < kills; round += 1) {
    const links = demo.paths('trainee').slice(round * people, (round + 1) * people);
    const sitters = await Promise.all(
      links.map((link) =>
        SteadySitter.begin({ url: server.url, courseId: demo.courseId, quizId, quiet: () => quiet }, link),
      ),
    );
    const sitting = sitters.map(async (sitter, index) => {
      // The first have handed in when the server is killed, the last have not begun to answer.
      await new Promise((resolve) => setTimeout(resolve, index * 15));
      await sitter.sit();
    });
    const handedIn = () => sitters.filter(({ receipt }) => receipt !== null).length;
    await expect.poll(handedIn, { interval: 5 }).toBeGreaterThan(people / 6);
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
      expect(result).toMatchObject({ score: steadyScore, given: 3_000, most: 4_000 });
      expect(result?.items.reduce((sum, { given }) => sum + (given ?? 0), 0)).toBe(3_000);
    }
  }
  const { sittings, total } = await listHandedIn(demo.organiser, demo.courseId, quizId);
  expect(total).toBe(people * kills);
  expect(new Set(sittings.map(({ traineeId }) => traineeId)).size).toBe(people * kills);
  expect(sittings.every(({ score, attempt }) => score === steadyScore && attempt === 1)).toBe(true);
});
