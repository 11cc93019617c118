import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTool, startServer, type TestServer } from '../support/server.ts';
import { signIn } from '../support/wire.ts';

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
