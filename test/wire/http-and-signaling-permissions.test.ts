import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Route } from '../../src/contract/command.ts';
import { invitation, type Invitation } from '../../src/contract/course.ts';
import { sessionHeader } from '../../src/contract/identity.ts';
import { commands, routes } from '../../src/contract/index.ts';
import { permissions, type Permission } from '../../src/contract/permissions.ts';
import { roles } from '../../src/contract/roles.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { sampleInput } from '../support/sample-input.ts';
import { startServer, type TestServer } from '../support/server.ts';
import {
  codeOf,
  firstOrganiser,
  openSession,
  openSocket,
  send,
  signIn,
  type Session,
} from '../support/wire.ts';

/*
 * Walks the whole matrix through the real doors: every command and every route, as every role, on what is their own, and on
 * what belongs to another course or branch. A route that has an input of its own kind or a parameter that nobody knows here
 * fails, as does one that stands in the contract and not in the matrix.
 */

/** Somebody of one course, or the organiser of the whole server. */
const walkers = [...roles, 'organiser of the server'] as const;
type Walker = (typeof walkers)[number];

/** Values of the parameters in paths. */
type Ids = Record<string, string>;

let server: TestServer;
let demo: Demo;
let ownIds: Ids;
let foreignIds: Ids;
/** The links of the own course as they were before the walk. */
let links: Invitation[];
/** The level-1 branch that the walkers belong to, the one below it, and one that is neither. */
let ownBranches: { upper: string; lower: string; other: string };

const allRoutes = Object.entries<Route>(routes);
const allPermissions = new Map<string, Permission>(Object.entries(permissions));

beforeAll(async () => {
  server = await startServer();
  demo = await makeDemo(server);
  const made = await demo.organiser.request('POST', '/api/demo', {});
  const foreign = z.object({ courseId: z.string() }).parse(await made.json()).courseId;
  ownIds = await idsOf(demo.courseId);
  foreignIds = await idsOf(foreign);
  const { branches } = await read(
    `/api/courses/${demo.courseId}`,
    z.object({ branches: z.array(z.object({ id: z.string(), parentId: z.string().nullable() })) }),
  );
  const listed = await read(
    `/api/courses/${demo.courseId}/invitations`,
    z.object({ invitations: z.array(invitation) }),
  );
  links = listed.invitations;
  const lower = branches.find(({ parentId }) => parentId !== null);
  ownBranches = { upper: lower?.parentId ?? '', lower: lower?.id ?? '', other: branches[0]?.id ?? '' };
});
afterAll(() => server.close());

async function read<T>(path: string, schema: z.ZodType<T>, who = demo.organiser): Promise<T> {
  return schema.parse(await (await who.request('GET', path)).json());
}

/** One of each kind of record that a course has. */
async function idsOf(courseId: string): Promise<Ids> {
  const one = z.object({ id: z.string() });
  const at = `/api/courses/${courseId}`;
  const course = await read(at, z.object({ lessons: z.array(one), branches: z.array(one) }));
  const units = await read(`${at}/units`, z.object({ units: z.array(one) }));
  const trainees = await read(`${at}/trainees`, z.looseObject({ trainees: z.array(one) }));
  const links = await read(`${at}/invitations?role=port`, z.object({ invitations: z.array(one) }));
  const materials = await read(`${at}/materials`, z.looseObject({ materials: z.array(one) }));
  const inspector = await read(
    `${at}/invitations?role=inspector`,
    z.object({ invitations: z.array(z.object({ path: z.string() })) }),
  );
  const session = await signIn(server.url, inspector.invitations[0]?.path ?? '');
  const pick = (list: readonly { id: string }[], index = 0): string => list.at(index)?.id ?? 'none';
  return {
    courseId,
    lessonId: pick(course.lessons),
    branchId: pick(course.branches),
    unitId: pick(units.units),
    traineeId: pick(trainees.trainees),
    invitationId: pick(links.invitations),
    materialId: pick(materials.materials),
    sessionId: session.participant.sessionId,
    // What a fresh course has none of: to everybody these are as unknown as those of another course.
    placeId: 'unknown-place',
    accountId: 'unknown-account',
    importId: 'unknown-import',
    changeId: 'unknown-change',
    feedId: 'unknown-feed',
    uploadId: 'unknown-upload',
    pollId: 'unknown-poll',
    roundId: 'unknown-round',
    findingId: 'unknown-finding',
    threadId: 'unknown-thread',
    postId: 'unknown-post',
    fileId: 'unknown-file',
    windowId: 'unknown-window',
    requestId: 'unknown-request',
    photoId: 'unknown-photo',
    ...{ questionId: 'unknown-question', pictureId: 'unknown-picture', quizId: 'unknown-quiz' },
    ...{ paperId: 'unknown-paper', itemId: 'unknown-item', ticketId: 'unknown-ticket' },
    ...{ correctionId: 'unknown-correction', appealId: 'unknown-appeal', code: 'unknowncode' },
    kind: 'branches',
    token: 'unknown-token-of-a-feed',
  };
}

/** A session of the walker in the own course; those of a branch are of the upper one. */
async function enter(walker: Walker): Promise<Session> {
  if (walker === 'organiser of the server') return openSession(server.url, '/api/sign-in', firstOrganiser);
  // A branch's link for its trainees asks who somebody is: the walk goes by what opens a session as it is.
  const own = links.filter(
    ({ role, traineeId }) => role === walker && (role !== 'trainee' || traineeId !== null),
  );
  const ofBranch = own.find(({ branchId }) => branchId === ownBranches.upper);
  return signIn(server.url, (ofBranch ?? own[0])?.path ?? '');
}

function permissionOf(action: string): Permission {
  const permission = allPermissions.get(action);
  if (!permission) throw new Error(`${action} is not in the matrix`);
  return permission;
}

/** As the matrix says it. */
function isAllowed({ scope, roles: allowed }: Permission, walker: Walker): boolean {
  if (scope === 'public') return true;
  const isOfServer = walker === 'organiser of the server';
  return allowed.includes(isOfServer ? 'organiser' : walker) && (scope !== 'server' || isOfServer);
}

/** What a page without media knows of itself. */
const pageFacts = {
  ...{ userAgent: 'sample', language: 'zh-CN', window: '390x844', pingMs: null, online: true },
  ...{ path: null, loss: null, kbps: null, errors: [] },
};
/** Inputs that rules beyond their shape ask for. */
const bodies: Partial<Record<string, unknown>> = {
  'POST /api/courses/:courseId/invitations': { role: 'inspector', label: 'sample' },
  'POST /api/courses/:courseId/branch-invitations': { roles: ['trainee'] },
  'POST /api/courses/:courseId/threads/:threadId/posts': { clientId: 'sample-post', text: 'sample' },
  'POST /api/courses/:courseId/tickets': {
    ...{ id: 'sample-ticket', kind: 'other', text: 'sample', lessonId: null, facts: pageFacts },
  },
  'POST /api/courses/:courseId/group-posts': { clientId: 'sample-post', text: 'sample' },
};
const queries: Partial<Record<string, unknown>> = {};

function address(pattern: string, ids: Ids): string {
  return pattern.replace(/:(\w+)/g, (_, name: string) => {
    const value = ids[name];
    if (value === undefined) throw new Error(`this test knows no ${name}: give it one in idsOf`);
    return value;
  });
}

interface Answered {
  status: number;
  code: string;
}

/** Asks for a route with an input that passes the parsing, on records of the given ids. */
async function ask(name: string, route: Route, ids: Ids, who: Session | null): Promise<Answered> {
  const [method = '', pattern = ''] = name.split(' ');
  const query = new URLSearchParams(
    Object.entries(sampleInput(route.query, queries[name]) ?? {}).map(([key, value]) => [key, String(value)]),
  );
  const isFile = ['POST', 'PATCH'].includes(method) && (route.upload !== undefined || route.raw === true);
  const hasBody = !(route.body instanceof z.ZodUndefined);
  const response = await fetch(`${server.url}${address(pattern, ids)}?${query.toString()}`, {
    method,
    headers: {
      ...(who ? { cookie: who.cookie, [sessionHeader]: who.participant.sessionId } : {}),
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
      ...(isFile ? { 'content-type': 'application/octet-stream' } : {}),
    },
    ...(hasBody ? { body: JSON.stringify(sampleInput(route.body, bodies[name])) } : {}),
    ...(isFile ? { body: 'no such file' } : {}),
  });
  const text = await response.text();
  const code = /"code":"(\w+)"/.exec(text.slice(0, 300))?.[1] ?? '';
  return { status: response.status, code: response.ok ? 'ok' : code };
}

describe('the matrix', () => {
  it('names every command and route, and nothing else', () => {
    expect([...allPermissions.keys()].sort()).toEqual(
      [...Object.keys(commands), ...Object.keys(routes)].sort(),
    );
  });
});

describe.each(walkers)('commands as %s', (walker) => {
  it('are denied unless the matrix allows them', async () => {
    const socket = await openSocket(await enter(walker));
    const verdicts: Record<string, boolean> = {};
    for (const name of Object.keys(commands)) {
      const code = codeOf(await send(socket, name, name === 'classroom.join' ? { nonsense: 1 } : {}));
      verdicts[name] = code !== 'forbidden';
    }
    const expected = Object.keys(commands).map((name) => [name, isAllowed(permissionOf(name), walker)]);
    expect(verdicts).toEqual(Object.fromEntries(expected));
    const foreign = codeOf(await send(socket, 'classroom.join', { lessonId: foreignIds['lessonId'] }));
    if (walker === 'organiser of the server') expect(foreign).toBe('ok');
    else expect(['forbidden', 'not_found']).toContain(foreign);
    socket.disconnect();
  });
});

describe.each(walkers)('routes as %s', (walker) => {
  it('are denied unless the matrix allows them', async () => {
    const verdicts: Record<string, boolean> = {};
    let who = await enter(walker);
    for (const [name, route] of allRoutes) {
      // Only the course is really one's own: nothing that another route needs is changed on the way.
      const unknown = Object.fromEntries(Object.keys(ownIds).map((key) => [key, `unknown-${key}`]));
      const ids = {
        ...unknown,
        kind: 'branches',
        courseId: demo.courseId,
        branchId: ownBranches.upper,
        sessionId: who.participant.sessionId,
      };
      const isRemoval = name.startsWith('DELETE') && name.includes(':branchId');
      const { status, code } = await ask(name, route, isRemoval ? { ...ids, branchId: 'unknown' } : ids, who);
      expect(status, `${name}: signed in`).not.toBe(401);
      expect(status, `${name}: no failure`).toBeLessThan(500);
      verdicts[name] = !(code === 'forbidden' || (route.raw === true && status === 403));
      // Some routes end the session or change what it may do: the next is asked by a new one.
      if (code === 'ok' && !name.startsWith('GET ')) who = await enter(walker);
    }
    const expected = allRoutes.map(([name]) => [name, isAllowed(permissionOf(name), walker)]);
    expect(verdicts).toEqual(Object.fromEntries(expected));
  });

  it('do not reach into another course', async () => {
    if (walker === 'organiser of the server') return;
    const who = await enter(walker);
    const reached: string[] = [];
    for (const [name, route] of allRoutes) {
      const { scope } = permissionOf(name);
      const hasRecord = name.includes(':');
      if (scope === 'public' || !hasRecord || name.includes('/readiness/bytes')) continue;
      const { status, code } = await ask(name, route, foreignIds, who);
      if (status !== 403 && status !== 404) reached.push(`${name}: ${status} ${code}`);
    }
    expect(reached).toEqual([]);
  });

  it('reach the own branch and, for a liaison, those below it', async () => {
    const who = await enter(walker);
    const { role, branchId } = who.participant;
    for (const [name, route] of allRoutes) {
      const permission = permissionOf(name);
      if (permission.scope !== 'branch' || !isAllowed(permission, walker)) continue;
      // What is reached by a record of its own, as a paper is, is tried beside its feature's other tests.
      if (!name.includes(':branchId')) continue;
      const reaches = async (id: string): Promise<boolean> =>
        (await ask(name, route, { ...ownIds, branchId: id }, who)).status !== 404;
      expect(await reaches(ownBranches.upper), `${name}: own`).toBe(true);
      expect(await reaches(ownBranches.lower), `${name}: below`).toBe(
        branchId === null || role === 'liaison',
      );
      expect(await reaches(ownBranches.other), `${name}: other`).toBe(branchId === null);
    }
  });
});

describe('without a session', () => {
  it.each(allRoutes)('%s', async (name, route) => {
    const { status } = await ask(name, route, ownIds, null);
    expect(status === 401).toBe(permissionOf(name).scope !== 'public');
  });
});

describe('a liaison of a branch without others below it', () => {
  it('reaches the own branch only', async () => {
    const link = links.find(({ role, branchId }) => role === 'liaison' && branchId === ownBranches.lower);
    const who = await signIn(server.url, link?.path ?? '');
    const at = (id: string) => who.request('GET', `/api/courses/${demo.courseId}/branches/${id}/entry`);
    expect((await at(ownBranches.lower)).status).toBe(200);
    expect((await at(ownBranches.upper)).status).toBe(404);
  });
});
