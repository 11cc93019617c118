import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StartError } from './lib/errors.ts';
import { attachRecords } from './store/attach.ts';
import { writeBackup } from './store/backup/write-backup.ts';
import { findCluster } from './store/records-home.ts';
import { describeBackup, Refusal, runTool } from './tool.ts';

/** `npm run backup [-- FILE]`: a consistent copy of records and materials, beside a running server or without one. */
await runTool(async ({ config, dataDir, materialsDir, logger, say }) => {
  const named = readFile();
  const url = config.database.url ?? undefined;
  // Nothing is made just to be empty.
  if (url === undefined && !existsSync(await findCluster(dataDir)))
    throw new StartError(`There are no records in ${dataDir} yet.`);
  const file = named ?? join(dataDir, 'backups', defaultName(new Date()));
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  // A class that is running goes first.
  setPriority(constants.priority.PRIORITY_LOW);
  const records = await attachRecords({ dataDir, url, logger, whenTaken: 'share' });
  try {
    const manifest = await writeBackup({ connection: records.connection, materialsDir }, file);
    say(`备份已写好：${file}\n${describeBackup(manifest, 'zh')}`);
    say(`The backup is written: ${file}\n${describeBackup(manifest, 'en')}`);
  } finally {
    await records.close();
  }
});

/** Undefined when none is named. */
function readFile(): string | undefined {
  const usage = 'npm run backup [-- FILE]';
  try {
    const { positionals } = parseArgs({ allowPositionals: true });
    if (positionals.length > 1) throw new Error('There is one file to write.');
    return positionals[0] === undefined ? undefined : resolve(positionals[0]);
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : String(error)}\nUsage: ${usage}`);
  }
}

/** For example plenum-2030-01-07T08-15-00Z.tar: sorted by time, and allowed on every file system. */
function defaultName(now: Date): string {
  return `plenum-${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z.tar`;
}
