import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { courseRoutes } from '../../src/contract/course.ts';
import { runTool, startServer, type TestServer } from '../support/server.ts';
import { signIn, signUp } from '../support/wire.ts';

// `npm run demo` in another terminal: the server's port came from the environment of the first one.

let server: TestServer;
/** The second terminal: the same records, and a port of its own in the configuration. */
const elsewhere = () => ({ ...server.settings, PLENUM_SERVER_PORT: '18099' });

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

describe('the demo course', () => {
  it('beside a running server is printed with that server’s address, and its links open', async () => {
    const { code, output } = await runTool('demo', [], elsewhere());
    expect(code, output).toBe(0);
    const link = /授课老师 lecturer, .*: (http\S+)/.exec(output)?.[1] ?? '';
    expect(new URL(link).origin).toBe(server.url);
    const { participant } = await signIn(server.url, new URL(link).pathname);
    expect(participant.role).toBe('lecturer');
    expect(output).not.toContain('18099');
  });

  it('after a kill -9 falls back to the configured address, whatever the server left behind', async () => {
    await server.kill();
    expect(existsSync(join(server.dataDir, 'address.json'))).toBe(true);
    const { code, output } = await runTool('demo', [], elsewhere());
    expect(code, output).toBe(0);
    expect(output).toContain('http://localhost:18099/j/');
  });

  it('a server that stops takes its address away', async () => {
    await server.start();
    expect(existsSync(join(server.dataDir, 'address.json'))).toBe(true);
    expect(await server.stop()).toBe(0);
    expect(existsSync(join(server.dataDir, 'address.json'))).toBe(false);
  });
});

it('a server whose configuration offers no demo course makes none, neither on the desk nor by the program', async () => {
  const none = await startServer({ env: { PLENUM_DEMO_ENABLED: 'false' } });
  try {
    const organiser = await signUp(none.url, none.organiserLink ?? '');
    const listed = await organiser.request('GET', '/api/courses');
    expect(courseRoutes['GET /api/courses'].output.parse(await listed.json())).toEqual({
      courses: [],
      demo: false,
    });
    const refused = await organiser.request('POST', '/api/demo', {});
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ error: { code: 'demo_off' } });
    const { code, output } = await runTool('demo', [], none.settings);
    expect(code).toBe(1);
    expect(output).toContain('demo.enabled: false');
    expect(output).not.toContain('    at ');
    expect(none.output()).not.toContain('npm run demo');
    expect(server.output()).toContain('npm run demo');
  } finally {
    await none.close();
  }
});
