import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reflectionRoutes, type ReflectionPolicy } from '../../src/contract/reflection.ts';
import { newId } from '../../src/lib/ids.ts';
import { at } from '../support/course.ts';
import { startCourseSetupServer, type CourseSetupServer } from '../support/course-setup-server.ts';
import type { Session } from '../support/wire.ts';

let server: CourseSetupServer;
beforeAll(async () => {
  server = await startCourseSetupServer();
});
afterAll(() => server.close());

const wanted: ReflectionPolicy = { wanted: true, task: '', minLength: 10, maxLength: 40, until: null };
const long = '示例心得：今天学到了三件有用的事。';

async function place(policy: Partial<ReflectionPolicy> = {}) {
  const { courseId, branches, trainees } = await server.addCourse();
  const organiser = server.session('organiser', { courseId });
  const set = (change: Partial<ReflectionPolicy>) =>
    organiser.request('PUT', `/api/courses/${courseId}/reflection-policy`, { ...wanted, ...change });
  expect((await set(policy)).status).toBe(200);
  const person = (index: number) =>
    server.session('trainee', { courseId, branchId: at(branches, index), traineeId: at(trainees, index) });
  const liaison = (index: number) => server.session('liaison', { courseId, branchId: at(branches, index) });
  const base = `/api/courses/${courseId}/reflections`;
  return { base, trainees, organiser, person, liaison, set };
}

const save = async (who: Session, base: string, text: string, handIn: boolean) => {
  const response = await who.request('PUT', `${base}/own`, { text, handIn });
  const body: unknown = await response.json();
  return { status: response.status, body };
};

const listed = async (who: Session, base: string) =>
  reflectionRoutes['GET /api/courses/:courseId/reflections'].output.parse(
    await (await who.request('GET', base)).json(),
  );

const own = async (who: Session, base: string) =>
  reflectionRoutes['GET /api/courses/:courseId/reflections/own'].output.parse(
    await (await who.request('GET', `${base}/own`)).json(),
  );

describe('a reflection', () => {
  it('is a draft on every device until it is handed in, and stays as it is then', async () => {
    const { base, person, trainees } = await place();
    expect(await save(person(0), base, '示例草稿', false)).toMatchObject({ body: { state: 'draft' } });
    expect((await own(person(0), base)).own).toMatchObject({ text: '示例草稿', handedInAt: null });
    expect(await save(person(0), base, long, true)).toMatchObject({
      body: { state: 'handedIn', text: long },
    });
    const again = await save(person(0), base, '示例：另一篇完全不同的心得体会', true);
    expect(again).toMatchObject({ status: 200, body: { text: long } });
    expect(server.handedIn.filter((id) => id === trainees[0])).toHaveLength(1);
  });

  it('is kept as a draft when it is too short or too late, with the reason', async () => {
    const { base, person, set } = await place();
    const early = await save(person(0), base, '太短', true);
    expect(early).toMatchObject({
      status: 422,
      body: { error: { code: 'too_short', details: { least: 10 } } },
    });
    expect((await own(person(0), base)).own).toMatchObject({ text: '太短', state: 'draft' });
    await set({ until: server.clock.time - 1 });
    expect(await save(person(0), base, long, true)).toMatchObject({
      body: { error: { code: 'reflection_over' } },
    });
    expect((await own(person(0), base)).own).toMatchObject({ text: long, state: 'draft' });
    expect((await set({ minLength: 41 })).status).toBe(400);
  });

  it('is read and commented by the organiser and the own liaison, and by no other', async () => {
    const { base, person, liaison, organiser, trainees } = await place();
    await save(person(0), base, long, true);
    await save(person(1), base, '示例草稿：别人看不到', false);
    expect((await listed(organiser, base)).total).toBe(1);
    expect((await listed(liaison(0), base)).reflections).toMatchObject([{ text: long, comments: [] }]);
    expect((await listed(liaison(1), base)).total).toBe(0);
    const comment = { id: newId(), text: '示例评语：写得具体' };
    const path = `${base}/${at(trainees, 0)}/comments`;
    await liaison(0).request('POST', path, comment);
    await liaison(0).request('POST', path, comment);
    expect((await liaison(1).request('POST', path, { ...comment, id: newId() })).status).toBe(404);
    expect((await own(person(0), base)).own?.comments).toMatchObject([{ text: comment.text }]);
    const draft = await organiser.request('POST', `${base}/${at(trainees, 1)}/comments`, comment);
    expect(draft.status).toBe(404);
  });

  it('is shown to all when it is chosen, without its comments', async () => {
    const { base, person, organiser, liaison, trainees } = await place();
    await save(person(0), base, long, true);
    expect((await own(person(1), base)).shown).toBe(0);
    const path = `${base}/${at(trainees, 0)}/shown`;
    expect((await liaison(0).request('PUT', path, { shown: true })).status).toBe(403);
    await organiser.request('PUT', path, { shown: true });
    expect((await own(person(1), base)).shown).toBe(1);
    const read = await person(1).request('GET', `${base}/shown`);
    expect(await read.json()).toEqual({ shown: [{ traineeName: '示例学员 1', text: long }], total: 1 });
    expect((await liaison(0).request('GET', `${base}/shown`)).status).toBe(403);
    const file = await organiser.request('GET', `${base}-export?format=csv&language=zh-CN`);
    expect(await file.text()).toContain(long);
  });
});
