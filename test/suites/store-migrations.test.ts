import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BackupFile } from '../../src/store/backup/backup-file.ts';
import { columnList, qualified } from '../../src/store/backup/catalogue.ts';
import { CopyOut } from '../../src/store/backup/copy.ts';
import { restoreBackup } from '../../src/store/backup/restore-backup.ts';
import { appliedMigrations, shippedMigrations } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/open.ts';
import { lesson, trainee } from '../../src/store/schema/index.ts';
import { attach, packBackup, withClient } from '../support/backup.ts';
import { freshDatabase, quietLogger } from '../support/database.ts';
import { startDebianPostgres, temporaryDirectory, type ForeignPostgres } from '../support/postgres.ts';

/** A backup, unpacked, of artificial records that the first released version wrote: migration 0000 and nothing later. */
const fixture = fileURLToPath(new URL('../fixtures/records-0000', import.meta.url));

let debian: ForeignPostgres;
let root: string;
let backup: BackupFile;

beforeAll(async () => {
  debian = await startDebianPostgres();
});
afterAll(() => debian.stop());
beforeEach(async () => {
  root = await temporaryDirectory();
  await packBackup(fixture, join(root, 'backup.tar'));
  backup = await BackupFile.open(join(root, 'backup.tar'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A row of a trainee as it is kept since numbers are sealed: the number is in another column. */
const withoutNumber = (row: string): string => row.replace(/^(\S+\t\S+\t)\S+/, '$1\\N');

/**
 * Each table of the first version, with the columns that it had then, as the fixture has it.
 * @param started a server has started on them: it has sealed the numbers, and noted with which key
 */
async function expectEveryRow(connection: pg.ClientConfig, { started }: { started: boolean }): Promise<void> {
  await withClient(connection, async (client) => {
    await client.query(`set timezone = 'UTC'`);
    for (const { name, columns, rows } of backup.manifest.tables) {
      const chunks: Buffer[] = [];
      const stream: AsyncIterable<Buffer> = client.query(
        new CopyOut(`copy (select ${columnList(columns)} from ${qualified(name)}) to stdout`),
      );
      for await (const chunk of stream) chunks.push(chunk);
      const written = linesOf(await readFile(join(fixture, 'records', name, '00001.copy'), 'utf8'));
      const kept = linesOf(Buffer.concat(chunks).toString()).filter(
        (row) => !row.startsWith('records-key\t'),
      );
      expect(kept, name).toEqual(started && name === 'trainee' ? written.map(withoutNumber) : written);
      expect(written).toHaveLength(rows);
    }
    const reached = (await appliedMigrations(client)).map(({ when }) => when);
    expect(reached).toEqual(shippedMigrations().map(({ folderMillis }) => folderMillis));
  });
}

function linesOf(text: string): string[] {
  return text.split('\n').slice(0, -1).sort();
}

describe('records of the first version', () => {
  it('are brought up to this one when a server starts on their data directory', async () => {
    const older = await attach(root);
    const target = { connection: older.connection, materialsDir: join(root, 'materials'), replace: false };
    await restoreBackup(backup, { ...target, migrations: shippedMigrations().slice(0, 1) });
    expect(await withClient(older.connection, appliedMigrations)).toEqual(backup.manifest.migrations);
    await older.close();

    const store = await openStore({ dataDir: root, logger: quietLogger });
    try {
      const lessons = await store.db
        .select({ title: lesson.title, startedAt: lesson.startedAt })
        .from(lesson);
      expect(lessons).toContainEqual({
        title: '示例第一课',
        startedAt: new Date('2030-01-07T00:31:02.345Z'),
      });
      const trainees = await store.db
        .select({ number: trainee.number })
        .from(trainee)
        .orderBy(trainee.position);
      expect(trainees.map(({ number }) => number)).toEqual(['000001', '000002', '00000X']);
    } finally {
      await store.close();
    }
    const newer = await attach(root);
    await expectEveryRow(newer.connection, { started: true });
    await newer.close();
  });

  it("are brought up to this one when they are restored, on Debian's PostgreSQL too", async () => {
    const database = await freshDatabase(debian.url);
    const records = await attach(root, database.url);
    await restoreBackup(backup, {
      connection: records.connection,
      materialsDir: join(root, 'materials'),
      replace: false,
    });
    await expectEveryRow(records.connection, { started: false });
    await records.close();
    await database.drop();
  });
});
