import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StartError } from './lib/errors.ts';
import { attachRecords } from './store/attach.ts';
import { writeBackup } from './store/backup/write-backup.ts';
import { findCluster } from './store/records-home.ts';
import { keyFile, readKey } from './store/records-key.ts';
import { describeBackup, Refusal, runTool } from './tool.ts';

/** `npm run backup [-- FILE] [--with-key]`: a consistent copy of records and materials, beside a running server or without one. */
await runTool(async ({ config, dataDir, materialsDir, logger, say }) => {
  const { named, withKey } = readArguments();
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
    const recordsKey = withKey
      ? (config.records.key ?? (await readKey(dataDir))?.toString('base64'))
      : undefined;
    if (withKey && recordsKey === undefined) throw new StartError(`There is no ${keyFile(dataDir)} yet.`);
    const manifest = await writeBackup({ connection: records.connection, materialsDir, recordsKey }, file);
    say(`备份已写好：${file}\n${describeBackup(manifest, 'zh')}`);
    say(`The backup is written: ${file}\n${describeBackup(manifest, 'en')}`);
    if (withKey) {
      say('备份里有打开数据的密钥：谁拿到它，谁就能读到学员编号、做出所有链接。请加密保存。');
      say(
        'The key of the records is in it: whoever has the backup can read all numbers and make every link. Keep it encrypted.',
      );
    } else if (config.records.key === null) {
      say(`打开学员编号和链接的密钥不在备份里：请另存一份 ${keyFile(dataDir)}，或改用 --with-key。`);
      say(
        `The key of the records (for numbers and links) is not in it: keep a copy of ${keyFile(dataDir)} elsewhere, or use --with-key.`,
      );
    }
  } finally {
    await records.close();
  }
});

function readArguments(): { named: string | undefined; withKey: boolean } {
  const usage = 'npm run backup [-- FILE] [--with-key]';
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { 'with-key': { type: 'boolean', default: false } },
    });
    if (positionals.length > 1) throw new Error('There is one file to write.');
    const [file] = positionals;
    return { named: file === undefined ? undefined : resolve(file), withKey: values['with-key'] };
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : String(error)}\nUsage: ${usage}`);
  }
}

/** For example plenum-2030-01-07T08-15-00Z.tar: sorted by time, and allowed on every file system. */
function defaultName(now: Date): string {
  return `plenum-${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z.tar`;
}
