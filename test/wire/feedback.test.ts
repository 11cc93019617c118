import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { feedbackRoutes } from '../../src/contract/feedback.ts';
import * as tables from '../../src/store/schema/index.ts';
import { at } from '../support/course.ts';
import { startCourseSetupServer, type CourseSetupServer } from '../support/course-setup-server.ts';
import type { Session } from '../support/wire.ts';

let server: CourseSetupServer;
beforeAll(async () => {
  server = await startCourseSetupServer();
});
afterAll(() => server.close());

async function place() {
  const { courseId, branches, trainees, lessons } = await server.addCourse();
  const ended = at(lessons, 0);
  const at0 = new Date(server.clock.time);
  await server.store.db
    .update(tables.lesson)
    .set({ startedAt: at0, endedAt: at0 })
    .where(eq(tables.lesson.id, ended));
  const person = (index: number) =>
    server.session('trainee', { courseId, branchId: at(branches, index), traineeId: at(trainees, index) });
  const organiser = server.session('organiser', { courseId });
  return {
    courseId,
    ended,
    next: at(lessons, 1),
    person,
    organiser,
    base: `/api/courses/${courseId}/feedback`,
  };
}

const give = async (
  who: Session,
  base: string,
  said: { lessonId: string | null; rating: number; text?: string; anonymous?: boolean },
) => (await who.request('PUT', `${base}/own`, { text: '', anonymous: false, ...said })).status;

const own = async (who: Session, base: string) =>
  feedbackRoutes['GET /api/courses/:courseId/feedback/own'].output.parse(
    await (await who.request('GET', `${base}/own`)).json(),
  );

const results = async (who: Session, base: string) =>
  feedbackRoutes['GET /api/courses/:courseId/feedback'].output.parse(
    await (await who.request('GET', base)).json(),
  ).results;

describe('feedback', () => {
  it('is given on lessons that have ended and on the course, and can be changed', async () => {
    const { base, ended, next, person, organiser } = await place();
    expect((await own(person(0), base)).open.map(({ lessonId }) => lessonId)).toEqual([ended, null]);
    expect(await give(person(0), base, { lessonId: ended, rating: 3 })).toBe(200);
    expect(await give(person(0), base, { lessonId: ended, rating: 5, text: '示例：很清楚' })).toBe(200);
    expect(await give(person(1), base, { lessonId: ended, rating: 4 })).toBe(200);
    expect(await give(person(1), base, { lessonId: next, rating: 4 })).toBe(404);
    expect(await give(person(1), base, { lessonId: null, rating: 6 })).toBe(400);
    expect(await results(organiser, base)).toMatchObject([
      {
        ...{ lessonId: ended, answered: 2, expected: 4, mean: 450, ratings: [0, 0, 0, 1, 1] },
        words: [{ rating: 5, text: '示例：很清楚', by: '示例学员 1', branchName: '示例分课堂 1' }],
      },
      { lessonId: null, answered: 0, mean: null },
    ]);
    expect((await person(0).request('GET', base)).status).toBe(403);
  });

  it('is not asked for before anything was taught', async () => {
    const { courseId, trainees } = await server.addCourse();
    const early = server.session('trainee', { courseId, traineeId: at(trainees, 0) });
    const base = `/api/courses/${courseId}/feedback`;
    expect(await own(early, base)).toEqual({ open: [], given: [] });
    expect(await give(early, base, { lessonId: null, rating: 4 })).toBe(404);
  });

  it('that is anonymous is nobody’s: no record names the person, and it is given once', async () => {
    const { base, courseId, ended, person, organiser } = await place();
    const said = { lessonId: ended, rating: 1, text: '示例：太快', anonymous: true };
    expect(await give(person(0), base, said)).toBe(200);
    expect(await give(person(0), base, said)).toBe(409);
    expect(await give(person(0), base, { ...said, anonymous: false })).toBe(409);
    expect(await own(person(0), base)).toMatchObject({ open: [{ lessonId: null }], given: [] });
    const [row] = await server.store.db
      .select()
      .from(tables.feedback)
      .where(eq(tables.feedback.courseId, courseId));
    expect(row?.traineeId).toBeNull();
    expect((row?.at.getTime() ?? 1) % 86_400_000).toBe(0);
    const [lesson] = await results(organiser, base);
    expect(lesson?.words).toMatchObject([{ by: null, branchName: null, text: '示例：太快' }]);
    const file = await organiser.request('GET', `${base}-export?format=csv&language=en`);
    const text = await file.text();
    expect(text).toContain('anonymous');
    expect(text).not.toContain('示例学员 1');
  });
});
