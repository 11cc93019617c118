import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditRoutes } from '../../src/contract/audit.ts';
import { retentionRoutes, type RetentionView } from '../../src/contract/retention.ts';
import { startRecordsServer, type Guest, type RecordsServer } from '../support/records-server.ts';

// Courses go when their time is over, by the clock of the server.

const day = 24 * 3_600_000;
let server: RecordsServer;
let organiser: Guest;
let courseId: string;
let endsAt: number;

beforeAll(async () => {
  server = await startRecordsServer();
  organiser = await server.signUp(await server.identity.organiserPath());
  courseId = await server.courses.createDemo(null);
  const end = (await read()).endsAt;
  if (end === null) throw new Error('the artificial course has lessons');
  endsAt = end;
});
afterAll(() => server.close());

const path = (id = courseId) => `/api/courses/${id}/retention`;

async function read(): Promise<RetentionView> {
  const { body } = await server.request('GET', path(), organiser);
  return retentionRoutes['GET /api/courses/:courseId/retention'].output.parse(body);
}

const settle = (days: number | null, who = organiser) => server.request('PUT', path(), who, { days });

async function soon(who = organiser) {
  const { body } = await server.request('GET', '/api/retention', who);
  return retentionRoutes['GET /api/retention'].output.parse(body).courses;
}

async function actions(of: string): Promise<string[]> {
  const { body } = await server.request('GET', `${of}/audit?limit=100`, organiser);
  return auditRoutes['GET /api/audit'].output.parse(body).entries.map(({ action }) => action);
}

async function courses(): Promise<unknown> {
  return (await server.request('GET', '/api/courses', organiser)).body;
}

/** The server looks, as it does every hour. */
async function look(at: number): Promise<void> {
  server.clock.time = at;
  await server.retention.look();
}

describe('a course', () => {
  it('is kept for a year after its last lesson, unless its organiser says otherwise', async () => {
    expect(await read()).toEqual({ days: 365, endsAt, deletesAt: endsAt + 365 * day });
    for (const days of [29, 3_651, 1.5]) expect(await settle(days)).toMatchObject({ status: 400 });
    expect(await settle(90)).toMatchObject({ status: 200, body: { days: 90, deletesAt: endsAt + 90 * day } });
    expect(await actions(`/api/courses/${courseId}`)).toContain('course.retentionChanged');
    expect(await settle(null)).toMatchObject({ body: { days: null, deletesAt: null } });
    await look(endsAt + 4_000 * day);
    expect(await soon()).toEqual([]);
    expect(await courses()).toMatchObject({ courses: [{ id: courseId }] });
  });

  it('belongs to its organisers here, too', async () => {
    const lecturer = await server.enterAs(courseId, 'lecturer');
    expect(await server.request('GET', path(), lecturer)).toMatchObject({ status: 403 });
    expect(await settle(40, lecturer)).toMatchObject({ status: 403 });
    const other = await server.courses.createDemo(null);
    const stranger = await server.enterAs(other, 'organiser');
    expect(await settle(40, stranger)).toMatchObject({ status: 404 });
    expect(await read()).toMatchObject({ days: null });
    await server.request('DELETE', `/api/courses/${other}?revision=1`, organiser);
  });

  it('is announced thirty days before, on its own desk and on the whole server', async () => {
    server.clock.time = endsAt;
    await settle(90);
    await look(endsAt + 59 * day);
    expect(await soon()).toEqual([]);
    await look(endsAt + 60 * day);
    const deletesAt = endsAt + 90 * day;
    expect(await soon()).toEqual([{ courseId, name: '示例培训班', deletesAt }]);
    expect(await soon(await server.enterAs(courseId, 'organiser'))).toHaveLength(1);
    await look(endsAt + 89 * day);
    expect(
      (await actions(`/api/courses/${courseId}`)).filter((one) => one === 'course.retentionNoticed'),
    ).toEqual(['course.retentionNoticed']);
  });

  it('is announced anew for thirty days when the time is cut short', async () => {
    const now = server.clock.time;
    expect(await settle(30)).toMatchObject({ body: { deletesAt: now + 30 * day } });
    await look(now + 29 * day);
    expect(await courses()).toMatchObject({ courses: [{ id: courseId }] });
  });

  it('is not deleted while one of its lessons is live', async () => {
    const now = server.clock.time;
    const { body } = await server.request('GET', `/api/courses/${courseId}`, organiser);
    const { lessons } = body as { lessons: { id: string }[] };
    const lessonId = lessons[0]?.id ?? '';
    await server.courses.markStarted(lessonId, now);
    expect(await read()).toMatchObject({ deletesAt: null });
    await look(now + 10 * day);
    expect(await courses()).toMatchObject({ courses: [{ id: courseId }] });
    await server.courses.markEnded(lessonId, now + 10 * day);
  });

  it('goes with all that names people when its time is over', async () => {
    const { endsAt: end } = await read();
    const trainee = await server.enterAs(courseId, 'port');
    const { traineeId } = trainee.participant;
    const name = '示例改名';
    const own = `/api/courses/${courseId}/trainees/${traineeId ?? ''}`;
    expect(await server.request('PATCH', own, organiser, { revision: 1, name })).toMatchObject({
      status: 200,
    });
    const entries = async () => JSON.stringify(await server.store.db.query.audit.findMany());
    expect(await entries()).toContain(name);
    const noticed = (end ?? 0) + 1;
    await look(noticed);
    await look(noticed + 30 * day - 1);
    expect(await courses()).toMatchObject({ courses: [{ id: courseId }] });
    expect(await soon()).toHaveLength(1);
    await look(noticed + 30 * day);
    expect(await courses()).toMatchObject({ courses: [] });
    expect(await server.request('GET', '/api/sessions', trainee)).toMatchObject({ status: 401 });
    const { body } = await server.request('GET', '/api/audit?limit=100', organiser);
    const listed = auditRoutes['GET /api/audit'].output.parse(body).entries;
    expect(
      listed.find(({ recordId, action }) => recordId === courseId && action === 'course.removed'),
    ).toMatchObject({
      by: null,
      after: { because: 'retention' },
    });
    expect(await entries()).not.toContain(name);
    expect(await entries()).toContain('trainee.changed');
  });
});
