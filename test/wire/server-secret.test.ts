import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { courseRoutes, invitation } from '../../src/contract/course.ts';
import { execute, freshDatabase, serverSecret, settingOf, type TestDatabase } from '../support/database.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { temporaryDirectory } from '../support/postgres.ts';
import { runTool, startServer, type TestServer } from '../support/server.ts';
import { createSession, openSocket, send, signIn, type Session } from '../support/wire.ts';

let root: string;
let database: TestDatabase;
let server: TestServer;
let demo: Demo;
let screen: Session;

beforeAll(async () => {
  [root, database] = await Promise.all([temporaryDirectory(), freshDatabase()]);
  server = await startServer({ databaseUrl: database.url });
  demo = await makeDemo(server);
  screen = await demo.signIn('screen');
});
afterAll(async () => {
  await server.close();
  await database.drop();
  await rm(root, { recursive: true, force: true });
});

/** The first link for inspectors, as the organiser sees it on this server. */
async function shown(url: string): Promise<{ path: string; code: string }> {
  const { participant, cookie } = demo.organiser;
  const organiser = createSession(url, participant, cookie);
  const reply = await organiser.request('GET', `/api/courses/${demo.courseId}/invitations?role=inspector`);
  const { invitations } = courseRoutes['GET /api/courses/:courseId/invitations'].output.parse(
    await reply.json(),
  );
  const [{ path, code }] = z.tuple([invitation], invitation).parse(invitations);
  return { path, code };
}

it("an older version's secret is taken over: sessions, links and codes stay good, and no backup has it", async () => {
  const before = await shown(server.url);
  const secret = await serverSecret(database.url);
  await server.stop();
  // As a version before has left it.
  await execute(database.url, `update setting set value = $1 where key = 'server-secret'`, [secret]);
  await execute(database.url, `delete from setting where key like 'derived.%'`);
  const plain = before.code.replace('-', '');
  const old = createHash('sha256').update(plain).digest('hex');
  const token = createHash('sha256').update(before.path.slice(3)).digest('hex');
  await execute(database.url, 'update invitation set code_hash = $1 where token_hash = $2', [old, token]);

  await server.start();
  expect(await settingOf(database.url, 'server-secret')).toMatch(/^sealed:/);
  expect(await serverSecret(database.url)).toBe(secret);
  expect(await shown(server.url)).toEqual(before);
  const socket = await openSocket(screen);
  expect(await send(socket, 'classroom.join', {})).toMatchObject({ ok: true });
  socket.disconnect();
  for (const way of [before.path, `/j/${before.code}`]) {
    expect((await signIn(server.url, way)).participant.role).toBe('inspector');
  }
  const file = join(root, 'backup.tar');
  expect(await runTool('backup', [file], server.settings)).toMatchObject({ code: 0 });
  const text = await readFile(file, 'latin1');
  expect(text).toContain('derived.invitations');
  expect(text).not.toContain(secret);
  expect(text).not.toContain(old);
});

it('a secret that is lost with the key ends the links that were given out, and those that are shown now work', async () => {
  const before = await shown(server.url);
  await server.stop();
  const key = Buffer.alloc(32, 7).toString('base64');
  const env = { PLENUM_RECORDS_KEY: key, PLENUM_RECORDS_FORGET_NUMBERS: 'true' };
  const other = await startServer({ databaseUrl: database.url, env });
  try {
    const now = await shown(other.url);
    expect(now.path).not.toBe(before.path);
    for (const way of [now.path, `/j/${now.code}`]) {
      expect((await signIn(other.url, way)).participant.role).toBe('inspector');
    }
    for (const way of [before.path, `/j/${before.code}`]) {
      await expect(signIn(other.url, way)).rejects.toThrow(/link_unknown|404/);
    }
  } finally {
    await other.close();
  }
});
