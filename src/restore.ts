import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BackupFile } from './store/backup/backup-file.ts';
import { restoreBackup } from './store/backup/restore-backup.ts';
import { keyFile, parseKey, readKey, writeKey } from './store/records-key.ts';
import { attachTarget } from './store/backup/restore-target.ts';
import { describeBackup, Refusal, runTool } from './tool.ts';

/** `npm run restore -- FILE [--into URL] [--replace]`: puts a backup's records and materials back, with the server stopped. */
await runTool(async ({ config, dataDir, materialsDir, logger, say }) => {
  const { file, into, replace } = readArguments();
  const backup = await BackupFile.open(file);
  say(`备份完好：${file}\n${describeBackup(backup.manifest, 'zh')}`);
  say(`The backup is sound: ${file}\n${describeBackup(backup.manifest, 'en')}`);
  const configured = config.database.url ?? undefined;
  const records = await attachTarget({ dataDir, configured, into, replace, logger });
  try {
    await restoreBackup(backup, { connection: records.connection, materialsDir, replace });
  } finally {
    await records.close();
  }
  await restoreKey(backup.manifest.recordsKey, config.records.key, dataDir, say);
  say(`已恢复到${(into ?? configured === undefined) ? ` ${dataDir}` : '指定的数据库'},可以启动服务器。`);
  say('It is restored. The server can be started.');
  if (into !== undefined && into !== configured)
    say('Set database.url to that database first (PLENUM_DATABASE_URL).');
});

/** A backup that has the key brings it along; one that stands here already stays, and has to be the same. */
async function restoreKey(
  brought: string | undefined,
  configured: string | null,
  dataDir: string,
  say: (text: string) => void,
): Promise<void> {
  const own = configured ?? (await readKey(dataDir))?.toString('base64');
  if (brought === undefined) {
    if (own !== undefined) return;
    say(
      `备份里没有打开数据的密钥（学员编号和链接都靠它）：启动前请把原来的 records.key 放到 ${keyFile(dataDir)}。`,
    );
    say(
      `The key of the records (for numbers and links) is not in the backup: put the old records.key to ${keyFile(dataDir)} first.`,
    );
  } else if (own === undefined) await writeKey(dataDir, parseKey(brought, 'the key in the backup'));
  else if (own !== brought) {
    say(`备份的密钥与 ${keyFile(dataDir)} 或 records.key 不同：启动前请换成备份的密钥。`);
    say(
      `The backup's key is another one than ${keyFile(dataDir)} or records.key: put the backup's there first.`,
    );
  }
}

function readArguments(): { file: string; into: string | undefined; replace: boolean } {
  const usage = 'npm run restore -- FILE [--into postgres://user:password@host:5432/name] [--replace]';
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { into: { type: 'string' }, replace: { type: 'boolean', default: false } },
    });
    const [file, ...rest] = positionals;
    if (file === undefined || rest.length > 0) throw new Error('Name one backup file.');
    if (values.into !== undefined && !/^postgres(ql)?:\/\//.test(values.into))
      throw new Error('--into takes an address such as postgres://user:password@host:5432/name.');
    return { file: resolve(file), into: values.into, replace: values.replace };
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : String(error)}\nUsage: ${usage}`);
  }
}
