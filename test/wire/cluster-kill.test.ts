import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCluster, type TestCluster } from '../support/cluster.ts';
import { over } from '../support/cluster-member.ts';
import { at } from '../support/course.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { openDoor, type Door } from '../support/door.ts';
import { handedIn, openExam, SteadySitter, steadyScore } from '../support/steady-sitter.ts';

// People sit an exam over a cluster of three while something of it dies. What was acknowledged is on record, once.

/** People who sit the exam around each fault. */
const people = 16;
/** Milliseconds for which Redis is away: longer than a lease. */
const awayMs = 3_000;

let cluster: TestCluster;
let door: Door;
let demo: Demo;
let quizId: string;
let done = 0;

beforeAll(async () => {
  cluster = await startCluster(3);
  door = await openDoor(() => cluster.nodes);
  // The first node runs the course, because it was asked first.
  demo = await makeDemo({ url: cluster.node(0).url, organiserLink: cluster.organiserLink });
  quizId = await openExam(demo);
});
afterAll(async () => {
  door.close();
  await cluster.close();
});

it.each([
  ['a node that others sit at is killed', () => cluster.node(2).kill()],
  [
    'Redis is away and comes back empty',
    async () => {
      await cluster.redis.kill();
      await new Promise((resolve) => setTimeout(resolve, awayMs));
      await cluster.redis.start('empty');
    },
  ],
  ['the node that runs the course is killed', () => cluster.node(0).kill()],
])('%s: nothing that was acknowledged is lost, and nothing counts twice', async (_name, strike) => {
  const exam = { url: door.url, courseId: demo.courseId, quizId };
  const links = demo.paths('trainee').slice(done, done + people);
  const sitters = await Promise.all(links.map((link) => SteadySitter.begin(exam, link)));
  const sitting = sitters.map(async (sitter, index) => {
    // The first have handed in when it happens, the last have not begun to answer.
    await new Promise((resolve) => setTimeout(resolve, index * 25));
    await sitter.sit();
  });
  const acknowledged = () => sitters.filter(({ receipt }) => receipt !== null).length;
  await expect.poll(acknowledged, { interval: 5 }).toBeGreaterThan(people / 6);
  const before = sitters.map(({ saved, receipt }) => ({ saved: [...saved], receipt }));
  await strike();
  expect(before.some(({ receipt }) => receipt === null)).toBe(true);
  await Promise.all(sitting);
  done += people;
  for (const [index, { saved, receipt }] of before.entries()) {
    const paper = await at(sitters, index).read();
    expect(Object.keys(paper.answers)).toEqual(expect.arrayContaining(saved));
    if (receipt) expect(paper.receipt).toEqual(receipt);
    expect(paper.receipt).toEqual(at(sitters, index).receipt);
  }
  const organiser = over(cluster.node(1), demo.organiser);
  const { sittings, total } = await handedIn(organiser, demo.courseId, quizId);
  expect(total).toBe(done);
  expect(new Set(sittings.map(({ traineeId }) => traineeId)).size).toBe(done);
  expect(sittings.every(({ score, attempt }) => score === steadyScore && attempt === 1)).toBe(true);
});
