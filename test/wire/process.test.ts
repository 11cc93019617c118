import { rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeDemo } from '../support/demo.ts';
import { freshDatabase } from '../support/database.ts';
import { temporaryDirectory } from '../support/postgres.ts';
import {
  orphanServer,
  runServer,
  startAtTerminal,
  startServer,
  type ServerOverrides,
  type TestServer,
} from '../support/server.ts';
import { openSocket, send } from '../support/wire.ts';

const servers: TestServer[] = [];
async function start(overrides: ServerOverrides = {}): Promise<TestServer> {
  const server = await startServer(overrides);
  servers.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe('a start', () => {
  it('on an empty data folder prints what it does, where it can be opened and the first link', async () => {
    const server = await start({ privateRecords: true, dataDir: await temporaryDirectory() });
    for (const part of [
      'First start',
      '首次启动',
      'PostgreSQL',
      'Plenum is ready',
      server.url,
      'npm run demo',
    ]) {
      expect(server.output()).toContain(part);
    }
    expect(server.organiserLink).toMatch(/\/j\/[\w-]{16,}$/);
    expect(server.output()).toContain(server.organiserLink);
  });

  it('is ready and well: every part answers', async () => {
    const server = await start();
    const ready = await fetch(`${server.url}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({
      ready: true,
      checks: { records: true, media: true, notStopping: true },
    });
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain('plenum_tls_self_signed 0');
    expect(metrics).toContain('plenum_media_worker_up{worker="1"} 1');
    const docs = await fetch(`${server.url}/api/docs/json`);
    expect(await docs.json()).toMatchObject({
      openapi: '3.1.0',
      paths: { '/api/sessions': expect.anything() as unknown },
    });
  });

  it('offers the same first link again until it is used, and none afterwards', async () => {
    const server = await start();
    const first = server.organiserLink;
    await server.kill();
    await server.start();
    expect(server.organiserLink).toBe(first);
    await makeDemo(server);
    await server.stop();
    await server.start();
    expect(server.organiserLink).toBeNull();
  });

  it('over TLS makes a certificate, and says in the log and the figures that it is for trials', async () => {
    const server = await start({ env: { PLENUM_TLS_MODE: 'self-signed' } });
    expect(server.url).toMatch(/^https:/);
    const read = (path: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const asking = request(`${server.url}${path}`, { rejectUnauthorized: false }, (response) => {
          let text = `${response.statusCode} `;
          response.setEncoding('utf8').on('data', (part: string) => (text += part));
          response.on('end', () => resolve(text));
        });
        asking.on('error', reject).end();
      });
    expect(await read('/healthz')).toMatch(/^200 /);
    expect(server.output()).toContain('the certificate is self-signed, which is for trials only');
    expect(await read('/metrics')).toContain('plenum_tls_self_signed 1');
  });
});

describe('a start is refused', () => {
  it('with a configuration that makes no sense: exit code 2, every problem named', async () => {
    const { code, output } = await runServer({ PLENUM_SERVER_PORT: '99999', PLENUM_SERVR_HOST: 'x' });
    expect(code).toBe(2);
    expect(output).toContain('PLENUM_SERVR_HOST is not known. Did you mean PLENUM_SERVER_HOST?');
    expect(output).toContain('server.port (in the variable PLENUM_SERVER_PORT) is 99999');
    expect(output).not.toContain('    at ');
  });

  it('when the port is taken: exit code 1, with the reason', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const [database, dataDir] = await Promise.all([freshDatabase(), temporaryDirectory()]);
    const { code, output } = await runServer({
      PLENUM_SERVER_PORT: String(port),
      PLENUM_DATABASE_URL: database.url,
      PLENUM_DATA_DIR: dataDir,
    });
    expect(code).toBe(1);
    expect(output).toContain(`EADDRINUSE: address already in use 127.0.0.1:${port}`);
    taken.close();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('when the certificate is none: exit code 1, the file named', async () => {
    const [database, dataDir] = await Promise.all([freshDatabase(), temporaryDirectory()]);
    const file = join(dataDir, 'a.crt');
    await writeFile(file, 'not a certificate');
    const { code, output } = await runServer({
      PLENUM_TLS_MODE: 'files',
      PLENUM_TLS_CERT: file,
      PLENUM_TLS_KEY: file,
      PLENUM_DATABASE_URL: database.url,
      PLENUM_DATA_DIR: dataDir,
    });
    expect(code).toBe(1);
    expect(output).toContain(`${file} is not a certificate in PEM form`);
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  });
});

describe('a second process on the same data directory', () => {
  it.each([
    ['its private PostgreSQL', true],
    ['the PostgreSQL that database.url names', false],
  ])('with %s is refused within 2 s, and the first goes on', async (_what, privateRecords) => {
    const first = await start({ privateRecords });
    const asked = performance.now();
    const { code, output } = await runServer(first.settings);
    expect(performance.now() - asked).toBeLessThan(2_000);
    expect(code).toBe(1);
    expect(output).toContain(
      `Another Plenum (process ${first.pid}@${hostname()}) is using the data directory ${first.dataDir}. ` +
        'Stop it first, or start this one with a data directory of its own.',
    );
    expect(output).not.toContain('    at ');
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  });
});

describe('a start at a terminal', () => {
  it('shows what it does in whole lines, and no log', async () => {
    const dataDir = await temporaryDirectory();
    const output = await startAtTerminal({ PLENUM_ENV: 'production', PLENUM_DATA_DIR: dataDir });
    expect(output).toMatch(/^ {2}启动媒体进程 Starting the media workers \.\.\.\r?$/m);
    expect(output).toContain('Plenum 已就绪');
    expect(output).not.toMatch(/"level"|INFO|records store/);
    await rm(dataDir, { recursive: true, force: true });
  });

  it('without a media worker says what to do, without a stack', async () => {
    const dataDir = await temporaryDirectory();
    const output = await startAtTerminal({
      PLENUM_ENV: 'production',
      PLENUM_DATA_DIR: dataDir,
      PLENUM_MEDIA_WORKER_BIN: '/nonexistent/worker',
    });
    expect(output).toContain(
      'The media worker /nonexistent/worker is missing. Start the server with "npm start"',
    );
    expect(output).not.toMatch(/ {4}at |FATAL/);
    await rm(dataDir, { recursive: true, force: true });
  });
});

describe('a stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s tells clients, and ends with 0 well before the deadline',
    async (signal) => {
      const server = await start();
      const demo = await makeDemo(server);
      const socket = await openSocket(await demo.signIn('screen'));
      await send(socket, 'classroom.join', {});
      const notices: unknown[] = [];
      socket.on('notice', (notice) => notices.push(notice));
      const dropped = new Promise((resolve) => socket.once('disconnect', resolve));
      const before = performance.now();
      expect(await server.stop(signal)).toBe(0);
      expect(performance.now() - before).toBeLessThan(8_000);
      // Not `io server disconnect`: a client that is told so would not come back.
      expect(await dropped).toBe('transport close');
      expect(notices).toContainEqual({ name: 'server.stopping', data: {} });
    },
  );
});

describe('an end of the parent process', () => {
  it('stops the server too, even with nobody left to read its output', async () => {
    const [database, dataDir] = await Promise.all([freshDatabase(), temporaryDirectory()]);
    const env = { PLENUM_DATABASE_URL: database.url, PLENUM_DATA_DIR: dataDir, PLENUM_LOG_LEVEL: 'info' };
    const pid = await orphanServer(env);
    await expect.poll(() => isRunning(pid)).toBe(false);
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a stop while it starts', () => {
  it.each(['Starting the records', 'Starting the media workers', 'Opening pages and API'])(
    'at "%s"',
    async (step) => {
      const [database, dataDir] = await Promise.all([freshDatabase(), temporaryDirectory()]);
      const env = { PLENUM_DATABASE_URL: database.url, PLENUM_DATA_DIR: dataDir };
      const { code, output } = await runServer(env, { interruptAt: step });
      expect(code, output).toBe(0);
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  );
});

describe('what nobody caught', () => {
  /** Throws, or rejects, from outside of every handler when the process gets a signal. */
  const saboteur = `
    process.on('SIGUSR2', () => { throw new Error('thrown on purpose'); });
    process.on('SIGWINCH', () => { void Promise.reject(new Error('rejected on purpose')); });
  `;
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(saboteur)}` };

  it('a rejected promise is logged and ends nothing', async () => {
    const server = await start({ env });
    process.kill(server.pid, 'SIGWINCH');
    await expect.poll(() => server.output()).toContain('rejected on purpose');
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  });

  it('a thrown error stops the process in order, with exit code 70', async () => {
    const server = await start({ env });
    const socket = await openSocket(await (await makeDemo(server)).signIn('screen'));
    const heard = new Promise((resolve) => socket.once('notice', resolve));
    process.kill(server.pid, 'SIGUSR2');
    expect(await heard).toEqual({ name: 'server.stopping', data: {} });
    expect(await server.ended()).toBe(70);
    expect(server.output()).toContain('thrown on purpose');
  });
});

describe('a kill -9', () => {
  it('loses nobody: the same session is let in on the same address', async () => {
    const server = await start({ privateRecords: true });
    const demo = await makeDemo(server);
    const session = await demo.signIn('screen');
    const socket = await openSocket(session, { reconnection: true });
    const back = new Promise<void>((resolve) =>
      socket.once('disconnect', () => socket.once('connect', resolve)),
    );
    await server.kill();
    await server.start();
    await back;
    expect(await send(socket, 'classroom.join', {})).toMatchObject({ ok: true });
    socket.disconnect();
  });
});
