import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commands, routes } from '../../src/contract/index.ts';
import { permissions, type Permission } from '../../src/contract/permissions.ts';
import { roles, type Role } from '../../src/contract/roles.ts';
import { makeDemo, signInAll, type Demo } from '../support/demo.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { codeOf, openSocket, send, type Session } from '../support/wire.ts';

/*
 * Walks the whole matrix through the real doors: every role, every command and every route. Inputs are empty: whoever may
 * act is told that the input is wrong, or that the classroom is not joined; whoever may not is told so before that.
 */
let server: TestServer;
let demo: Demo;
let sessions: Map<Role, Session>;

beforeAll(async () => {
  server = await startServer();
  demo = await makeDemo(server);
  sessions = await signInAll(demo);
});
afterAll(() => server.close());

function session(role: Role): Session {
  const found = sessions.get(role);
  if (!found) throw new Error(`no session for ${role}`);
  return found;
}

/** As the matrix says it, for somebody of one course. */
function isAllowed({ scope, roles: allowed }: Permission, role: Role): boolean {
  return scope === 'public' || (scope !== 'server' && allowed.includes(role));
}

function permissionOf(action: string): Permission {
  const permission = Object.entries(permissions).find(([name]) => name === action)?.[1];
  if (!permission) throw new Error(`${action} is not in the matrix`);
  return permission;
}

describe('the matrix', () => {
  it('names every command and route, and nothing else', () => {
    expect(Object.keys(permissions).sort()).toEqual(
      [...Object.keys(commands), ...Object.keys(routes)].sort(),
    );
  });
});

describe.each(roles)('commands as %s', (role) => {
  it('are denied unless the matrix allows them', async () => {
    const socket = await openSocket(session(role));
    const verdicts: Record<string, boolean> = {};
    for (const name of Object.keys(commands)) {
      const code = codeOf(await send(socket, name, name === 'classroom.join' ? { nonsense: 1 } : {}));
      verdicts[name] = code !== 'forbidden';
    }
    socket.disconnect();
    const expected = Object.keys(commands).map((name) => [name, isAllowed(permissionOf(name), role)]);
    expect(verdicts).toEqual(Object.fromEntries(expected));
  });
});

/** The route's address with this session's own ids in it. */
function addressOf(route: string, who: Session): { method: string; path: string } {
  const [method = '', pattern = ''] = route.split(' ');
  const path = pattern
    .replace(':sessionId', who.participant.sessionId)
    .replace(':courseId', who.participant.courseId ?? demo.courseId);
  if (path.includes(':')) throw new Error(`${route} has a parameter that this test does not know`);
  return { method, path };
}

async function ask(route: string, who: Session): Promise<number> {
  const { method, path } = addressOf(route, who);
  const response = await who.request(method, path, method === 'GET' || method === 'DELETE' ? undefined : {});
  await response.arrayBuffer();
  return response.status;
}

// Ending the session comes last, so that the others are asked while it lives.
const routeNames = Object.keys(routes).sort(
  (a, b) => Number(a.startsWith('DELETE')) - Number(b.startsWith('DELETE')),
);

describe.each(roles)('routes as %s', (role) => {
  it('are denied unless the matrix allows them', async () => {
    const who = await demo.signIn(role);
    const verdicts: Record<string, boolean> = {};
    for (const route of routeNames) verdicts[route] = (await ask(route, who)) !== 403;
    const expected = routeNames.map((route) => [route, isAllowed(permissionOf(route), role)]);
    expect(verdicts).toEqual(Object.fromEntries(expected));
  });
});

describe('without a session', () => {
  it.each(Object.keys(routes))('%s', async (route) => {
    const { method, path } = addressOf(route, demo.organiser);
    const response = await fetch(`${server.url}${path}`, { method });
    await response.arrayBuffer();
    expect(response.status === 401).toBe(permissionOf(route).scope !== 'public');
  });
});

describe('reach', () => {
  it("an organiser of one course cannot do what is the server's", async () => {
    expect((await (await demo.signIn('organiser')).request('POST', '/api/demo', {})).status).toBe(403);
  });

  it('nobody of another course reads a course or its links', async () => {
    const made = await demo.organiser.request('POST', '/api/demo', {});
    const other = z.object({ courseId: z.string() }).parse(await made.json()).courseId;
    for (const role of ['organiser', 'lecturer', 'inspector'] as const) {
      const who = await demo.signIn(role);
      for (const path of [`/api/courses/${other}`, `/api/courses/${other}/invitations`]) {
        expect([403, 404], `${role} ${path}`).toContain((await who.request('GET', path)).status);
      }
    }
    const own = await (await demo.signIn('organiser')).request('GET', '/api/courses');
    const { courses } = z.object({ courses: z.array(z.object({ id: z.string() })) }).parse(await own.json());
    expect(courses.map((course) => course.id)).toEqual([demo.courseId]);
  });

  it('nobody reads or ends the session of another', async () => {
    const [one, other] = await Promise.all([demo.signIn('inspector'), demo.signIn('liaison')]);
    for (const method of ['GET', 'DELETE']) {
      const response = await one.request(method, `/api/sessions/${other.participant.sessionId}`);
      expect(response.status).toBe(403);
    }
    expect((await other.request('GET', `/api/sessions/${other.participant.sessionId}`)).status).toBe(200);
  });

  it('nobody joins a lesson of another course', async () => {
    const made = await demo.organiser.request('POST', '/api/demo', {});
    const other = z.object({ courseId: z.string() }).parse(await made.json()).courseId;
    const read = await demo.organiser.request('GET', `/api/courses/${other}`);
    const { lessons } = z.object({ lessons: z.array(z.object({ id: z.string() })) }).parse(await read.json());
    const socket = await openSocket(await demo.signIn('screen'));
    const answer = await send(socket, 'classroom.join', { lessonId: lessons[0]?.id });
    expect(['forbidden', 'not_found']).toContain(codeOf(answer));
    socket.disconnect();
  });
});
