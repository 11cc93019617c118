import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { auditEntry } from '../../src/contract/audit.ts';
import { branchRecord, lessonRecord, traineeRecord, unitRecord } from '../../src/contract/records.ts';
import { startRecordsServer, type Guest, type RecordsServer } from '../support/records-server.ts';

let server: RecordsServer;
let organiser: Guest;
let courseId: string;

beforeAll(async () => {
  server = await startRecordsServer();
  organiser = await server.signUp(await server.identity.organiserPath());
});
afterAll(() => server.close());

beforeEach(async () => {
  const made = await server.request('POST', '/api/courses', organiser, { name: '示例小班' });
  courseId = z.object({ courseId: z.string() }).parse(made.body).courseId;
});

const ask = (method: string, path: string, body?: unknown, guest: Guest = organiser) =>
  server.request(method, `/api/courses/${courseId}${path}`, guest, body);

/** A branch as the form sends it. */
const branchOf = (name: string, parentId: string | null = null, more: object = {}) => ({
  name,
  level: parentId === null ? 1 : 2,
  parentId,
  place: '示例楼',
  unit: '示例单位 01',
  liaisonName: '示例联络员',
  liaisonPhone: '+86 000',
  ...more,
});

async function addBranch(name: string, parentId: string | null = null) {
  const { body } = await ask('POST', '/branches', branchOf(name, parentId));
  return branchRecord.parse(body);
}

const traineeOf = (number: string, branchId: string | null, more: object = {}) => ({
  number,
  name: `示例学员 ${number}`,
  unit: '示例单位 01',
  branchId,
  port: branchId === null,
  ...more,
});

async function addTrainee(number: string, branchId: string | null) {
  const { body } = await ask('POST', '/trainees', traineeOf(number, branchId));
  return traineeRecord.parse(body);
}

const problems = (...found: object[]) => ({
  status: 422,
  body: { error: { code: 'invalid_record', details: { problems: found } } },
});
const conflict = { status: 409, body: { error: { code: 'conflict' } } };
const inUse = { status: 409, body: { error: { code: 'in_use' } } };
const notFound = { status: 404, body: { error: { code: 'not_found' } } };

async function log(query = '') {
  const { body } = await ask('GET', `/audit${query}`);
  return z
    .object({ entries: z.array(auditEntry), more: z.boolean(), records: z.array(z.string()) })
    .parse(body);
}

describe('a course', () => {
  it('is renamed by whoever saw its name, and removed with its roster', async () => {
    const params = `/api/courses/${courseId}`;
    const rename = (name: string, revision: number) =>
      server.request('PATCH', params, organiser, { name, revision });
    expect(await rename('示例新班', 1)).toMatchObject({ status: 200, body: { revision: 2 } });
    expect(await rename('示例旧班', 1)).toMatchObject(conflict);
    await addBranch('甲');
    expect(await server.request('DELETE', `${params}?revision=1`, organiser)).toMatchObject(conflict);
    expect(await server.request('DELETE', `${params}?revision=2`, organiser)).toMatchObject({ status: 200 });
    expect(await ask('GET', '/lessons')).toMatchObject(notFound);
  });
});

describe('a lesson', () => {
  const fields = {
    title: '示例第 1 课',
    lecturerName: '示例教师 01',
    kind: 'lecture',
    startsAt: 1_000_000,
    endsAt: 2_000_000,
  };

  it('is made, changed, and removed, each by whoever saw the last state', async () => {
    const made = lessonRecord.parse((await ask('POST', '/lessons', fields)).body);
    const path = `/lessons/${made.id}`;
    const changed = await ask('PATCH', path, { revision: 1, title: '示例新课' });
    expect(changed).toMatchObject({ status: 200, body: { ...fields, title: '示例新课', revision: 2 } });
    expect(await ask('PATCH', path, { revision: 1, title: '示例别课' })).toMatchObject(conflict);
    expect(await ask('PATCH', path, { revision: 2, endsAt: 1_000_000 })).toMatchObject(
      problems({ field: 'endsAt', code: 'ends_before_start' }),
    );
    expect(await ask('DELETE', `${path}?revision=1`)).toMatchObject(conflict);
    expect(await ask('DELETE', `${path}?revision=2`)).toMatchObject({ status: 200 });
    expect(await ask('DELETE', `${path}?revision=2`)).toMatchObject(notFound);
  });

  it('that has begun keeps its time and is not removed', async () => {
    const made = lessonRecord.parse((await ask('POST', '/lessons', fields)).body);
    await server.courses.markStarted(made.id, server.clock.time);
    const path = `/lessons/${made.id}`;
    expect(await ask('PATCH', path, { revision: 1, startsAt: 1 })).toMatchObject(inUse);
    expect(await ask('PATCH', path, { revision: 1, title: '示例新课' })).toMatchObject({ status: 200 });
    expect(await ask('DELETE', `${path}?revision=2`)).toMatchObject(inUse);
  });

  it('needs a course', async () => {
    const nowhere = await server.request('POST', '/api/courses/nowhere/lessons', organiser, fields);
    expect(nowhere).toMatchObject(notFound);
  });
});

describe('a branch', () => {
  it('gets the next number, and its unit is added to the list', async () => {
    expect(await addBranch('甲')).toMatchObject({ number: 1, revision: 1 });
    expect(await addBranch('乙')).toMatchObject({ number: 2 });
    const { units } = z.object({ units: z.array(unitRecord) }).parse((await ask('GET', '/units')).body);
    expect(units).toMatchObject([{ name: '示例单位 01', branchCount: 2, traineeCount: 0 }]);
  });

  it('is refused with what is wrong at which field', async () => {
    const first = await addBranch('甲');
    const second = await addBranch('乙', first.id);
    const bad = (body: object) => ask('POST', '/branches', body);
    expect(await bad(branchOf('甲', null, { number: 2 }))).toMatchObject(
      problems({ field: 'name', code: 'taken' }, { field: 'number', code: 'taken' }),
    );
    expect(await bad(branchOf('丙', second.id))).toMatchObject(
      problems({ field: 'parentId', code: 'parent_is_level_2' }),
    );
    expect(await bad(branchOf('丙', 'nobody'))).toMatchObject(
      problems({ field: 'parentId', code: 'unknown_parent' }),
    );
    expect(await bad(branchOf('丙', null, { level: 2 }))).toMatchObject(
      problems({ field: 'parentId', code: 'parent_missing' }),
    );
    expect(await bad(branchOf('丙', first.id, { level: 1 }))).toMatchObject(
      problems({ field: 'parentId', code: 'parent_unwanted' }),
    );
    const third = await addBranch('丁');
    expect(
      await ask('PATCH', `/branches/${first.id}`, { revision: 1, level: 2, parentId: third.id }),
    ).toMatchObject(problems({ field: 'level', code: 'has_children' }));
    expect(await bad({ ...branchOf('x'), name: ' ' })).toMatchObject({ status: 400 });
  });

  it('is changed by whoever saw the last state', async () => {
    const { id } = await addBranch('甲');
    const change = (revision: number, place: string) => ask('PATCH', `/branches/${id}`, { revision, place });
    const [one, other] = await Promise.all([change(1, '一楼'), change(1, '二楼')]);
    expect([one.status, other.status].sort()).toEqual([200, 409]);
  });

  it('is not removed while something hangs on it', async () => {
    const parent = await addBranch('甲');
    const child = await addBranch('乙', parent.id);
    const trainee = await addTrainee('1', child.id);
    expect(await ask('DELETE', `/branches/${parent.id}?revision=1`)).toMatchObject(inUse);
    expect(await ask('DELETE', `/branches/${child.id}?revision=1`)).toMatchObject(inUse);
    await ask('DELETE', `/trainees/${trainee.id}?revision=1`);
    const both = { ids: [parent.id, child.id], change: 'remove' };
    expect(await ask('POST', '/branches/bulk', both)).toMatchObject({ status: 200, body: { changed: 2 } });
  });

  it('gets another unit together with others', async () => {
    const ids = [(await addBranch('甲')).id, (await addBranch('乙')).id];
    expect(await ask('POST', '/branches/bulk', { ids, change: { unit: '示例单位 02' } })).toMatchObject({
      body: { changed: 2 },
    });
    expect(
      await ask('POST', '/branches/bulk', { ids: [...ids, 'nobody'], change: { unit: 'x' } }),
    ).toMatchObject(notFound);
    expect((await ask('GET', '/branches')).body).toMatchObject({
      branches: [{ unit: '示例单位 02' }, { unit: '示例单位 02' }],
    });
  });
});

describe('a unit', () => {
  it('is renamed everywhere at once, and removed when nobody belongs to it', async () => {
    const branch = await addBranch('甲');
    await addTrainee('1', branch.id);
    const { units } = z.object({ units: z.array(unitRecord) }).parse((await ask('GET', '/units')).body);
    const path = `/units/${units[0]?.id}`;
    await ask('POST', '/units', { name: '示例单位 02' });
    expect(await ask('PATCH', path, { name: '示例单位 02', revision: 1 })).toMatchObject(
      problems({ field: 'name', code: 'taken' }),
    );
    expect(await ask('PATCH', path, { name: '示例新单位', revision: 1 })).toMatchObject({ status: 200 });
    expect((await ask('GET', '/branches')).body).toMatchObject({
      branches: [{ unit: '示例新单位', revision: 2 }],
    });
    expect((await ask('GET', '/trainees')).body).toMatchObject({
      trainees: [{ unit: '示例新单位', revision: 2 }],
    });
    expect(await ask('DELETE', `${path}?revision=2`)).toMatchObject(inUse);
  });
});

describe('a trainee', () => {
  it('is refused with what is wrong at which field', async () => {
    const branch = await addBranch('甲');
    await addTrainee('1', branch.id);
    expect(await ask('POST', '/trainees', traineeOf('1', 'nobody'))).toMatchObject(
      problems({ field: 'number', code: 'taken' }, { field: 'branchId', code: 'unknown_branch' }),
    );
    expect(await ask('POST', '/trainees', traineeOf('2', null, { port: false }))).toMatchObject(
      problems({ field: 'branchId', code: 'no_place' }),
    );
  });

  it('is found by name, number, unit, branch and place, a page at a time', async () => {
    const [one, two] = [await addBranch('甲'), await addBranch('乙')];
    await addTrainee('1', one.id);
    await addTrainee('2', two.id);
    await addTrainee('30%', null);
    const numbers = async (query: string) => {
      const { body } = await ask('GET', `/trainees?${query}`);
      return z
        .object({ trainees: z.array(traineeRecord) })
        .parse(body)
        .trainees.map(({ number }) => number);
    };
    expect(await numbers('')).toEqual(['1', '2', '30%']);
    expect(await numbers('offset=1&limit=1')).toEqual(['2']);
    expect(await numbers(`text=${encodeURIComponent('学员 2')}`)).toEqual(['2']);
    expect(await numbers(`text=${encodeURIComponent('%')}`)).toEqual(['30%']);
    expect(await numbers(`branchId=${one.id}`)).toEqual(['1']);
    expect(await numbers('place=port')).toEqual(['30%']);
    expect(await numbers(`unit=${encodeURIComponent('示例单位 09')}`)).toEqual([]);
  });

  it('moves together with others', async () => {
    const branch = await addBranch('甲');
    const ids = [(await addTrainee('1', null)).id, (await addTrainee('2', null)).id];
    expect(await ask('POST', '/trainees/bulk', { ids, change: { branchId: branch.id } })).toMatchObject({
      body: { changed: 2 },
    });
    expect((await ask('GET', '/trainees')).body).toMatchObject({
      trainees: [{ branchId: branch.id, port: false }, { revision: 2 }],
    });
    expect(await ask('POST', '/trainees/bulk', { ids, change: { branchId: 'nobody' } })).toMatchObject(
      problems({ field: 'branchId', code: 'unknown_branch' }),
    );
    expect(await ask('POST', '/trainees/bulk', { ids, change: 'remove' })).toMatchObject({
      body: { changed: 2 },
    });
  });
});

describe('a liaison', () => {
  it('sees the own branch and those below it, and nobody else', async () => {
    const demo = z
      .object({ courseId: z.string() })
      .parse((await server.request('POST', '/api/demo', organiser, {})).body).courseId;
    const all = z
      .object({ branches: z.array(branchRecord) })
      .parse((await server.request('GET', `/api/courses/${demo}/branches`, organiser)).body).branches;
    const parent = all.find(({ name }) => name === '示例分课堂 004');
    const child = all.find(({ parentId }) => parentId === parent?.id);
    const other = all.find(({ name }) => name === '示例分课堂 001');
    const links = await server.identity.invitationsOf(demo, 'liaison');
    const enter = (id: string | undefined) =>
      server.enter(links.find(({ branchId }) => branchId === id)?.path ?? '');
    const names = async (guest: Guest) => {
      const { body } = await server.request('GET', `/api/courses/${demo}/branches`, guest);
      return z
        .object({ branches: z.array(branchRecord) })
        .parse(body)
        .branches.map(({ name }) => name);
    };
    const liaison = await enter(parent?.id);
    expect(await names(liaison)).toEqual([parent?.name, child?.name]);
    expect(await names(await enter(child?.id))).toEqual([child?.name]);
    const { body } = await server.request('GET', `/api/courses/${demo}/trainees?limit=200`, liaison);
    const seen = z.object({ trainees: z.array(traineeRecord), total: z.number() }).parse(body);
    expect(seen.total).toBe((parent?.traineeCount ?? 0) + (child?.traineeCount ?? 0));
    expect(new Set(seen.trainees.map(({ branchId }) => branchId))).toEqual(new Set([parent?.id, child?.id]));
    const foreign = await server.request(
      'GET',
      `/api/courses/${demo}/trainees?branchId=${other?.id}`,
      liaison,
    );
    expect(foreign.body).toMatchObject({ total: 0 });
    expect((await ask('GET', '/branches', undefined, liaison)).status).toBe(404);
    expect((await server.request('GET', `/api/courses/${demo}/audit`, liaison)).status).toBe(403);
  });
});

describe('the log of changes', () => {
  it('says who did what, with what was there before and after', async () => {
    const { id } = await addBranch('甲');
    await ask('PATCH', `/branches/${id}`, { revision: 1, place: '二楼' });
    await ask('DELETE', `/branches/${id}?revision=2`);
    const { entries, records } = await log('?record=branch');
    expect(entries).toMatchObject([
      { action: 'branch.removed', recordId: id, before: { name: '甲', place: '二楼' }, after: null },
      { action: 'branch.changed', before: { place: '示例楼' }, after: { place: '二楼' } },
      { action: 'branch.created', before: null, after: { name: '甲' } },
    ]);
    const { sessionId, name } = organiser.participant;
    expect(entries[0]?.by).toEqual({ sessionId, name, role: 'organiser' });
    expect(records).toEqual(['branch', 'course', 'unit']);
  });

  it('is silent about what did not change, and about what failed', async () => {
    const { id } = await addBranch('甲');
    const before = (await log()).entries.length;
    await ask('PATCH', `/branches/${id}`, { revision: 1, place: '示例楼' });
    await ask('PATCH', `/branches/${id}`, { revision: 7, place: '二楼' });
    await ask('POST', '/branches', branchOf('甲'));
    expect((await log()).entries).toHaveLength(before);
  });

  it('is filtered, read page by page, and exported without formulas', async () => {
    await addBranch('=甲');
    await addTrainee('1', null);
    expect((await log(`?text=${encodeURIComponent('学员 1')}`)).entries).toMatchObject([
      { action: 'trainee.created' },
    ]);
    expect((await log('?until=1')).entries).toEqual([]);
    const first = await log('?limit=2');
    expect(first).toMatchObject({ more: true });
    const rest = await log(`?before=${first.entries[1]?.id}`);
    expect([...first.entries, ...rest.entries].map(({ id }) => id)).toEqual(
      (await log()).entries.map(({ id }) => id),
    );
    const file = await server.transfer(
      'GET',
      `/api/courses/${courseId}/audit/export?record=branch`,
      organiser,
    );
    const lines = z.array(z.array(z.string())).parse(parse(await file.text(), { bom: true }));
    expect(lines).toHaveLength(2);
    expect(lines[1]).toEqual(expect.arrayContaining(['branch.created', organiser.participant.name]));
    for (const cell of lines.flat()) expect(cell).not.toMatch(/^[=+\-@]/);
  });
});
