import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attach, everything } from '../support/backup.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { makeDemo } from '../support/demo.ts';
import { temporaryDirectory, testRecordsKey } from '../support/postgres.ts';
import { runTool, startServer, type TestServer } from '../support/server.ts';
import { openSocket, send } from '../support/wire.ts';

let root: string;
let server: TestServer;
let other: TestDatabase;

beforeEach(async () => {
  [root, other] = await Promise.all([temporaryDirectory(), freshDatabase()]);
  server = await startServer({ privateRecords: true });
});
afterEach(async () => {
  await server.close();
  await other.drop();
  await rm(root, { recursive: true, force: true });
});

describe('npm run backup and npm run restore', () => {
  it('copy a running server, into another PostgreSQL and back, and its sessions stay good', async () => {
    const demo = await makeDemo(server);
    const session = await demo.signIn('screen');
    await mkdir(join(server.dataDir, 'materials'), { recursive: true });
    await writeFile(join(server.dataDir, 'materials', 'example'), '示例');

    const file = join(root, 'backup.tar');
    const made = await runTool('backup', [file, '--with-key'], server.settings);
    expect(made.output).toContain(`The backup is written: ${file}`);
    expect(made.output).toContain('The key of the records is in it');
    expect(made.code).toBe(0);

    const refused = await runTool('restore', [file, '--replace'], server.settings);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.output).toContain(`Another Plenum (process ${server.pid}@`);
    expect(refused.output).not.toContain('    at ');

    await server.stop();
    const records = await attach(server.dataDir);
    const before = await everything(records.connection);
    await records.close();

    // Where no key is configured, the backup's is kept beside the records.
    const elsewhere = { PLENUM_DATA_DIR: join(root, 'elsewhere'), PLENUM_RECORDS_KEY: '' };
    const moved = await runTool('restore', [file, '--into', other.url], elsewhere);
    expect(moved.code, moved.output).toBe(0);
    expect(moved.output).toContain('It is restored.');
    const copied = await everything({ connectionString: other.url });
    // What happened after the backup was taken: nobody wrote, sessions were only seen again.
    expect(Object.keys(copied)).toEqual(Object.keys(before));
    expect(copied['trainee']).toEqual(before['trainee']);
    expect(copied['invitation']).toEqual(before['invitation']);
    expect(await readFile(join(root, 'elsewhere', 'materials', 'example'), 'utf8')).toBe('示例');

    expect((await readFile(join(root, 'elsewhere', 'records.key'), 'utf8')).trim()).toBe(testRecordsKey);

    const back = join(root, 'back.tar');
    const url = { ...elsewhere, PLENUM_DATABASE_URL: other.url };
    const again = await runTool('backup', [back], url);
    expect(again).toMatchObject({ code: 0 });
    expect(again.output).toContain('The key of the records (for numbers and links) is not in it');
    expect(await readFile(back, 'utf8')).not.toContain(testRecordsKey);
    const occupied = await runTool('restore', [back], server.settings);
    expect(occupied.output).toContain('There are records already');
    expect(occupied.code).toBe(1);
    expect(await runTool('restore', [back, '--replace'], server.settings)).toMatchObject({ code: 0 });

    await server.start();
    const socket = await openSocket(session);
    expect(await send(socket, 'classroom.join', {})).toMatchObject({ ok: true });
    socket.disconnect();
  });

  it('puts a backup without a name into the data directory', async () => {
    const { code, output } = await runTool('backup', [], server.settings);
    expect(code, output).toBe(0);
    expect(await readdir(join(server.dataDir, 'backups'))).toEqual([
      expect.stringMatching(/^plenum-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.tar$/),
    ]);
  });

  it('say how to be asked, with exit code 2', async () => {
    const none = await runTool('restore', [], server.settings);
    expect(none).toMatchObject({ code: 2 });
    expect(none.output).toContain('Usage: npm run restore -- FILE [--into postgres://');
    expect(await runTool('backup', ['a', 'b'], server.settings)).toMatchObject({ code: 2 });
    expect(await runTool('restore', ['a', '--into', 'somewhere'], server.settings)).toMatchObject({
      code: 2,
    });
    const missing = await runTool('restore', [join(root, 'none.tar')], server.settings);
    expect(missing).toMatchObject({ code: 1 });
    expect(missing.output).toContain('cannot be read (ENOENT');
  });
});
